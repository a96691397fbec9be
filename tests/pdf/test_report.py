"""The printed report says what the document says: every figure, section, link and note, and nothing else."""

import re
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from assessor.languages import wording
from assessor.printing.booklet import Booklet
from assessor.printing.press import Press
from assessor.reports.document import ComponentView, Figure
from assessor.reports.rendering import report_booklet
from tests.pdf.documents import full
from tests.pdf.edges import bare, everywhere, not_ratable, small, unfinished
from tests.pdf.printing import (
    numbers_in,
    outline,
    pages,
    print_report,
    report,
    squeezed,
    structure,
    text_of,
)

LANGUAGES = ("en", "zh-Hans", "zh-Hant")


def figures(value):
    """Every figure of a document but the components' counted values: a note says them where they differ."""
    if isinstance(value, ComponentView):
        return
    if isinstance(value, Figure):
        yield value.shown.removesuffix("%").lstrip("+-−")
    elif isinstance(value, tuple):
        for item in value:
            yield from figures(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from figures(getattr(value, field.name))


@pytest.mark.parametrize(("make", "language"), [(full, "en"), (small, "zh-Hans"), (small, "zh-Hant")])
def test_every_figure_of_the_document_is_printed_as_often_as_it_stands_there(make, language):
    document = make(language)
    printed = numbers_in(" ".join(pages(report(document, language))))
    expected = Counter(figures(document))
    assert sum(expected.values()) > 100
    assert {shown: count for shown, count in expected.items() if printed[shown] < count} == {}


def test_each_practice_has_its_own_figures_beside_it():
    document = full()
    printed = text_of(report(document))
    for practice in (p for d in document.dimensions for c in d.criteria for p in c.practices):
        score = practice.score.shown if practice.score else "–"
        asked = squeezed(f"{score}{practice.title}{practice.question}")
        assert asked in printed, practice.id
        adds = f"{practice.share.shown}ofthecriterion,adds{practice.contribution.shown}"
        assert adds in printed.split(asked, 1)[1][:1200], practice.id


def test_each_practice_has_the_level_it_stands_at_the_next_and_what_leads_there():
    document = full()
    printed = text_of(report(document))
    guided = [p for d in document.dimensions for c in d.criteria for p in c.practices if p.reached]
    assert len(guided) == 118
    for practice in guided:
        row = printed.split(squeezed(practice.question), 1)[1]
        reached, above, step = practice.reached, practice.next, practice.action
        said = squeezed(f"{reached.level} {reached.title} {reached.text}")
        said += squeezed(f"{above.level} {above.title} {above.text}") if above else ""
        assert row.startswith(said or "The highest"), practice.id
        if step:
            assert squeezed(f"{step.text} {step.days} person-days, {step.horizon}") in row[:2000], practice.id


def test_every_text_of_the_document_is_printed():
    document = full()
    printed = text_of(report(document))
    unprinted = {"language", "kind", "state", "id", "node", "on", "status", "industry", "country", "track"}
    unprinted |= {"practice", "criterion", "of", "better"}  # of the register and of results
    missing = [text for text in _printable_texts(document, unprinted) if squeezed(text) not in printed]
    assert missing == []


def _printable_texts(value, skipped):
    """Texts by field, without codes that the report says in words."""
    if isinstance(value, tuple):
        for item in value:
            yield from _printable_texts(item, skipped)
    elif isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, Figure):
        for field in fields(value):
            if field.name not in skipped | {"assessed_on", "size_name", "model_status", "stage", "sources"}:
                yield from _printable_texts(getattr(value, field.name), skipped)


def test_the_notes_on_a_score_stand_in_the_row_that_it_is_in():
    document = full()
    printed = text_of(report(document))
    noted = [p for d in document.dimensions for c in d.criteria for p in c.practices if p.notes]
    assert len(noted) > 5
    for practice in noted:
        assert squeezed(practice.notes[0]) in printed.split(squeezed(practice.question), 1)[1][:1500]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_full_report_has_a_sensible_number_of_pages_and_none_is_empty(language):
    printed = pages(report(full(language), language))
    assert 30 <= len(printed) <= 48
    least = 250 if language == "en" else 150  # Chinese says it in fewer characters
    for number, page in enumerate(printed, start=1):
        assert len(squeezed(page)) > (100 if number == 1 else least), f"page {number} is nearly empty"


def test_every_page_but_the_cover_says_which_it_is_and_of_how_many():
    printed = pages(report(full()))
    assert "Page" not in printed[0].split("Synthetic")[-1]
    for number, page in enumerate(printed[1:], start=2):
        assert f"Page{number}of{len(printed)}" in squeezed(page)


def test_the_contents_name_the_page_on_which_each_section_begins():
    printed = pages(report(full()))
    contents = re.findall(r"^(\d+) ?(.+?)\.{3,}\s*(\d+)$", printed[1].replace("\xa0", " "), re.MULTILINE)
    assert len(contents) >= 12
    for number, title, page in contents:
        assert squeezed(f"{number}{title}") in squeezed(printed[int(page) - 1])


def test_the_outline_has_every_section_dimension_and_criterion():
    document = full()
    titles = [squeezed(title) for title in outline(report(document))]
    for dimension in document.dimensions:
        assert squeezed(dimension.title) in titles
        assert all(any(title.startswith(squeezed(c.title)) for title in titles) for c in dimension.criteria)
    assert "1Statementofresult" in titles


