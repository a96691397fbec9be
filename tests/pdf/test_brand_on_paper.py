"""Brand, draft mark and document control in the printed report."""

from dataclasses import replace
from datetime import date

import pytest

from assessor.brands.brand import DEFAULT, Brand
from assessor.languages import wording
from assessor.printing.booklet import linked
from assessor.reports.control import Control, control_view
from assessor.reports.rendering import report_booklet
from tests.pdf.edges import small, unfinished
from tests.pdf.printing import pages, print_cleanly, squeezed, text_of
from tests.pdf.test_certificate_fitting import BODY

LANGUAGES = ("en", "zh-Hans", "zh-Hant")


def controlled(document, control=None, brand=DEFAULT):
    submitted = document.basis.status == "submitted"
    say = wording(document.basis.language)
    return replace(
        document, control=control_view(control or Control(), say, submitted=submitted, brand=brand)
    )


def printed(document, containing, brand=DEFAULT):
    """The part of the report that contains something, printed by itself."""
    booklet = report_booklet(document, document.basis.language, brand=brand)
    (part,) = linked([next(part for part in booklet.parts if containing in part)])  # the others are not there
    return print_cleanly(booklet.html(part).replace("</head>", f"<style>{booklet.style}</style></head>"))


def style(document, brand=DEFAULT):
    return report_booklet(document, document.basis.language, brand=brand).style


def test_the_cover_carries_the_brand():
    booklet = report_booklet(small(), "en", brand=BODY)
    assert BODY.picture.address in booklet.parts[0]
    assert BODY.footer in booklet.parts[0]
    assert BODY.primary in booklet.style
    assert DEFAULT.primary not in booklet.style
    assert "data:image" not in report_booklet(small(), "en").parts[0]


def test_warnings_keep_the_houses_colour():
    assert DEFAULT.alert in style(small(), BODY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_draft_has_a_mark_in_its_margin_and_on_its_ground(language):
    pdf = printed(controlled(unfinished(language)), 'id="statement"')
    mark = squeezed(wording(language)("DRAFT"))
    assert [squeezed(page).count(mark) >= 2 for page in pages(pdf)] == [True] * len(pages(pdf))


def test_a_final_document_has_none():
    assert "data:image/svg+xml" not in style(small())
    assert "DRAFT" not in text_of(printed(small(), 'id="statement"'))


def test_a_draft_of_submitted_answers_has_one_too():
    document = controlled(small(), Control(status="draft"))
    assert document.draft
    assert "data:image/svg+xml" in style(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_document_control_says_what_it_knows_and_what_nobody_said(language):
    say = wording(language)
    known = Control("1.2", None, "Unit", "Board", date(2026, 11, 3), ("Board", "Client"), "Internal")
    full_text = text_of(printed(controlled(small(language), known, BODY), 'id="control"', BODY))
    for said in ("1.2", "Unit", "Board", say.date(date(2026, 11, 3)), "Client", "Internal", BODY.name):
        assert squeezed(said) in full_text
    empty = text_of(printed(controlled(small(language)), 'id="control"'))
    assert empty.count(squeezed(say("not stated"))) == 4
    assert squeezed(say("not approved yet")) in empty


def test_without_document_control_its_section_is_what_it_was():
    said = text_of(printed(small(), 'id="control"'))
    assert "Statusofthedocument" not in said
    assert "Digestoftheanswers" in said


def test_long_readers_break_over_lines_and_pages():
    readers = tuple(f"{'客户服务委员会' * 12} {number}" for number in range(50))
    pdf = printed(controlled(small(), Control(distribution=readers)), 'id="control"')
    assert [reader for reader in readers if squeezed(reader) not in text_of(pdf)] == []


def test_a_name_without_a_logo_is_printed_as_words():
    plain = Brand("Example & Partners <Consulting>", "consultancy")
    assert "Example &amp; Partners &lt;Consulting&gt;" in report_booklet(small(), "en", brand=plain).parts[0]
