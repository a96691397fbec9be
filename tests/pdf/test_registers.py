"""The sections on results and on evidence, printed alone: every word and figure, long lists, long texts."""

import re
from dataclasses import replace

import pytest

from assessor.languages import wording
from assessor.reports import selection
from assessor.reports.document import PeriodView
from assessor.reports.rendering import report_booklet
from assessor.reports.variants import Variant
from tests.pdf.documents import figure, full
from tests.pdf.edges import bare, small
from tests.pdf.printing import pages, print_cleanly, squeezed, structure, text_of
from tests.pdf.registers import DIGEST, evidence, measurement, results

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
ONLY = Variant("annex", "Criterion annex", False, frozenset({"results", "register"}))
LONG = "证据说明很长，Zymurgy in every branch and read twice over. " * 400


def printed(document, language="en"):
    booklet = report_booklet(document, language, ONLY)
    html = booklet.html("".join(booklet.parts))
    return print_cleanly(html.replace("</head>", f"<style>{booklet.style}</style></head>"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_was_handed_in_is_printed(language):
    document = full(language)
    text = text_of(printed(document, language))
    for item in document.evidence:
        said = (item.id, item.kind_title, item.title, item.note, item.digest)
        said += (item.by, item.site, item.seen_on_shown, *(p.title for p in item.practices))
        assert [words for words in said if squeezed(words) not in text] == []
    for found in document.measurements:
        figures = [f.shown for f in (*(p.value for p in found.periods), found.target, found.n) if f]
        said = (found.title, found.unit, found.better_title, found.comparator, *figures)
        said += tuple(verdict.text for verdict in found.verdicts)
        assert [words for words in said if squeezed(words) not in text] == []
    for gap in document.unregistered:
        assert squeezed(gap.title + gap.rating) in text
    assert squeezed("The rating counts 5 periods.") in text


def test_every_picture_of_a_measure_is_a_figure_with_its_values_as_alternative():
    document = full()
    alternatives = [str(e["/Alt"]) for e in structure(printed(document)) if e.get("/S") == "/Figure"]
    assert sorted(alternatives) == sorted(f"{m.title} ({m.unit})" for m in document.measurements)


def test_five_hundred_items_are_all_there_and_no_row_is_torn():
    document = full()
    many = replace(document, results=(), evidence=evidence(document.dimensions, "en", 500))
    found = pages(printed(many))
    numbers = re.findall(r"E-(\d+)\b", " ".join(found))
    assert list(map(int, numbers)) == list(range(1, 501))
    assert len(found) < 60
    for page in found[:-4]:
        assert page.count("SHA-256") == squeezed(page).count(DIGEST)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_longest_texts_run_over_pages_and_lose_nothing(language):
    document = small(language)
    first, *others = document.evidence
    long = replace(first, title="W" * 300, note=LONG[:20_000], site="北" * 300, by="x" * 300, id="n" * 40)
    found = document.measurements[0]
    wide = replace(found, title="M" * 300, unit="u" * 60, comparator="指" * 300)
    row = replace(document.results[0].practices[0], measurements=(wide,))
    document = replace(
        document,
        evidence=(long, *others),
        results=(replace(document.results[0], practices=(row,)),),
    )
    text = text_of(printed(document, language))
    assert text.count("Zymurgy") == long.note.count("Zymurgy") > 300
    for words in (long.title, long.site, wide.title, wide.comparator):
        assert squeezed(words) in text


@pytest.mark.parametrize("count", [1, 7, 8, 40])
def test_a_measure_may_have_one_period_or_forty(count):
    document = small()
    practice = document.dimensions[-1].criteria[0].practices[0]
    view = measurement(practice, 0, "en", count)
    values = [figure(1000 + 7.1 * n) for n in range(count)]
    periods = tuple(PeriodView(f"{1985 + n}", value) for n, value in enumerate(values))
    row = replace(document.results[0].practices[0], measurements=(replace(view, periods=periods),))
    document = replace(document, evidence=(), results=(replace(document.results[0], practices=(row,)),))
    text = text_of(printed(document))
    assert all(value.shown in text for value in values)
    assert all(period.period in text for period in periods)


@pytest.mark.parametrize(("track", "column"), [("verified", "Integration"), ("declared", "Answer")])
def test_without_figures_the_ratings_stand_in_a_table_and_that_is_said(track, column):
    document = full(track=track)
    bare_results = tuple(
        replace(c, practices=tuple(replace(p, measurements=(), remarks=()) for p in c.practices))
        for c in results(document.dimensions, "en")
    )
    document = replace(document, results=bare_results, evidence=(), unregistered=())
    found = printed(document)
    text = text_of(found)
    assert squeezed("The ratings below stand without the numbers behind them") in text
    assert column in text
    for practice in (p for c in bare_results for p in c.practices):
        given = "".join(part.label or part.given for part in practice.ratings)
        if track == "verified":
            assert squeezed(practice.title + (given or "Not applicable")) in text
    assert [e for e in structure(found) if e.get("/S") == "/Figure"] == []


def test_a_register_that_is_empty_says_so_once():
    document = replace(full(), evidence=(), results=())
    text = text_of(printed(document))
    assert (
        squeezed(f"The evidence of {len(document.unregistered)} practices is rated above assertion") in text
    )
    assert squeezed("Practices without an item in the register") not in text


def test_there_are_no_sections_where_there_is_nothing():
    document = replace(bare(), evidence=(), unregistered=(), results=())
    present = {section.id for section in selection.sections(document, wording("en"))}
    assert present.isdisjoint({"results", "register"})
    assert {"results", "register"} <= {s.id for s in selection.sections(full(), wording("en"))}
