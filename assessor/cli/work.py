"""assessor work: what `assessor serve` does beside serving, for an application that another server serves."""

import signal
import threading

import click

from assessor.cli.terminal import out, reports_faults, running_app


@click.command()
@reports_faults
def work() -> None:
    """Print, send mail and remind until stopped: beside another WSGI server.

    Several may run, on several machines; each piece of work is done by one of them.
    """
    from assessor.background import CHORES, Worker

    app, ended = running_app(), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    workers = [Worker(app, chore) for chore in CHORES]
    for worker in workers:
        worker.start()
    out.print("printing, sending and reminding; Ctrl-C stops it")
    out.file.flush()
    try:
        ended.wait()
    except KeyboardInterrupt:
        pass
    finally:
        for worker in workers:
            worker.stop()
