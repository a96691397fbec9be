"""A dimension's pages: nothing is split or left behind, and models without guides print as well."""

from dataclasses import replace
from pathlib import Path

import pytest

from assessor.answers.files import read_answers
from assessor.reports import guides
from assessor.reports.building import build, review_sheet, score_sheet
from tests.pdf.documents import full
from tests.pdf.edges import small
from tests.pdf.printing import pages, print_report, report, squeezed, text_of

PACKS = Path(__file__).parents[1] / "data" / "packs"


def criteria(document):
    return [criterion for dimension in document.dimensions for criterion in dimension.criteria]


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.soak), "zh-Hans"])
def test_a_criterion_begins_on_the_page_of_its_first_practice(language):
    document = full(language)
    printed = [squeezed(page) for page in pages(report(document, language))]
    for criterion in criteria(document):
        begun = squeezed(f"{criterion.title}{criterion.summary}")
        assert any(begun in page and squeezed(criterion.practices[0].question) in page for page in printed)


@pytest.mark.parametrize("language", ["en", pytest.param("zh-Hans", marks=pytest.mark.soak)])
def test_a_practice_is_not_split(language):
    document = full(language)
    printed = [squeezed(page) for page in pages(report(document, language))]
    for practice in (p for c in criteria(document) for p in c.practices if p.action):
        asked, step = squeezed(practice.question), squeezed(practice.action.text)
        assert any(asked in page and step in page for page in printed), practice.id


def test_a_dimension_begins_a_page_with_its_score():
    document = full()
    printed = [squeezed(page) for page in pages(report(document))]
    for dimension in document.dimensions:
        band = squeezed(f"{dimension.title}{dimension.points.shown} points available")
        (page,) = [page for page in printed if band in page]
        before = page.split(band)[0]
        assert dimension.score.shown in before
        assert not any(squeezed(c.summary) in before for c in dimension.criteria if c.summary)


def test_what_holds_a_level_back_stands_with_its_dimension():
    document = full()
    printed = text_of(report(document))
    held = {blocker.node for blocker in document.blockers} & {d.id for d in document.dimensions}
    assert 0 < len(held) < len(document.dimensions)
    assert printed.count("Whatholdsbacklevel4:nothinginthisdimension") == len(document.dimensions) - len(held)


def test_sixty_nonconformities_on_one_criterion_are_all_printed_there():
    document = small()
    criterion = criteria(document)[0]
    found = tuple(
        replace(
            document.findings[1], id=f"NC-{number:02}", on=criterion.id, text=f"Found at place {number}. " * 9
        )
        for number in range(60)
    )
    loaded = replace(criterion, nonconformities=guides.nonconformities(found, criterion.id, ()))
    dimension = replace(document.dimensions[0], criteria=(loaded,))
    printed = text_of(print_report(replace(document, dimensions=(dimension, *document.dimensions[1:]))))
    assert all(f"NonconformityNC-{n:02}" in printed for n in range(60))
    assert all(printed.count(f"Foundatplace{n}.") == 9 for n in range(60))


def test_a_comment_longer_than_a_page_runs_over_and_is_whole():
    document = small()
    criterion = criteria(document)[0]
    comment = " ".join(f"item{number}" for number in range(2400))
    first = replace(criterion.practices[0], comment=comment)
    loaded = replace(criterion, practices=(first, *criterion.practices[1:]))
    dimension = replace(document.dimensions[0], criteria=(loaded,))
    printed = text_of(print_report(replace(document, dimensions=(dimension, *document.dimensions[1:]))))
    assert all(f"item{number}" in printed for number in range(2400))


@pytest.mark.parametrize("name", ["assurance", "ladder", "twolayer"])
def test_a_model_without_guides_prints_answers_and_promises_no_levels(name):
    sheet = read_answers(PACKS / name / "answers.yaml", folders=[PACKS])
    result = score_sheet(sheet)
    document = build(sheet, result, "en", reviewed=review_sheet(sheet, result))
    printed = text_of(print_report(document))
    practices = [p for c in criteria(document) for p in c.practices]
    for practice in practices:
        assert squeezed(practice.question) in printed
        assert all(squeezed(f"{c.title} {c.given}") in printed for c in practice.components)
    assert "Thenextlevelasks" not in printed
    assert "Nextstep" not in printed
