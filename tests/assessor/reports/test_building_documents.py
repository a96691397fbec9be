"""Documents of other models and unfinished sheets: what is shown adds up, and promises nothing."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from assessor.answers.files import read_answers
from assessor.assessments.operations import record
from assessor.assessments.sheets import sheet_of
from assessor.languages import LANGUAGES, wording
from assessor.reports.building import build, review_sheet, score_sheet
from assessor.reports.comparison import _points, percentages
from assessor.reports.figures import Figures
from assessor.reports.model_markdown import markdown
from criteria.answers import NotApplicable
from criteria.comparison import differences
from criteria.model import Ceiling, Rating
from criteria.registry import load
from tests.assessor.sheets import certified

PACKS = Path(__file__).parents[2] / "data" / "packs"
NAMES = ("assurance", "ladder", "twolayer")


def _sheet(name: str):
    return read_answers(PACKS / name / "answers.yaml", folders=[PACKS])


def _document(sheet, language="en"):
    result = score_sheet(sheet)
    return build(sheet, result, language, reviewed=review_sheet(sheet, result))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_contributions_add_up_to_the_total_on_any_scale(name, language):
    document = _document(_sheet(name), language)
    added = [d.contribution.value for d in document.dimensions]
    assert sum(added) == pytest.approx(document.total.value)
    for dimension in document.dimensions:
        assert 0 <= dimension.contribution.value <= dimension.points.value


def test_a_scale_that_begins_at_one_adds_nothing_at_its_beginning():
    # total = (0.6·3.4 + 0.4·3.2 - 1)·25 = 58: custody adds (3.4 - 1)·0.6·25, use (3.2 - 1)·0.4·25
    custody, use = _document(_sheet("twolayer")).dimensions
    assert (custody.contribution.shown, use.contribution.shown) == ("36.0", "22.0")


def test_rounding_within_is_said_where_it_happened():
    notes = {c.id: c.notes for d in _document(_sheet("twolayer")).dimensions for c in d.criteria}
    assert notes["custody.collection"] == ("Rounding at this step: -0.5 points",)
    assert notes["custody.keeping"] == ()


@pytest.mark.parametrize("name", NAMES)
def test_scores_are_compared_in_per_cent_of_their_scale_and_shown_on_it(name):
    result = score_sheet(_sheet(name))
    shares = percentages(result.model, result.total, result.node_scores)
    assert all(0 <= share <= 100 for share in shares.values())
    show = Figures(result.model)
    assert _points(show, "total", float(shares["total"])).value == pytest.approx(float(result.total))
    for node, score in result.node_scores.items():
        assert _points(show, node, float(shares[node])).value == pytest.approx(float(score))


def test_a_draft_earns_no_certificate():
    assert _document(certified()).certificate.issued
    draft = _document(replace(certified(), status="draft")).certificate
    assert not draft.issued
    assert draft.obstacles == ("The assessment is a draft.",)


def test_a_share_of_answers_is_asked_for_in_the_unit_it_is_shown_in():
    rows = {row.title: row for row in _document(certified()).confidence.requirements}
    answered = rows["Practices answered"]
    assert answered.found.endswith("%")
    assert answered.needed == ("≥ 95.0%", "≥ 85.0%")


def test_the_distance_to_a_total_is_rounded_as_the_total_is():
    sheet = read_answers(PACKS.parent / "golden" / "total-473.yaml")
    blocker = next(b for b in _document(sheet).blockers if b.node == "total")
    assert (blocker.value.shown, blocker.distance.shown) == ("473", "127")


def test_nothing_applicable_in_an_audit_is_not_reviewed():
    sheet = certified()
    nothing = {p.id: NotApplicable("none", "Assessor One") for p in sheet.model.practices}
    document = _document(replace(sheet, answers=nothing))
    assert document.total is None
    assert document.confidence is None


def test_the_markdown_says_the_status_in_its_language():
    model = load("cmc")
    assert f"状态：{wording('zh-Hans')(model.status.title())}。" in markdown(model, "zh-Hans")
    assert f"Status: {model.status.title()}." in markdown(model, "en")


def test_a_difference_in_any_rule_or_text_is_found():
    model = load("cmc")
    track = model.tracks["verified"]
    rating = track.ratings["process"]
    ceilings = (*rating.ceilings, Ceiling("learning", Fraction(5)))
    changed = Rating(rating.id, rating.components, rating.limits, ceilings)
    tracks = {**model.tracks, "verified": replace(track, ratings={**track.ratings, "process": changed})}
    found = differences(model, replace(model, tracks=tracks))
    assert {d.property.rsplit(".", 1)[0] for d in found} == {
        f"tracks.verified.ratings.process.ceilings.{len(rating.ceilings) + 1}"
    }
    asked = replace(model, certification=replace(model.certification, years=2))
    assert [(d.property, d.after) for d in differences(model, asked)] == [("certification.years", "2")]


def test_an_original_that_proposes_not_applicable_is_read_back_from_the_record(local):
    sheet = certified()
    first, *others = sheet.assessors
    practice = sheet.model.practices[5].id
    proposal = replace(first, answers={**first.answers, practice: NotApplicable("Never sold here", "")})
    recorded = record(replace(sheet, assessors=(proposal, *others)), local, "tests")
    assert sheet_of(recorded).assessors[0].answers[practice] == NotApplicable("Never sold here", "")
