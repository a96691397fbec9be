"""assessor serve: the application on this machine, for whoever sits at it."""

import click

from assessor.cli.terminal import fail, opened, out, reports_faults


@click.command()
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@reports_faults
def serve(port: int, threads: int) -> None:
    """Open the application on http://127.0.0.1. Whoever can reach this machine's loopback is its operator."""
    from waitress.server import create_server

    from assessor import create_app
    from assessor.printing.press import press
    from assessor.prints.runner import Runner

    press().warm()
    app = opened(lambda: create_app({"LOCAL_OPERATOR": True}))
    try:
        server = create_server(app, host="127.0.0.1", port=port, threads=threads, ident="assessor")
    except OSError as error:
        fail([f"port {port} cannot be used: {error.strerror}; choose another with --port"])
        return
    out.print(f"Assessor is open at http://127.0.0.1:{port}/  (Ctrl-C stops it)")
    runner = Runner(app)
    runner.start()
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
    finally:
        runner.stop()
