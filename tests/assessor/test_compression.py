import gzip

import pytest
from flask import Flask, g

from assessor.access import Action, requires
from assessor.appearance import STATIC
from tests.assessor.browsing import CheckingClient

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


def test_a_page_with_the_token_of_a_form_is_not_compressed(app: Flask, client: CheckingClient) -> None:
    @requires(Action.FETCH_PUBLIC)
    def page(secret: bool) -> dict[str, str]:
        if secret:
            g.csrf_token = "made"
        return {"filled": "x" * 5000}

    app.add_url_rule("/open", "open", requires(Action.FETCH_PUBLIC)(lambda: page(False)))
    app.add_url_rule("/closed", "closed", requires(Action.FETCH_PUBLIC)(lambda: page(True)))
    assert client.get("/open", headers=GZIP).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/closed", headers=GZIP).headers


def test_what_is_small_or_packed_already_stays_as_it_is(app: Flask, client: CheckingClient) -> None:
    assert "Content-Encoding" not in client.get("/health", headers=GZIP).headers
    with client.get("/static/icon.svg", headers=GZIP) as icon:
        assert "Content-Encoding" not in icon.headers
