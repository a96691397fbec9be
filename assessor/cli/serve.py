"""assessor serve: the application, for people who sign in or for whoever sits at this machine."""

from typing import TYPE_CHECKING

import click

from assessor.cli.terminal import fail, opened, out, reports_faults

if TYPE_CHECKING:
    from flask import Flask

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--local", is_flag=True, help="Without signing in, for whoever sits at this machine.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--trusted-proxies",
    default=0,
    show_default=True,
    type=click.IntRange(0, 5),
    help="How many proxies in front set X-Forwarded-For, -Proto and -Host.",
)
@reports_faults
def serve(local: bool, host: str, port: int, threads: int, trusted_proxies: int) -> None:
    """Open the application for people who sign in.

    At the first start it prints a code, by which the first account is made. With --local nobody signs in:
    whoever can reach this machine's loopback is its operator. Settings: docs/operations.md.
    """
    if local and (host not in LOOPBACK or trusted_proxies):
        fail(["--local is for this machine only: neither --host nor --trusted-proxies goes with it"])
    app = _made(local, trusted_proxies)
    if not local and host not in LOOPBACK and not app.config["PUBLIC_URL"]:
        fail([
            f"--host {host}: others reach this under a name, which has to be known; set ASSESSOR_URL to it, "
            "such as ASSESSOR_URL=https://assess.example.org"
        ])  # fmt: skip
    _run(app, host, port, threads)


def _made(local: bool, trusted_proxies: int) -> "Flask":
    from assessor import create_app
    from assessor.printing.press import press

    press().warm()
    asked: dict[str, object] = {"LOCAL_OPERATOR": local}
    if trusted_proxies:
        asked["TRUSTED_PROXIES"] = trusted_proxies
    return opened(lambda: create_app(asked))


def _run(app: "Flask", host: str, port: int, threads: int) -> None:
    from waitress.server import create_server

    from assessor.background import CHORES, Worker

    try:
        server = create_server(app, host=host, port=port, threads=threads, ident="assessor")
    except OSError as error:
        fail([f"port {port} of {host} cannot be used: {error.strerror}; choose another with --port"])
        return
    _greet(app, host, port)
    workers = [Worker(app, chore) for chore in CHORES]
    for worker in workers:
        worker.start()
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
    finally:
        for worker in workers:
            worker.stop()


def _greet(app: "Flask", host: str, port: int) -> None:
    from assessor.accounts.beginning import offer_set_up

    address = app.config.get("PUBLIC_URL") or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    out.print(f"Assessor is open at {address.rstrip('/')}/  (Ctrl-C stops it)")
    code = None if app.config["LOCAL_OPERATOR"] else offer_set_up(app)
    if code:
        where = f"{address.rstrip('/')}/set-up"
        out.print(f"There is no account yet. Make the first one at {where} with this code:", soft_wrap=True)
        out.print(f"    {code}")
    out.file.flush()
