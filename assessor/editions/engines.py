"""Who counts an edition: this process, or the workers of a Dask cluster."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING

import benchmarks
from assessor.editions.operations import EditionRefused
from benchmarks.counts import count
from benchmarks.editions import Engine

if TYPE_CHECKING:
    from distributed import Client

EMBEDDED, DASK = "embedded", "dask"
WORKERS = 2
"""How many processes count where no scheduler is given."""

SECONDS = 10
"""How long a scheduler and its first worker are waited for."""

LOOPBACK = "127.0.0.1"


class EngineRefused(EditionRefused):
    """There is no such engine here, or its cluster cannot be used; the message says what to do."""


@contextmanager
def engine_named(name: str, scheduler: str | None = None) -> Iterator[Engine]:
    """Give the engine of this name for as long as it is used.

    `dask` counts on the cluster of `scheduler`, or on two processes of its own that end with it. Raises
    EngineRefused where Dask is not installed, or the cluster cannot be used or is lost.
    """
    if name == EMBEDDED and scheduler is None:
        yield count
    elif name == DASK:
        with _dask(scheduler) as engine:
            yield engine
    else:
        raise EngineRefused(f"engine: found {name!r}, allowed are {EMBEDDED} without a scheduler, and {DASK}")


@contextmanager
def _dask(scheduler: str | None) -> Iterator[Engine]:
    distributed = _distributed()
    from benchmarks.scattering import DaskEngine

    lost = (distributed.KilledWorker, distributed.CancelledError, distributed.comm.CommClosedError)
    try:
        with _quiet(), _remote(scheduler) if scheduler else local_cluster() as client:
            _require_same_software(client)
            yield DaskEngine(client)
    except lost as error:
        raise EngineRefused(
            f"the cluster was lost while it counted, and nothing is built: {error}"
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is said once, as a fault; the client would print its own traces beside it."""
    told = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [one.level for one in told]
    for one in told:
        one.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for one, level in zip(told, before, strict=True):
            one.setLevel(level)


def _distributed() -> ModuleType:
    """Dask's scheduler, workers and client; loaded only by whoever asks for them."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise EngineRefused(
            f"engine {DASK!r} needs {error.name}, which is not installed: pip install 'assessor[dask]'"
        ) from error


@contextmanager
def local_cluster(workers: int = WORKERS) -> Iterator["Client"]:
    """Give a cluster of processes on this machine, which nobody outside can reach, and end it."""
    distributed = _distributed()
    # Dask has workers hand memory back at every turn; to get it again takes most of the time of a merge
    allocated_as_usual = {"distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1}}
    nowhere_else = {
        "host": LOOPBACK,
        "dashboard_address": f"{LOOPBACK}:0",
        "worker_dashboard_address": f"{LOOPBACK}:0",
    }
    with (
        import_module("dask").config.set(allocated_as_usual),
        TemporaryDirectory(prefix="assessor-dask-") as folder,
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            local_directory=folder,
            scheduler_kwargs={"dashboard": False},
            silence_logs=logging.CRITICAL,
            **nowhere_else,
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def _remote(address: str) -> Iterator["Client"]:
    try:
        client = _distributed().Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        said = str(error) or type(error).__name__
        raise EngineRefused(f"scheduler {address}: no answer within {SECONDS} s: {said}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=SECONDS)
        except TimeoutError as error:
            raise EngineRefused(f"scheduler {address}: has no worker; start one with dask worker") from error
        yield client


# --- the same software everywhere ----------------------------------------------------------------------


def _require_same_software(client: "Client") -> None:
    """Raise EngineRefused for a worker that would not count as this process does."""
    here = _software()
    try:
        there: Mapping[str, Mapping[str, str]] = client.run(_software)
    except ImportError as error:
        problem = f"the workers have no {error.name}: install the same lock file on them"
        raise EngineRefused(problem) from error
    differing = [
        f"worker {worker}: has {name} {found.get(name)}, this process {allowed}"
        for worker, found in sorted(there.items())
        for name, allowed in here.items()
        if found.get(name) != allowed
    ]
    if differing:
        raise EngineRefused("\n".join([*differing, "install the same lock file on all of them"]))


def _software() -> dict[str, str]:
    """What counting depends on, and in which version it is here."""
    found = sha256()
    for path in sorted(Path(benchmarks.__file__).parent.rglob("*.py")):
        found.update(path.read_bytes())
    packages = {name: version(name) for name in ("numpy", "pyarrow", "distributed")}
    return {"benchmarks": found.hexdigest()[:12], **packages}
