"""assessor user add | list | deactivate: accounts without a browser."""

import sys
from typing import TYPE_CHECKING

import click

from assessor.cli.terminal import fail, language_option, out, print_table, reports_faults, running_app

if TYPE_CHECKING:
    from assessor.models import Account

ROLES = ("owner", "coordinator", "respondent", "viewer")  # as assessor.models.ROLES, which loads the database


@click.group()
def user() -> None:
    """Accounts of people who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As others see it.")
@click.option("--organisation", "slug", default="local", show_default=True, help="Slug of the organisation.")
@click.option("--role", type=click.Choice(ROLES), default="respondent", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
@language_option
@reports_faults
def add(email: str, name: str, slug: str, role: str, password_stdin: bool, language: str) -> None:
    """Make an account for EMAIL, or make an existing one a member too.

    Without a password a link is printed, by which its holder sets one within a day.
    """
    from assessor.accounts.queries import account_of

    running_app()
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    faults = _faults(email, name, slug, password)
    if faults:
        fail(faults)
    known = account_of(email)
    account = known or _made(email, name, language, password)
    _joined(account, slug, role)
    out.print(f"{account.email} is {role} of {slug}")
    if account.password is None:
        out.print("Set a password within a day:")
        out.print(_link(account), soft_wrap=True)


def _faults(email: str, name: str, slug: str, password: str | None) -> list[str]:
    from flask_security import uia_email_mapper

    from assessor.accounts.operations import tenant_named
    from assessor.accounts.queries import account_of
    from assessor.accounts.settings import SHORTEST_PASSWORD

    faults = []
    if uia_email_mapper(email) is None:
        faults.append(f"EMAIL: {email!r} is no e-mail address")
    if not name.strip():
        faults.append("--name: nothing; a name is needed")
    if tenant_named(slug) is None:
        faults.append(f"--organisation: there is none named {slug!r}")
    if password is not None and not SHORTEST_PASSWORD <= len(password) <= 128:
        faults.append(f"password: {len(password)} characters; {SHORTEST_PASSWORD} to 128 are allowed")
    if password is not None and account_of(email) is not None:
        faults.append(f"{email} has an account already; its holder changes the password, not this command")
    return faults


def _made(email: str, name: str, language: str, password: str | None) -> "Account":
    from assessor.accounts.operations import add_account

    return add_account(email, " ".join(name.split()), language, password)  # type: ignore[arg-type]


def _joined(account: "Account", slug: str, role: str) -> None:
    from sqlalchemy.exc import IntegrityError

    from assessor.accounts.operations import join, tenant_named

    tenant = tenant_named(slug)
    assert tenant is not None
    email = account.email
    try:
        join(account, tenant, role)
    except IntegrityError:
        fail([f"{email} is a member of {slug} already; an owner changes roles on the page of members"])


def _link(account: "Account") -> str:
    from flask import current_app

    from assessor.accounts.operations import password_link_token
    from assessor.mail.links import link_to

    base = current_app.config["PUBLIC_URL"] or "http://127.0.0.1:5000"
    with current_app.test_request_context(base_url=base):
        return link_to("security.reset_password", token=password_link_token(account))


@user.command("list")
@reports_faults
def list_() -> None:
    """List all accounts, with what they are in which organisation."""
    from rich.table import Table

    from assessor.accounts.queries import accounts_with_memberships

    running_app()
    table = Table("e-mail", "name", "member of", "second step", "passkeys", "last here", "state")
    for account, memberships in accounts_with_memberships():
        seen = f"{account.last_seen_at:%Y-%m-%d %H:%M}" if account.last_seen_at else "never"
        table.add_row(
            account.email,
            account.name,
            ", ".join(f"{one.tenant.slug} ({one.role})" for one in memberships),
            "on" if account.tf_primary_method else "off",
            str(len(account.webauthn)),
            seen,
            "active" if account.active else "closed",
        )
    print_table(table)


@user.command("deactivate")
@click.argument("email")
@reports_faults
def deactivate_(email: str) -> None:
    """Close the account of EMAIL and end its sessions. What its holder did stays."""
    from assessor.accounts.operations import deactivate

    account = _known(email)
    if not account.active:
        out.print(f"{account.email} is closed already")
        return
    deactivate(account)
    out.print(f"{account.email} is closed, and signed out everywhere")


@user.command("reset-second-step")
@click.argument("email")
@reports_faults
def reset_second_step(email: str) -> None:
    """Turn the second step of EMAIL off, for who lost app and recovery codes. Make sure that it is them."""
    from assessor.accounts.operations import forget_second_step

    account = _known(email)
    forget_second_step(account)
    out.print(f"{account.email} signs in with the password alone, and is signed out everywhere")


def _known(email: str) -> "Account":
    from assessor.accounts.queries import account_of

    running_app()
    account = account_of(email)
    if account is None:
        fail([f"there is no account of {email!r}"])
    assert account is not None
    return account
