"""What an answer may not say is refused by place, practice, found and allowed; everything at once."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction as F

import pytest

from criteria.answers import Answer, NotApplicable, RawAnswer, SiteRating, allowed_values, parse_answers
from criteria.faults import AnswersInvalid

PROMISE = "leadership.vision.customer-promise"
WHOLE = {"approach": 60, "deployment": 55, "learning": 50, "integration": 45, "evidence": 3}
RANGE = "0 to 100 in steps of 5"


def refused(model, track, *raw):
    with pytest.raises(AnswersInvalid) as invalid:
        parse_answers(model, track, raw)
    return [(fault.where, fault.key, fault.found, fault.allowed) for fault in invalid.value.faults]


def declared(value, where="a.csv:2"):
    return RawAnswer(PROMISE, where, {"answer": value})


@pytest.mark.parametrize("value", [3, "3", " 3 ", "3.0", 3.0, Decimal("3.00"), F(3)])
def test_a_number_is_read_however_it_is_written(cmc, value):
    assert parse_answers(cmc, "declared", [declared(value)])[PROMISE].values == {"answer": 3}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (6, "6"), (-1, "-1"), (2.5, "2.5"), ("three", "'three'"), ("", "''"), (True, "True"), (None, "None"),
        ("٣", "'٣'"), ("３", "'３'"),
        ("nan", "'nan'"), (float("inf"), "inf"), ("1e999999999", "'1e999999999'"),
        ("0_3", "'0_3'"), ("=1+2", "'=1+2'"), ({"a": 1}, "{'a': 1}"), ("9" * 500, "'" + "9" * 56 + "..."),
    ],
)  # fmt: skip
def test_a_value_that_is_not_allowed(cmc, value, shown):
    assert refused(cmc, "declared", declared(value)) == [
        ("a.csv:2", f"{PROMISE}.answer", shown, "one of 0, 1, 2, 3, 4, 5")
    ]


def test_ratings_in_steps(cmc):
    raw = RawAnswer(PROMISE, "b.yaml:9", {**WHOLE, "approach": 62, "learning": 105, "evidence": 5})
    assert refused(cmc, "verified", raw) == [
        ("b.yaml:9", f"{PROMISE}.approach", "62", RANGE),
        ("b.yaml:9", f"{PROMISE}.learning", "105", RANGE),
        ("b.yaml:9", f"{PROMISE}.evidence", "5", "one of 0, 1, 2, 3, 4"),
    ]
    results = cmc.tracks["verified"].ratings["results"]
    assert allowed_values(results.component("scope")) == "0 to 100"
    assert allowed_values(results.component("periods")) == "0 to 40 in steps of 1"


def test_the_place_of_each_value_is_named(cmc):
    raw = RawAnswer(PROMISE, "audit.xlsx!7", {**WHOLE, "learning": "x"}, {"learning": "audit.xlsx!E7"})
    assert refused(cmc, "verified", raw)[0][0] == "audit.xlsx!E7"


def test_fractions_of_an_answer_set_are_exact(ladder):
    raw = RawAnswer("offer.range.refresh", "a.csv:3", {"answer": "3.75"})
    assert parse_answers(ladder, "declared", [raw])["offer.range.refresh"].values == {"answer": F(15, 4)}
    raw = RawAnswer("offer.range.refresh", "a.csv:3", {"answer": "3.7"})
    assert refused(ladder, "declared", raw) == [
        ("a.csv:3", "offer.range.refresh.answer", "'3.7'", "one of 0, 1.25, 2.5, 3.75, 5")
    ]


def test_all_faults_at_once(cmc):
    culture = "leadership.vision.whole-company-culture"
    faults = refused(
        cmc,
        "verified",
        RawAnswer("leadership.vision.customer-promis", "x:1", WHOLE),
        RawAnswer("weather", "x:2", WHOLE),
        RawAnswer(PROMISE, "x:3", {"approach": 60, "aproach": 60}),
        RawAnswer(PROMISE, "x:4", WHOLE),
        RawAnswer(culture, "x:5", {**WHOLE, "approach": [{"site": "A", "share": 1, "value": 50}]}),
        RawAnswer("leadership.vision.lasting-relationship", "x:6", WHOLE, reason="because"),
    )
    assert faults == [
        ("x:1", "", "'leadership.vision.customer-promis'", f"a practice of cmc@2026.1, perhaps {PROMISE}"),
        ("x:2", "", "'weather'", "a practice of cmc@2026.1"),
        (
            "x:3", f"{PROMISE}.aproach", "an unknown component",
            "one of approach, deployment, learning, integration, evidence",
        ),
        ("x:3", PROMISE, "no deployment, learning, integration, evidence", "every component, or none"),
        ("x:4", PROMISE, "a second answer (the first: x:3)", "one answer each"),
        ("x:5", f"{culture}.approach", "values by site", f"one value, {RANGE}"),
        (
            "x:6", "leadership.vision.lasting-relationship", "a reason without 'not applicable'",
            "a reason only with N/A",
        ),
    ]  # fmt: skip


def test_a_practice_without_values_is_a_blank(cmc):
    assert parse_answers(cmc, "verified", [RawAnswer(PROMISE, "x:1", comment="asked, no answer yet")]) == {}


# --- not applicable ---------------------------------------------------------------------------------


def test_not_applicable_needs_a_reason_and_in_the_verified_track_approval(cmc):
    bare = RawAnswer(PROMISE, "x:1", not_applicable=True, reason="  ")
    assert refused(cmc, "declared", bare) == [("x:1", PROMISE, "N/A without a reason", "a reason")]
    assert refused(cmc, "verified", bare) == [
        ("x:1", PROMISE, "N/A without a reason", "a reason"),
        ("x:1", PROMISE, "N/A that nobody approved", "the name of the lead assessor who approved it"),
    ]
    full = RawAnswer(PROMISE, "x:1", not_applicable=True, reason=" no dealers ", approved_by="Lead")
    assert parse_answers(cmc, "verified", [full])[PROMISE] == NotApplicable("no dealers", "Lead")


def test_a_value_beside_not_applicable(cmc):
    raw = RawAnswer(PROMISE, "x:1", {"answer": 3}, {"answer": "x:1.c"}, True, "no dealers")
    assert refused(cmc, "declared", raw) == [
        ("x:1.c", f"{PROMISE}.answer", "a value beside N/A", "either a value or N/A")
    ]


def test_a_model_without_not_applicable(ladder):
    strict = replace(ladder, not_applicable=replace(ladder.not_applicable, rule="refused"))
    raw = RawAnswer("offer.range.choice", "x:1", not_applicable=True, reason="no range")
    assert refused(strict, "declared", raw) == [
        ("x:1", "offer.range.choice", "not applicable", "an answer: ladder@2.1 has no N/A")
    ]


# --- sites ------------------------------------------------------------------------------------------


def by_site(*sites):
    entries = [dict(zip(("site", "share", "value"), site, strict=True)) for site in sites]
    return RawAnswer(PROMISE, "x:1", {**WHOLE, "deployment": entries})


def test_deployment_by_site_is_weighted_by_share(cmc):
    # (3·80 + 1·40) / 4
    answer = parse_answers(cmc, "verified", [by_site(("Harbour", 3, 80), ("Hill", 1, 40))])[PROMISE]
    assert isinstance(answer, Answer)
    assert answer.values["deployment"] == 70
    assert answer.sites["deployment"][1] == SiteRating("Hill", F(1), F(40))
    uneven = parse_answers(cmc, "verified", [by_site(("Harbour", "0.5", 80), ("Hill", 1, 45))])[PROMISE]
    assert uneven.values["deployment"] == F(170, 3)


def test_sites_that_cannot_be(cmc):
    key = f"{PROMISE}.deployment"
    assert refused(cmc, "verified", by_site(("A", 0, 80), ("B", "many", 81))) == [
        ("x:1[0]", f"{key}.share", "0", "a number above 0"),
        ("x:1[1]", key, "81", RANGE),
        ("x:1[1]", f"{key}.share", "'many'", "a number above 0"),
    ]
    assert refused(cmc, "verified", by_site(("C", 1, 50), ("C ", 1, 60), (" ", 1, 60))) == [
        ("x:1[1]", f"{key}.site", "'C' twice", "each site once"),
        ("x:1[2]", f"{key}.site", "''", "the name of the site"),
    ]


@pytest.mark.parametrize(
    ("entries", "where", "found", "allowed"),
    [
        ([], "x:1", "no site", "a value, or one for each site"),
        ([7], "x:1[0]", "7", "site, share and value"),
        ([{"site": "A"}], "x:1[0]", "{'site': 'A'}", "site, share and value"),
    ],
)
def test_sites_that_are_not_sites(cmc, entries, where, found, allowed):
    raw = RawAnswer(PROMISE, "x:1", {**WHOLE, "deployment": entries})
    assert refused(cmc, "verified", raw) == [(where, f"{PROMISE}.deployment", found, allowed)]
