import gzip

import pytest
from flask import Flask

from assessor.appearance import STATIC
from assessor.models import Assessment, Tenant
from assessor.tokens import unmasked
from tests.assessor.accounts.people import browser, somebody
from tests.assessor.browsing import TOKEN, CheckingClient

GZIP = {"Accept-Encoding": "gzip, deflate"}
SHEET = "/static/assessor.css"


def test_a_style_sheet_is_sent_compressed_and_is_the_same(client: CheckingClient) -> None:
    with client.get(SHEET) as plain, client.get(SHEET, headers=GZIP) as packed:
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 3
        assert gzip.decompress(packed.data) == plain.data == (STATIC / "assessor.css").read_bytes()
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_who_does_not_ask_for_it_gets_it_plain(client: CheckingClient, accepted: str) -> None:
    with client.get(SHEET, headers={"Accept-Encoding": accepted}) as response:
        assert "Content-Encoding" not in response.headers


def test_a_page_with_a_form_is_compressed_and_its_token_is_written_anew(
    client: CheckingClient, assessment: Assessment
) -> None:
    address = f"/assessments/{assessment.id}/plan/proposal?aim=level-5"
    first, second = client.get(address, headers=GZIP), client.get(address, headers=GZIP)
    assert first.headers["Content-Encoding"] == "gzip"
    one, two = (TOKEN.search(gzip.decompress(page.data).decode()) for page in (first, second))
    assert one
    assert two
    assert one[1] != two[1]
    for token in (one[1], two[1]):
        refused = client.post(address, data={"days:x": "1", "csrf_token": token}, headers=GZIP)
        assert refused.status_code == 200


def test_a_form_with_faults_is_compressed_too(client: CheckingClient, assessment: Assessment) -> None:
    page = client.get(f"/assessments/{assessment.id}/plan/proposal?aim=score", headers=GZIP)
    assert (page.status_code, page.headers["Content-Encoding"]) == (400, "gzip")


@pytest.mark.parametrize("changed", ["", "x", "AP8=", "é"])
def test_a_token_that_was_not_written_here_is_refused(
    client: CheckingClient, assessment: Assessment, changed: str
) -> None:
    address = f"/assessments/{assessment.id}/plan/proposal?aim=level-5"
    token = TOKEN.search(client.get(address).text)
    assert token
    for sent in (changed, changed + token[1], unmasked(token[1])):
        assert client.post(address, data={"csrf_token": sent}).status_code == (
            200 if sent == token[1] else 400
        )


def test_the_pages_of_signing_in_are_sent_as_they_are(web: Flask, company: Tenant) -> None:
    somebody(company)
    page = browser(web).get("/sign-in", headers=GZIP)
    assert page.status_code == 200
    assert "Content-Encoding" not in page.headers


def test_what_is_small_or_packed_already_stays_as_it_is(app: Flask, client: CheckingClient) -> None:
    assert "Content-Encoding" not in client.get("/health", headers=GZIP).headers
    with client.get("/static/icon.svg", headers=GZIP) as icon:
        assert "Content-Encoding" not in icon.headers
