"""assessor serve: the application on this machine, for whoever sits at it."""

import click

from assessor.cli.terminal import err, out


@click.command()
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def serve(port: int, threads: int) -> None:
    """Open the application on http://127.0.0.1. Whoever can reach this machine's loopback is its operator."""
    from waitress.server import create_server

    from assessor import create_app
    from assessor.extensions import open_database

    app = create_app({"LOCAL_OPERATOR": True})
    open_database(app)
    try:
        server = create_server(app, host="127.0.0.1", port=port, threads=threads, ident="assessor")
    except OSError as error:
        err.print(f"port {port} cannot be used: {error.strerror}; choose another with --port")
        raise SystemExit(2) from None
    out.print(f"Assessor is open at [bold]http://127.0.0.1:{port}/[/]  (Ctrl-C stops it)")
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
