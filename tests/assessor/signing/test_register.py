"""What the public register says, and everything that is no answer of a register."""

import pytest

from assessor.signing.refusals import RegisterUnreachable
from assessor.signing.register import STATUSES, ask_register
from tests.assessor.signing.registering import NUMBER, register


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_told_as_it_is(tmp_path, monkeypatch, status):
    with register(tmp_path, monkeypatch, {"number": NUMBER, "status": status}) as (url, asked):
        told = ask_register(url + "/", NUMBER)
    assert (told.status, told.in_force, asked) == (status, status == "valid", [f"/certificates/{NUMBER}"])


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (b"<html>", 200, "it does not answer in JSON"),
        (b"[" * 60_000, 200, "it does not answer in JSON"),
        ({"number": "Another", "status": "valid"}, 200, "not answer with a status of this certificate"),
        ({"number": NUMBER, "status": "splendid"}, 200, "not answer with a status of this certificate"),
        ({"number": NUMBER, "status": []}, 200, "not answer with a status of this certificate"),
        ([1], 200, "not answer with a status of this certificate"),
        (b" " * 70_000, 200, "it answers with more than 65536 bytes"),
        (b"", 404, "it answers with status 404"),
        (b"", 302, "it redirects elsewhere"),
    ],
)
def test_what_is_no_answer(tmp_path, monkeypatch, answer, status, said):
    with (
        register(tmp_path, monkeypatch, answer, status) as (url, _),
        pytest.raises(RegisterUnreachable, match=said),
    ):
        ask_register(url, NUMBER)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://localhost/x", "allowed: an address that begins with https"),
        ("file:///etc/passwd", "allowed: an address that begins with https"),
        ("https://127.0.0.1:9/x", "refused"),
        ("https://", "."),
    ],
)
def test_addresses_that_are_not_asked_or_not_there(url, said):
    with pytest.raises(RegisterUnreachable, match=said):
        ask_register(url, NUMBER)


def test_a_register_without_a_trusted_certificate_is_not_believed(tmp_path, monkeypatch):
    with register(tmp_path, monkeypatch, {"number": NUMBER, "status": "valid"}) as (url, asked):
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(RegisterUnreachable, match="CERTIFICATE_VERIFY_FAILED"):
            ask_register(url, NUMBER)
    assert asked == []


def test_a_number_cannot_choose_another_address(tmp_path, monkeypatch):
    with register(tmp_path, monkeypatch, {"number": "../admin?x", "status": "valid"}) as (url, asked):
        ask_register(url, "../admin?x")
    assert asked == ["/certificates/..%2Fadmin%3Fx"]


def test_without_a_certificate_nobody_is_asked():
    with pytest.raises(RegisterUnreachable, match="names no certificate"):
        ask_register("https://127.0.0.1:9/", "")
