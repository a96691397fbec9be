"""Every form of the report says what the document and the PDF say: each figure, text and section."""

from collections import Counter
from dataclasses import fields, is_dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest

from assessor.answers.files import read_answers
from assessor.brands.brand import Brand
from assessor.languages import wording
from assessor.reports import selection
from assessor.reports.building import build, review_sheet, score_sheet
from assessor.reports.document import ComponentView, Figure, ReportDocument
from assessor.reports.flow import SECTIONS, flow
from assessor.reports.flow.blocks import Heading, Row, Table, cell
from assessor.reports.variants import VARIANTS, variant
from tests.assessor.reports.reading_forms import FORMS, NUMBER, numbers, printed, squeezed, told
from tests.pdf.documents import full
from tests.pdf.edges import bare, not_ratable, unfinished

ANSWERS = Path(__file__).parents[3] / "assessor/demo/answers"


@lru_cache(maxsize=4)
def demonstrated(name: str, language: str) -> ReportDocument:
    """The document of a filled workbook of the demonstration, without peers."""
    sheet = read_answers(ANSWERS / f"{name}.xlsx")
    result = score_sheet(sheet)
    return build(sheet, result, language, reviewed=review_sheet(sheet, result))


MADE = {
    "audit": lambda: demonstrated("audit", "en"),
    "self-assessment": lambda: demonstrated("self-assessment", "zh-Hans"),
    "with peers": lambda: full("en"),
    "with peers, in Chinese": lambda: full("zh-Hant"),
    "bare": lambda: bare("en"),
    "unfinished": lambda: unfinished("zh-Hans"),
    "not ratable": lambda: not_ratable("en"),
}


@pytest.mark.parametrize("name", MADE)
def test_every_number_of_the_print_is_in_every_form(name: str) -> None:
    document = MADE[name]()
    language = document.basis.language
    wanted = numbers(printed(document, language))
    assert len(wanted) > (200 if name in ("audit", "with peers") else 10)
    for form in FORMS:
        assert wanted - numbers(told(document, language, form)) == set(), form


def figures(value: object) -> list[str]:
    """Every figure of a document but the components' counted values, which a note says where they differ."""
    if isinstance(value, ComponentView):
        return []
    if isinstance(value, Figure):
        return [value.shown]
    if isinstance(value, tuple):
        return [found for item in value for found in figures(item)]
    if is_dataclass(value):
        return [found for field in fields(value) for found in figures(getattr(value, field.name))]
    return []


@pytest.mark.parametrize("form", FORMS)
def test_every_figure_stands_there_as_often_as_in_the_document(form: str) -> None:
    document = MADE["audit"]()
    wanted = Counter(NUMBER.search(shown)[0] for shown in figures(document) if NUMBER.search(shown))
    found = Counter(match.group().rstrip(",") for match in NUMBER.finditer(told(document, "en", form)))
    assert sum(wanted.values()) > 700
    assert {shown: count for shown, count in wanted.items() if found[shown] < count} == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["audit", "self-assessment"])
def test_every_text_is_in_every_form(name: str, form: str) -> None:
    document = MADE[name]()
    said = squeezed(told(document, document.basis.language, form))
    texts = [p.question for p in selection.practices(document)]
    texts += [p.comment for p in selection.practices(document) if p.comment]
    texts += [p.action.text for p in selection.practices(document) if p.action]
    texts += [d.text for p in selection.practices(document) for d in (p.reached, p.next) if d]
    texts += [finding.text for finding in document.findings]
    texts += [part for item in document.evidence for part in (item.title, item.note, item.digest)]
    texts += [step.action for step in document.plan.quick_wins + document.plan.long_term]
    assert len(texts) > 400
    assert [text for text in texts if squeezed(text) not in said] == []


@pytest.mark.parametrize("name", MADE)
def test_every_section_of_the_print_is_told_under_its_number(name: str) -> None:
    document = MADE[name]()
    language = document.basis.language
    found = selection.sections(document, wording(language))
    headings = [b for b in flow(document, language).sections if isinstance(b, Heading) and b.level == 1]
    assert [h.text for h in headings] == [f"{s.number} {s.title}" for s in found]
    assert [h.id for h in headings] == [s.id for s in found]


def test_every_section_that_a_variant_names_can_be_told() -> None:
    for name in VARIANTS:
        assert (variant(name).sections or frozenset()) <= SECTIONS.keys()


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_tells_its_sections_and_no_others(name: str) -> None:
    kind = variant(name)
    report = flow(MADE["audit"](), "en", kind)
    told_ = {block.id for block in report.sections if isinstance(block, Heading) and block.level == 1}
    assert told_ <= (kind.sections or SECTIONS.keys())
    assert report.title == kind.title
    assert told_


def test_headings_have_ids_of_their_own_and_skip_no_level() -> None:
    for make in MADE.values():
        document = make()
        report = flow(document, document.basis.language)
        headings = [block for block in report.sections if isinstance(block, Heading)]
        assert max(Counter(heading.id for heading in headings).values()) == 1
        levels = [heading.level for heading in headings]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_an_anonymous_report_names_nobody() -> None:
    document = MADE["audit"]()
    report = flow(document, "en", variant("anonymised"))
    said = repr(report)
    for name in (document.subject.name, *document.assessors, *(s.name for s in document.subject.sites)):
        assert name not in said
    assert report.holder == "Anonymised organisation"


def test_an_anonymous_report_carries_no_brand_that_says_whose_it_is() -> None:
    for kind, kept in (("client", False), ("certification body", False), ("consultancy", True)):
        brand = Brand("Example Brand", kind, footer="Example Street")
        report = flow(MADE["audit"](), "en", variant("anonymised"), brand)
        assert (report.brand == brand) is kept
        assert ("Example Street" in repr(report.opening)) is kept


def test_a_draft_carries_its_mark_and_a_final_report_none() -> None:
    assert flow(unfinished("en"), "en").mark == "DRAFT"
    assert flow(unfinished("zh-Hans"), "zh-Hans").mark == wording("zh-Hans")("DRAFT")
    assert flow(bare("en"), "en").mark == ""


def test_synthetic_peers_are_named_in_the_margin_and_in_the_text() -> None:
    made_up = flow(full("en"), "en")
    assert "Synthetic peers: for demonstration only" in made_up.running
    real = full("en", synthetic=False)
    assert "ynthetic" not in repr(flow(real, "en"))


def test_a_table_with_a_ragged_row_is_refused() -> None:
    with pytest.raises(ValueError, match="'Uneven': 2 headers"):
        Table("Uneven", ("a", "b"), (Row((cell("1"),)),))
