"""Values by site keep to the sites that the organisation lists, and take their shares from there."""

from pathlib import Path
from typing import Any

import pytest

from assessor.answers.files import read_answers
from criteria.answers import Answer
from criteria.faults import AnswersInvalid
from tests.assessor.answers.answer_sheets import PROMISE, as_json, document
from tests.assessor.answers.opened_workbooks import described, opened

KEY = f"{PROMISE}.deployment"
NO_SHARE = "found nothing; allowed: the site's share of the whole, here or in the list of sites"
LISTED = [{"name": "Central", "share": 60}, {"name": "Kowloon", "share": 40}]
CUSTOMERS = [{"name": "A", "share": 5234}, {"name": "B", "share": 3111}, {"name": "C", "share": 1655}]


def audit(deployment: object, sites: list[dict[str, Any]]) -> bytes:
    spoilt = document("verified")
    spoilt["organisation"]["sites"] = sites
    spoilt["practices"][PROMISE]["deployment"] = deployment
    return as_json(spoilt)


def rated(path: Path, deployment: object, sites: list[dict[str, Any]]) -> Answer:
    path.write_bytes(audit(deployment, sites))
    answer = read_answers(path).answers[PROMISE]
    assert isinstance(answer, Answer)
    return answer


def faults(path: Path, deployment: object, sites: list[dict[str, Any]]) -> list[str]:
    path.write_bytes(audit(deployment, sites))
    with pytest.raises(AnswersInvalid) as refused:
        read_answers(path)
    return [str(fault).partition(": ")[2] for fault in refused.value.faults]


@pytest.mark.parametrize(
    "deployment",
    [
        "Central: 65; Kowloon: 60",
        "Central 60%: 65; Kowloon: 60",
        [{"site": "Central", "value": 65}, {"site": "Kowloon", "value": 60}],
        [{"site": "Central", "share": None, "value": 65}, {"site": "Kowloon", "share": 40, "value": 60}],
    ],
)
def test_shares_are_taken_from_the_list(tmp_path: Path, deployment: object) -> None:
    answer = rated(tmp_path / "a.json", deployment, LISTED)
    assert [(s.site, s.share) for s in answer.sites["deployment"]] == [("Central", 60), ("Kowloon", 40)]
    assert answer.values["deployment"] == 63


@pytest.mark.parametrize(
    ("deployment", "sites"),
    [
        ("Central 60%: 65", LISTED),
        ("Central 100%: 65", LISTED),
        ("A 52%: 50; B 31%: 40; C 17%: 60", CUSTOMERS),  # percentages of a list in another unit, rounded
        ("A 52%: 50; C 17%: 60", CUSTOMERS),  # not every site was visited
        ("A 52%: 50", CUSTOMERS),
        ("B 65.3%: 50; C 34.7%: 60", CUSTOMERS),  # of those that were visited
        ("Central 70%: 65; Kowloon 30%: 60", [{"name": "Central"}, {"name": "Kowloon"}]),
        ("Central 70%: 65; Kowloon 30%: 60", []),
    ],
)
def test_shares_that_agree_with_the_list_are_kept(
    tmp_path: Path, deployment: str, sites: list[dict[str, Any]]
) -> None:
    written = [part.split("%")[0].rsplit(" ", 1) for part in deployment.split("; ")]
    answer = rated(tmp_path / "a.json", deployment, sites)
    assert [[s.site, float(s.share)] for s in answer.sites["deployment"]] == [
        [name, float(share)] for name, share in written
    ]


@pytest.mark.parametrize(
    ("deployment", "sites", "expected"),
    [
        (
            "Centrall 45%: 65",
            LISTED,
            [
                f"{KEY}[0].site: found 'Centrall'; allowed: a site that the organisation lists: "
                "'Central', 'Kowloon', perhaps 'Central'"
            ],
        ),
        (
            "kowloon: 65; Central: 60",
            LISTED,
            [
                f"{KEY}[0].site: found 'kowloon'; allowed: a site that the organisation lists: "
                "'Central', 'Kowloon', perhaps 'Kowloon'"
            ],
        ),
        (
            "Central 45%: 65",
            LISTED,
            [f"{KEY}: found the shares Central 45; allowed: those in the list of sites, Central 60"],
        ),
        (
            "Central 45%: 65; Kowloon 55%: 60",
            LISTED,
            [
                f"{KEY}: found the shares Central 45; Kowloon 55; allowed: those in the list of sites, "
                "Central 60; Kowloon 40, or no shares"
            ],
        ),
        (
            "A 53%: 50; B 31%: 40; C 16%: 60",
            CUSTOMERS,
            [
                f"{KEY}: found the shares A 53; B 31; C 16; allowed: those in the list of sites, "
                "A 5234; B 3111; C 1655, or no shares"
            ],
        ),
        (
            "Central: 65; Kowloon: 60",
            [{"name": "Central", "share": 60}, {"name": "Kowloon"}],
            [f"{KEY}[1].share: {NO_SHARE}"],
        ),
        (
            [{"site": "Central", "value": 65}],
            [],
            [f"{KEY}[0].share: {NO_SHARE}"],
        ),
        ("Central: 65; Central: 60", LISTED, [f"{KEY}.site: found 'Central' twice; allowed: each site once"]),
        ("Central: 66", LISTED, [f"{KEY}: found '66'; allowed: 0 to 100 in steps of 5"]),
        (
            [{"site": "Central", "valeu": 65}],
            LISTED,
            [f"{KEY}: found {{'site': 'Central', 'valeu': 65}}; allowed: site, share and value"],
        ),
    ],
)
def test_what_does_not_fit_the_list_is_a_fault(
    tmp_path: Path, deployment: object, sites: list[dict[str, Any]], expected: list[str]
) -> None:
    found = faults(tmp_path / "a.json", deployment, sites)
    assert len(found) == len(expected)
    assert all(wanted in fault for wanted, fault in zip(expected, found, strict=True))


def test_a_broken_list_is_told_once_and_not_again_for_every_rating(tmp_path: Path) -> None:
    found = faults(tmp_path / "a.json", "Central: 65; Kowloon: 60", [{"name": "Central", "share": 0}])
    assert found == ["organisation.sites[0].share: found 0; allowed: a number above 0"]


def test_a_workbook_names_the_cell_and_takes_its_shares_from_the_assessment(tmp_path: Path) -> None:
    book = described(opened(tmp_path, "verified", assessors=1))
    site = book.row_of("Assessment", "@site")
    book.fill(
        "Assessment", {f"C{site}": "Central", f"D{site}": 60, f"C{site + 1}": "Kowloon", f"D{site + 1}": 40}
    )
    values: dict[str, object] = {"approach": 60, "learning": 40, "integration": 40, "evidence": 3}
    typed = {book.at("Answers", PROMISE, column): value for column, value in values.items()}
    cell = book.at("Answers", PROMISE, "deployment")
    book.fill("Answers", {**typed, cell: "Central: 65; Kowloon: 60"})
    answer = read_answers(book.save()).answers[PROMISE]
    assert isinstance(answer, Answer)
    assert answer.values["deployment"] == 63
    own = book.at("Assessor 1", PROMISE, "deployment")
    book.fill("Assessor 1", {own: "Centrall 45%: 65"})
    with pytest.raises(
        AnswersInvalid, match=rf"acme.xlsx: Assessor 1!{own}: {KEY}\[0\].site: found 'Centrall'"
    ):
        read_answers(book.save())
