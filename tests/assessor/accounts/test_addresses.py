import pytest
from flask import Flask
from flask_security import uia_email_mapper
from sqlalchemy.exc import IntegrityError

from assessor.accounts.queries import account_of
from tests.assessor.cast import account


@pytest.mark.parametrize(
    "written", ["mark@x.example", "MARK@X.example", "mark@\uff58.example", "mark@x\u3002example"]
)
def test_an_account_is_found_however_its_address_is_written(web: Flask, written: str) -> None:
    made = account("Mark@x.example")
    assert account_of(written) is made


@pytest.mark.parametrize("written", ["mar\u212a@x.example", "\uff4dark@x.example", "mark", ""])
def test_an_address_that_only_looks_alike_finds_nobody(web: Flask, written: str) -> None:
    account("mark@x.example")
    assert account_of(written) is None


def test_letters_beyond_ascii_are_not_folded(web: Flask) -> None:
    made = account("ünal@x.example")
    assert account_of("u\u0308nal@x.example") is made
    assert account_of("Ünal@x.example") is None


def test_a_sign_that_passes_for_another_is_no_address(web: Flask) -> None:
    assert uia_email_mapper("mar\u212a@x.example") is None
    assert uia_email_mapper("mark@\u212aiel.example") == "mark@kiel.example", "names of hosts have one way"


def test_there_is_one_account_an_address(web: Flask) -> None:
    account("Mark@x.example")
    with pytest.raises(IntegrityError):
        account("mARK@x.example")
