"""Verifying in a process of its own, with a limit on memory and on time.

A stranger's PDF is read by libraries that were not made for enemies. Whatever it brings them to, endless work
or the end of the process, ends there and is said.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assessor.signing.refusals import PdfRefused, TrustRefused, pdf_refused
from assessor.signing.verification import Verification
from criteria.faults import Fault, InvalidInput

SECONDS = 60
MEMORY = 2 * 1024**3
_KINDS: dict[str, type[InvalidInput]] = {kind.__name__: kind for kind in (PdfRefused, TrustRefused)}


def verify_confined(pdf: bytes, trusted: Sequence[Path] = (), *, seconds: float = SECONDS) -> Verification:
    """As `checking.verify`, with the authorities of PEM files, and whatever the file makes of its reader.

    Raises PdfRefused, also where the limits were not enough, and TrustRefused.
    """
    # -W: what libraries think of a stranger's certificates is not for the terminal
    command = [sys.executable, "-W", "ignore", "-m", __name__, *map(str, trusted)]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=seconds, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired as expired:
        raise pdf_refused(f"more than {seconds:g} s of work", "a PDF as this product makes it") from expired
    if done.returncode != 0:
        limits = f"one that can be read with {MEMORY // 1024**3} GB of memory and {seconds:g} s"
        raise pdf_refused("a PDF that its reader did not survive", limits)
    return _understood(done.stdout)


def _understood(answer: bytes) -> Verification:
    told: dict[str, Any] = json.loads(answer)
    if "refused" in told:
        raise _KINDS[told["refused"]]([Fault(*one) for one in told["faults"]])
    try:
        return TypeAdapter(Verification).validate_python(told, strict=False)
    except ValidationError as error:
        raise pdf_refused(
            "a PDF that its reader did not survive", "a PDF as this product makes it"
        ) from error


def _limited() -> None:
    """Bound this process; where the system has no such limits, only the time is bounded, by whoever waits."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        _, most = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def _answer(pdf: bytes, trusted: Sequence[Path]) -> bytes:
    from assessor.signing.checking import verify
    from assessor.signing.trust import read_trust

    try:
        found = verify(pdf, read_trust(trusted))
    except (PdfRefused, TrustRefused) as refused:
        faults = [(one.where, one.key, one.found, one.allowed) for one in refused.faults]
        return json.dumps({"refused": type(refused).__name__, "faults": faults}).encode()
    return TypeAdapter(Verification).dump_json(found)


if __name__ == "__main__":
    _limited()
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read(), [Path(one) for one in sys.argv[1:]]))
