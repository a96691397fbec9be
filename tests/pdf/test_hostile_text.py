"""Text from users stays text: it runs nothing, fetches nothing, reads nothing and moves nothing."""

import http.server
import threading
from dataclasses import replace
from itertools import cycle

import pytest

from assessor.printing.fonts import code_point
from assessor.reports.certificate import certificate_html
from assessor.reports.pdf import to_pdf
from assessor.reports.rendering import report_html
from tests.pdf.edges import small, with_every_text
from tests.pdf.printing import ADDRESS, pages, print_cleanly, squeezed, text_of

# Ids and codes come from the model's pack, which is checked, and lead links and decide sections.
CODES = frozenset(
    {"id", "node", "on", "kind", "state", "language", "track", "status", "assessed_on", "total_bar"}
)
CODES |= {"model_status", "profile", "schema", "shown", "practice", "criterion", "of", "better"}


@pytest.fixture
def trap(tmp_path):
    """A server that notes every request, and a secret in a file."""
    asked = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-of-the-house")
    yield f"http://127.0.0.1:{server.server_port}", secret, asked
    server.shutdown()
    thread.join()
    server.server_close()


def payloads(address, secret):
    file = secret.as_uri()
    return [
        f"<img src={file}>",
        f"<img src='{address}/img'>",
        f'"><img src="{address}/broken-out">',
        f"<link rel=stylesheet href={address}/css>",
        f"<link rel=attachment href={file}>",
        f"<a rel=attachment href={file}>x</a>",
        f"</style><style>@import url({address}/import);",
        f"<style>body{{background:url({address}/background)}}</style>",
        f"<style>@font-face{{font-family:x;src:url({address}/font)}}</style>",
        f"<object data={file}></object>",
        f"<embed src={file}>",
        f"<iframe src={file}></iframe>",
        f"<svg><image href='{address}/svg'/></svg>",
        f"<svg><use href='{file}#x'/></svg>",
        f"<base href={address}/>",
        f"<meta http-equiv=refresh content='0;url={address}/refresh'>",
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]>&e;',
        "<script>document.write(1)</script>",
        "<a href='javascript:alert(1)'>x</a>",
        "]]><!--",
        "</title></head></body></html>",
        "{{7*7}}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% include 'print.css' %}",
        "{% for i in range(999999999) %}{% endfor %}",
        f"url({address}/url)",
        "&lt;b&gt;&#x202e;",
        "%(page)s %s %%",
        "content: attr(x); } body { display: none }",
        '" data-draft="FORGED" x="',
    ]


def test_markup_in_every_field_is_printed_as_it_was_written(trap):
    address, secret, asked = trap
    document = with_every_text(small(), cycle(payloads(address, secret)), CODES)
    pdf = print_cleanly(report_html(document, "en"))
    printed = text_of(pdf)
    assert asked == []
    assert b"the-secret-of-the-house" not in pdf
    assert "the-secret-of-the-house" not in printed
    assert [p for p in payloads(address, secret) if printed.count(squeezed(p)) < 3] == []
    assert "FORGED" not in printed.replace('data-draft="FORGED', "")


def test_the_certificate_prints_markup_as_it_was_written(trap):
    address, _, asked = trap
    for payload in (f"<img src='{address}/img'>", f"<base href={address}/>", "</style>{{7*7}}"):
        document = with_every_text(small(), cycle([payload]), CODES)
        printed = text_of(print_cleanly(certificate_html(document, "en", ADDRESS)))
        assert printed.count(squeezed(payload)) > 6, payload
    assert asked == []


def test_the_printer_itself_fetches_and_reads_nothing(trap):
    """Even where markup came through: the second wall behind the escaping."""
    address, secret, asked = trap
    for payload in payloads(address, secret):
        pdf = to_pdf(
            f'<html lang="en"><head><title>t</title></head><body><p>before</p>{payload}</body></html>'
        )
        assert b"the-secret-of-the-house" not in pdf
        assert "the-secret-of-the-house" not in text_of(pdf)
        assert b"EmbeddedFile" not in pdf
    assert asked == []


@pytest.mark.parametrize("character", ["\u202e", "\u202d", "\u2066", "\x00", "\x1b", "\ud800"])
def test_what_turns_the_text_around_or_has_no_shape_is_printed_by_its_number(character):
    document = replace(small(), subject=replace(small().subject, name=f"Shop{character}reversed Ltd"))
    html = report_html(document, "en")
    assert character not in html
    assert f"Shop{code_point(character)}reversed Ltd" in html


def test_a_word_of_ten_thousand_letters_is_broken_and_whole():
    word, document = "x" * 10_000, small()
    named = replace(document, subject=replace(document.subject, name=word, scope=word))
    findings = (replace(document.findings[0], text=word),)
    pdf = print_cleanly(report_html(replace(named, findings=findings), "en"))
    assert text_of(pdf).count("x") >= 30_000
    assert all(page for page in pages(pdf))
    assert len(pages(print_cleanly(certificate_html(named, "en", ADDRESS)))) == 1
