"""The command line: answers in, reports out; editions, peers, keys and what checks a report."""

import click
from flask.cli import FlaskGroup

from assessor.cli.activity import activity
from assessor.cli.brand import brand
from assessor.cli.certificate import certificate
from assessor.cli.demo import demo
from assessor.cli.edition import edition
from assessor.cli.mail import mail
from assessor.cli.model import model
from assessor.cli.organisation import organisation
from assessor.cli.peers import peers
from assessor.cli.plan import plan
from assessor.cli.remind import remind
from assessor.cli.report import report
from assessor.cli.score import score
from assessor.cli.serve import serve
from assessor.cli.signing import signing
from assessor.cli.template import template
from assessor.cli.terminal import write_what_it_can
from assessor.cli.user import user
from assessor.cli.verify import verify
from assessor.cli.work import work
from assessor.cli.workbook import workbook


def _app():  # type: ignore[no-untyped-def]  # noqa: ANN202 - the web application is imported only where it is used
    from assessor import create_app

    return create_app()


class Commands(FlaskGroup):
    """Flask's group without commands of plugins: a wrong name or `--help` must not need the application."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        return click.Group.get_command(self, ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return click.Group.list_commands(self, ctx)


@click.group(
    cls=Commands,
    create_app=_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="assessor", prog_name="assessor")
def main() -> None:
    """Assess how well organisations manage their customers: score, compare, report, certify."""
    write_what_it_can()


_COMMANDS = (
    activity, brand, certificate, demo, edition, mail, model,
    organisation, peers, plan, remind, report, score, serve,
    signing, template, user, verify, work, workbook,
)  # fmt: skip
for command in _COMMANDS:
    main.add_command(command)
