"""Text from users stays text: it runs nothing, fetches nothing, reads nothing and moves nothing."""

from dataclasses import fields, is_dataclass, replace
from itertools import cycle

import pytest

from assessor.printing import engine
from assessor.printing.fonts import code_point
from assessor.printing.press import Press
from assessor.reports.certificate import certificate_booklet
from assessor.reports.document import ControlView, Figure
from assessor.reports.rendering import report_booklet
from tests.pdf.edges import small, with_every_text
from tests.pdf.printing import ADDRESS, pages, print_booklet, print_report, report, squeezed, text_of
from tests.printing import hostile
from tests.printing.conformance import faults

SERVER, FILE = "http://trap.example", "file:///etc/passwd"
TEXTS = hostile.texts(SERVER, FILE)
CONTROL = ControlView(
    status="final",
    status_title="Final",
    version="3",
    issued_by="Example Certification",
    issuer_kind="certification body",
    prepared_by="Lead assessor",
    approved_by="Head of assessment",
    approved_on="2026-11-09",
    approved_on_shown="9 November 2026",
    distribution=("Board", "Head of service"),
    confidentiality="In confidence",
)
WRITTEN = {"name", "scope", "comment", "reason", "approved_by", "text", "note", "by", "site", "assessors"}
WRITTEN |= {"decided_by", "distribution", "confidentiality", "prepared_by", "issued_by", "unit"}
NUMBERED = ["a[U+0000]b", "Ltd[U+202E]gnp.exe[U+202C]", "a[U+D800]b[U+DFFF]c", "[U+E000][U+F8FF]", "[U+0378]"]
LONG = {
    "one word": "x" * 20_000,
    "Chinese": "查阅了三月至八月的服务记录；" * 1429,
}


@pytest.fixture
def fetched(monkeypatch):
    """Every address that is asked for; pictures within the text itself are let through."""
    asked, pictures = [], engine._pictures()
    fetch = pictures.fetch

    def noting(self, url, headers=None):
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(pictures, "fetch", noting)
    return asked


def controlled():
    return replace(small(), control=CONTROL)


def written(value, name=""):
    """What people write, wherever it stands in a document, by the name of its field."""
    if isinstance(value, tuple):
        for item in value:
            yield from written(item, name)
    elif isinstance(value, str):
        if name in WRITTEN and value:
            yield value
    elif is_dataclass(value) and not isinstance(value, Figure):
        for field in fields(value):
            yield from written(getattr(value, field.name), field.name)


def test_markup_style_and_templates_in_every_field_are_printed_as_they_were_written(fetched):
    document = with_every_text(controlled(), cycle(TEXTS), hostile.CODES)
    pdf = print_report(document)
    printed = text_of(pdf)
    assert fetched == []
    assert [text for text in TEXTS if printed.count(squeezed(text)) < 2] == []
    asked = set(written(document))
    assert len(asked) > 40
    lost = [text for text in asked if squeezed(text) not in printed]
    assert len(lost) <= len(pages(pdf))  # a page ends within some, and its margins stand between
    halves = [half for text in lost for half in (squeezed(text)[:12], squeezed(text)[-12:])]
    assert [half for half in halves if half not in printed] == []
    assert "FORGED" not in printed.replace('data-draft="FORGED', "")
    assert faults(pdf) == []


def test_the_certificate_prints_them_as_they_were_written(fetched):
    texts, seen = cycle(TEXTS), ""
    for _ in range(5):
        document = with_every_text(small(), texts, hostile.CODES)
        document = replace(document, dimensions=small().dimensions)
        seen += text_of(print_booklet(certificate_booklet(document, "en", ADDRESS)))
    assert fetched == []
    short = [text for text in TEXTS if len(text) < 80]
    assert len(short) > 50
    assert len([text for text in short if squeezed(text) in seen]) > len(short) / 2


def test_strange_characters_in_every_field_leave_a_conforming_file():
    document = with_every_text(controlled(), cycle(hostile.STRANGE.values()), hostile.CODES)
    printed = Press(1).print(report_booklet(document, "en"))
    assert faults(printed.pdf) == []
    assert printed.replaced
    text = text_of(printed.pdf)
    for said in NUMBERED:
        assert text.count(said) > 3, said


def test_strange_characters_on_a_certificate_leave_a_conforming_file():
    texts, document = list(hostile.STRANGE.values()), small()
    for first in range(0, len(texts), 5):
        strange = " ".join(texts[first : first + 5])
        subject = replace(document.subject, name=f"Shop {strange} Ltd", scope=strange)
        decided = replace(document.certificate, decided_by=strange)
        named = replace(document, subject=subject, certificate=decided)
        assert faults(Press(1).print(certificate_booklet(named, "en", ADDRESS)).pdf) == []


@pytest.mark.parametrize("character", ["\u202e", "\u202d", "\u2066", "\x00", "\x1b", "\ud800", "\ue000"])
def test_what_turns_the_text_around_or_has_no_shape_is_printed_by_its_number(character):
    document = replace(small(), subject=replace(small().subject, name=f"Shop{character}reversed Ltd"))
    html = report_booklet(document, "en").whole()
    assert character not in html
    assert f"Shop{code_point(character)}reversed Ltd" in html


@pytest.mark.parametrize("kind", ["one word", pytest.param("Chinese", marks=pytest.mark.soak)])
def test_twenty_thousand_characters_in_a_field_are_printed_whole(kind):
    text, document = LONG[kind][:20_000], controlled()
    seen = replace(document.evidence[0], title=text, note=text)
    finding = replace(document.findings[0], text=text)
    long = replace(
        _commented(document, text),
        subject=replace(document.subject, scope=text),
        findings=(finding, *document.findings[1:]),
        evidence=(seen, *document.evidence[1:]),
    )
    pdf = print_report(long)
    printed = text_of(pdf)
    letter = squeezed(text)[0]
    usual = text_of(report(document)).count(letter)
    assert printed.count(letter) - usual >= 4 * text.count(letter)
    assert faults(pdf) == []


def _commented(document, comment):
    """The document with a comment on its first practice."""
    first, *dimensions = document.dimensions
    criterion, *criteria = first.criteria
    practice, *practices = criterion.practices
    changed = replace(criterion, practices=(replace(practice, comment=comment), *practices))
    return replace(document, dimensions=(replace(first, criteria=(changed, *criteria)), *dimensions))


def test_a_word_of_ten_thousand_letters_is_broken_and_leaves_a_certificate_of_one_page():
    word, document = "x" * 10_000, small()
    named = replace(document, subject=replace(document.subject, name=word, scope=word))
    assert len(pages(print_booklet(certificate_booklet(named, "en", ADDRESS)))) == 1