def test_links_lead_within_the_report_and_none_out_of_it():
    reader = PdfReader(BytesIO(report(full())))
    annotations = [a.get_object() for page in reader.pages for a in page.get("/Annots", ())]
    destinations = [str(a["/Dest"]) for a in annotations if "/Dest" in a]
    assert not [a for a in annotations if "/A" in a and "/URI" in a["/A"]]
    assert len(destinations) > 80
    assert set(destinations) <= set(reader.named_destinations)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_font_is_embedded_and_the_region_of_its_shapes_is_right(language):
    reader = PdfReader(BytesIO(report(small(language), language)))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]
    wanted, other = ("TC", "SC") if language == "zh-Hant" else ("SC", "TC")
    names = {str(font["/BaseFont"]).partition("+")[2] for font in fonts}
    assert any(wanted in name for name in names)
    assert not any("Serif" in name and other in name for name in names)


def test_it_is_tagged_for_screen_readers_and_every_picture_has_words():
    pdf = report(full("zh-Hans"), "zh-Hans")
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-Hans"
    assert root["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data() or (
        b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    )
    figures_found = [element for element in structure(pdf) if element.get("/S") == "/Figure"]
    assert len(figures_found) >= 12
    assert all(str(element.get("/Alt", "")).strip() for element in figures_found)


def test_title_and_dates_come_from_the_document_and_not_from_the_clock():
    metadata = PdfReader(BytesIO(report(full()))).metadata
    assert metadata.title == "Assessment report: Example Service Group Ltd"
    assert metadata["/CreationDate"] == metadata["/ModDate"] == "D:20261102000000Z"


@pytest.mark.parametrize(
    "language", ["en", *(pytest.param(other, marks=pytest.mark.soak) for other in ("zh-Hans", "zh-Hant"))]
)
def test_synthetic_peers_are_named_on_every_page(language):
    note = squeezed(wording(language)("Synthetic peers: for demonstration only"))
    assert all(note in squeezed(page) for page in pages(report(small(language), language)))


def test_real_peers_are_not_called_synthetic():
    document = replace(small(), standing=replace(small().standing, synthetic=False))
    assert "ynthetic" in report_booklet(small(), "en").whole()
    assert "ynthetic" not in report_booklet(document, "en").whole()


def test_a_draft_is_marked_on_every_page_and_a_submitted_one_on_none():
    assert all("DRAFT" in squeezed(page) for page in pages(report(unfinished())))
    assert "DRAFT" not in text_of(report(small()))


def test_sections_without_content_are_left_out():
    titles = " ".join(outline(report(bare())))
    assert "Statement of result" in titles
    for absent in (
        "Standing",
        "Confidence",
        "Findings",
        "Certification",
        "does not apply",
    ):
        assert absent not in titles


def test_an_unfinished_one_shows_intervals_and_no_level():
    printed = text_of(report(unfinished()))
    assert "between212and688of1000points" in printed
    assert "21.5to71.5" in printed
    assert "Level3" not in printed


def test_one_that_is_not_ratable_gives_the_reason_and_no_number():
    printed = text_of(report(not_ratable()))
    assert "Leadership:50.0%applies,atleast66.7%isneeded" in printed
    assert "Notratable" in printed
    assert "533" not in printed


def test_scores_at_the_ends_of_the_scale_are_printed():
    lowest, highest = everywhere(small(), 0.0), everywhere(small(), 100.0)
    mixed = replace(lowest, dimensions=(lowest.dimensions[0], *highest.dimensions[1:]))
    found = numbers_in(" ".join(pages(report(mixed))))
    assert found["0.0"] > 5
    assert found["100.0"] > 10


def test_long_names_and_long_lists_run_over_pages_and_lose_nothing():
    document, name = (
        small(),
        "The Incorporated Society of Household Appliance Repair and Service Workshops " * 3,
    )
    sites = tuple(replace(document.subject.sites[0], name=f"Site number {i}") for i in range(60))
    findings = tuple(replace(document.findings[0], id=f"F{i:03}") for i in range(60))
    subject = replace(document.subject, name=name.strip(), sites=sites)
    pdf = report(replace(document, subject=subject, findings=findings))
    statement = squeezed("".join(pages(pdf)[2:5]))
    assert squeezed(name) in statement
    assert "…" in statement
    assert all(f"Sitenumber{i}" in text_of(pdf) for i in range(60))
    assert all(f"F{i:03}" in text_of(pdf) for i in range(60))


def test_the_same_document_gives_the_same_bytes():
    assert print_report(small()) == report(small())


def test_another_document_has_another_identifier():
    ids = [PdfReader(BytesIO(report(document))).trailer["/ID"][0] for document in (small(), bare())]
    assert ids[0] != ids[1]


def test_a_character_without_a_glyph_is_printed_by_its_number():
    booklet = Booklet("t", "s", "en", "2026-11-02", "", ("<p>before \u0378 after</p>",))
    printed = Press(1).print(booklet)
    assert printed.replaced == {"\u0378"}
    assert squeezed("before [U+0378] after") in text_of(printed.pdf)
