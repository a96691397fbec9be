import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from assessor.cli import main
from assessor.extensions import db
from assessor.models import Account, Membership, Tenant
from tests.assessor.accounts.people import PASSWORD, browser, fresh, is_in, signed_in, somebody
from tests.assessor.accounts.serving import Visitor


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


def test_accounts_without_a_browser(web: Flask) -> None:
    made = run(
        "user", "add", "ana@local.example", "--name", "Ana", "--role", "owner", "--password-stdin",
        typed=PASSWORD + "\n",
    )  # fmt: skip
    assert (made.exit_code, made.output) == (0, "ana@local.example is owner of local\n")
    assert is_in(signed_in(web, "ana@local.example"))
    listed = run("user", "list").output
    assert "local (owner)" in listed
    assert PASSWORD not in listed
    closed = run("user", "deactivate", "ANA@local.example")
    assert "signed out everywhere" in closed.output
    assert "closed" in run("user", "list").output


def test_without_a_password_a_link_sets_one(web: Flask) -> None:
    made = run("user", "add", "ana@local.example", "--name", "Ana")
    link = re.search(r"http://127.0.0.1:5000(/password/\S+)", made.output)
    assert link
    browser(web).submit(link[1], {"password": PASSWORD, "password_confirm": PASSWORD})
    assert is_in(signed_in(web, "ana@local.example"))


def test_an_account_joins_a_second_organisation(web: Flask, company: Tenant, other_company: Tenant) -> None:
    somebody(company, "ana@local.example")
    arguments = ("user", "add", "ana@local.example", "--name", "Ana", "--organisation", "other")
    assert run(*arguments).exit_code == 0
    db.session.rollback()
    assert len(db.session.scalars(select(Membership)).all()) == 2
    again = run(*arguments)
    assert again.exit_code == 2
    assert "a member of other already" in again.output


def test_an_account_in_other_letters_is_the_same(web: Flask, company: Tenant, other_company: Tenant) -> None:
    somebody(company, "ana@local.example")
    arguments = ("user", "add", "Ana@LOCAL.example", "--name", "Ana", "--organisation", "other")
    assert run(*arguments).output == "ana@local.example is respondent of other\n"
    assert run("user", "add", "BO@local.example", "--name", "Bo").output.startswith("bo@local.example is")


def test_all_faults_at_once(web: Flask) -> None:
    found = run(
        "user", "add", "nobody", "--name", " ", "--organisation", "none", "--password-stdin", typed="short\n"
    )
    assert found.exit_code == 2
    for fault in ("no e-mail address", "--name: nothing", "there is none named 'none'", "12 to 128"):
        assert fault in found.output
    assert db.session.scalar(select(Account)) is None
    assert run("user", "deactivate", "nobody@local.example").exit_code == 2
    assert run("user", "reset-second-step", "nobody@local.example").exit_code == 2


def test_mail_that_waits(web: Flask, company: Tenant) -> None:
    somebody(company)
    browser(web).submit("/password", {"email": fresh().email})
    assert "account.reset" in run("mail", "list").output
    assert run("mail", "send").output == "1 taken, 0 not sent\n"
    assert run("mail", "list").output == "nothing waits\n"
    assert run("mail", "send", "--again").output == "0 taken, 0 not sent\n"


# --- serving ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--local", "--host", "0.0.0.0"], "for this machine only"),
        (["--host", "0.0.0.0"], "ASSESSOR_URL"),
    ],
)
def test_serving_is_refused_where_it_would_be_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    refused = run("serve", *arguments)
    assert refused.exit_code == 2
    assert said in refused.output


def test_a_fresh_installation_is_set_up_by_the_code_of_its_log(web: Flask, tmp_path: Path) -> None:
    """The real command, as it is typed; the code it prints, typed into a browser."""
    command = [sys.executable, "-u", "-c", "from assessor.cli import main; main()", "serve", "--port", "5973"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        site = re.search(r"http://\S+(?=/ )", server.stdout.readline())
        assert "There is no account yet" in server.stdout.readline()
        code = server.stdout.readline().strip()
        assert site
        visitor = Visitor(site[0])
        assert visitor.get(f"{site[0]}/models").url == f"{site[0]}/set-up"
        assert visitor.submit("/set-up", {"code": code}).headers["Location"] == "/set-up/account"
        form = {
            "name": "Ana", "email": "ana@local.example", "password": PASSWORD, "organisation": "Harbour Ltd",
            "industry": "C", "country": "CN", "employees": "",
        }  # fmt: skip
        assert visitor.submit("/set-up/account", form).headers["Location"] == "/"
        assert visitor.get(f"{site[0]}/account").status_code == 200
        assert requests.get(f"{site[0]}/account", allow_redirects=False, timeout=5).status_code == 302
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()  # type: ignore[union-attr]
    assert fresh("ana@local.example").name == "Ana"
