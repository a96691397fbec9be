"""The measurements of an answer file: numbers as written, periods in order, faults with their place."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from assessor.answers.files import read_answers
from assessor.answers.measurements import MOST_MEASUREMENTS, MOST_PERIODS, Comparator, Measurement, Period
from assessor.answers.wording import choice, phrase
from assessor.answers.workbook import write_template
from criteria.faults import AnswersInvalid
from criteria.registry import load
from criteria.text import LANGUAGES
from tests.assessor.answers.answer_sheets import PROMISE, SATISFACTION, as_json, as_yaml, document
from tests.assessor.answers.opened_workbooks import NS, Opened, described, opened

PACKS = Path(__file__).parents[2] / "data" / "packs"
PERIODS = [{"period": "2025", "value": 78.5}, {"period": "2026", "value": 81}]
MEASURE: dict[str, Any] = {
    "on": SATISFACTION,
    "title": "Satisfied",
    "unit": "%",
    "better": "higher",
    "periods": PERIODS,
}


def written(folder: Path, *measures: object) -> Path:
    (folder / "a.json").write_bytes(as_json({**document(), "measurements": list(measures)}))
    return folder / "a.json"


def faults_of(path: Path) -> list[str]:
    with pytest.raises(AnswersInvalid) as refused:
        read_answers(path)
    return [str(fault) for fault in refused.value.faults]


def periods(*labels: object) -> dict[str, Any]:
    return {"periods": [{"period": label, "value": n} for n, label in enumerate(labels)]}


def test_numbers_stay_as_they_were_written(tmp_path: Path) -> None:
    whole = {**MEASURE, "target": "82.10", "comparator": {"name": "Panel", "value": -0.3}, "n": 412}
    (found,) = read_answers(written(tmp_path, whole)).measurements
    assert found == Measurement(
        SATISFACTION,
        "Satisfied",
        "%",
        "higher",
        (Period("2025", Fraction(157, 2)), Period("2026", Fraction(81))),
        Fraction("82.1"),
        Comparator("Panel", Fraction("-0.3")),
        412,
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"on": ""}, "measurements[0].on: found nothing; allowed: a results practice"),
        ({"on": PROMISE}, f"measurements[0].on: found '{PROMISE}', a process practice; allowed: a results"),
        ({"on": SATISFACTION[:-1]}, f"a results practice of cmc@2026.1, perhaps {SATISFACTION}"),
        ({"title": ""}, "measurements[0].title: found nothing; allowed: a text"),
        ({"unit": ""}, "measurements[0].unit: found nothing; allowed: a text"),
        ({"unit": "x" * 61}, "measurements[0].unit: found 61 characters; allowed: at most 60"),
        ({"better": "highr"}, "better: found 'highr'; allowed: one of higher, lower, target, perhaps higher"),
        ({"better": "target"}, "target: found nothing; allowed: the target, where nearness to it is better"),
        (
            {"target": "many"},
            "measurements[0].target: found 'many'; allowed: a number, 0 or of a size from 0.0001",
        ),
        ({"target": True}, "measurements[0].target: found True; allowed: a number"),
        (
            {"target": 1e13},
            "target: found 10000000000000.0; allowed: a number, 0 or of a size from 0.0001 to 1000",
        ),
        ({"target": "1e999999999"}, "target: found '1e999999999'; allowed: a number"),
        ({"target": 0.00001}, "measurements[0].target: found 0.00001; allowed: a number"),
        ({"n": 0}, "measurements[0].n: found 0; allowed: a whole number from 1 to 1000000000"),
        ({"n": 2.5}, "measurements[0].n: found 2.5; allowed: a whole number"),
        ({"comparator": "Panel"}, "measurements[0].comparator: found 'Panel'; allowed: fields of its own"),
        ({"comparator": {"name": "P"}}, "measurements[0].comparator.value: found nothing; allowed: a number"),
        ({"comparator": {"value": 3}}, "measurements[0].comparator.name: found nothing; allowed: a text"),
        ({"comparator": {"name": "P", "value": 3, "n": 2}}, "comparator.n: found an unknown key"),
        ({"periods": []}, "measurements[0].periods: found 0 periods; allowed: 1 to 40, the earliest first"),
        ({"periods": None}, "measurements[0].periods: found 0 periods; allowed: 1 to 40"),
        ({"periods": {"2025": 3}}, "measurements[0].periods: found {'2025': 3}; allowed: a list"),
        (periods(*range(1900, 1941)), "measurements[0].periods: found 41 periods; allowed: 1 to 40"),
        ({"periods": [{"period": "2025"}]}, "periods[0].value: found nothing; allowed: a number"),
        ({"periods": [{"value": 3}]}, "measurements[0].periods[0].period: found nothing; allowed: a text"),
        (
            {"periods": [{"period": "2025", "value": "81%"}]},
            "periods[0].value: found '81%'; allowed: a number",
        ),
        (periods("first", "first"), "periods[1].period: found 'first' again; allowed: each period once"),
        (
            periods("2026", "2025"),
            "periods[1].period: found '2025'; allowed: a period after '2026', the earliest",
        ),
        (periods("2026 Q2", "2026 Q1"), "found '2026 Q1'; allowed: a period after '2026 Q2'"),
        (periods("2026年第2季度", "2026年第1季度"), "allowed: a period after '2026年第2季度'"),
        (periods("2026-03-31", "2026-03-01"), "allowed: a period after '2026-03-31'"),
        ({"trend": "up"}, "measurements[0].trend: found an unknown key; allowed: one of on, title, unit"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    (fault,) = faults_of(written(tmp_path, {**MEASURE, **changes}))
    assert expected in fault
    assert fault.startswith("a.json:")


@pytest.mark.parametrize(
    "labels",
    [
        ("2024/25", "2025/26"),
        ("2025 H2", "2026 H1"),
        ("wave 2", "wave 1"),
        ("2026", "before 2026"),
        (2025, 2026),
    ],
)
def test_periods_that_come_in_order_or_say_no_order_are_taken(
    tmp_path: Path, labels: tuple[object, ...]
) -> None:
    (found,) = read_answers(written(tmp_path, {**MEASURE, **periods(*labels)})).measurements
    assert [period.period for period in found.periods] == list(map(str, labels))


@pytest.mark.parametrize("value", [".nan", ".inf", "-.inf", "1e400"])
def test_what_is_no_finite_number_is_refused_in_yaml(tmp_path: Path, value: str) -> None:
    text = as_yaml({**document(), "measurements": [MEASURE]}).decode().replace("78.5", value)
    (tmp_path / "a.yaml").write_text(text)
    (fault,) = faults_of(tmp_path / "a.yaml")
    line = next(n for n, row in enumerate(text.splitlines(), start=1) if value in row)
    assert fault.startswith(f"a.yaml:{line}: measurements[0].periods[0].value: found ")


def test_a_measure_stands_once_under_its_practice(tmp_path: Path) -> None:
    other = {**MEASURE, "on": "results.perception.customer-effort"}
    assert (
        len(read_answers(written(tmp_path, MEASURE, other, {**MEASURE, "title": "By site"})).measurements)
        == 3
    )
    (fault,) = faults_of(written(tmp_path, MEASURE, other, MEASURE))
    assert "measurements[2].title: found 'Satisfied' again; allowed: each title once for a practice" in fault


def test_there_are_so_many_at_most(tmp_path: Path) -> None:
    measures = [{**MEASURE, "title": str(n)} for n in range(MOST_MEASUREMENTS + 1)]
    (fault,) = faults_of(written(tmp_path, *measures))
    assert "measurements: found 501 measurements; allowed: at most 500" in fault


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_is_filled_in_as_a_person_would(tmp_path: Path, language: str) -> None:
    book = (
        described(opened(tmp_path, "verified")) if language == "en" else opened(tmp_path, language=language)
    )
    name = phrase("sheet.measurements", language)
    lists = {
        rule.get("sqref"): rule.findtext("m:formula1", namespaces=NS)
        for rule in book.tree(name).iterfind(".//m:dataValidation[@type='list']", NS)
    }
    words = [choice(code, language) for code in ("higher", "lower", "target")]
    assert lists == {"A4:A63": "measured_ids", "D4:D63": f'"{",".join(words)}"'}
    if language != "en":
        return
    row = {
        "A4": SATISFACTION,
        "B4": "Satisfied",
        "C4": "%",
        "D4": "lower",
        "F4": "Panel",
        "G4": 7.25,
        "H4": 12,
    }
    book.fill(name, {**row, "I4": 2025, "J4": 1.5, "M4": "2026", "N4": -2})
    (found,) = read_answers(book.save()).measurements
    assert found.periods == (Period("2025", Fraction(3, 2)), Period("2026", Fraction(-2)))
    assert (found.comparator, found.n) == (Comparator("Panel", Fraction(29, 4)), 12)


def test_a_fault_in_a_workbook_names_its_cell(tmp_path: Path) -> None:
    book = described(opened(tmp_path, "declared"))
    book.fill(
        "Measurements", {"A4": SATISFACTION, "B4": "S", "C4": "%", "D4": "higher", "I4": "2025", "K4": "2024"}
    )
    book.fill("Measurements", {"J4": "n/a", "L4": 3, "F4": "Panel"})
    faults = faults_of(book.save())
    assert [fault.partition("; ")[0] for fault in faults] == [
        "acme.xlsx: Measurements!J4: measurements[0].periods[0].value: found 'n/a'",
        "acme.xlsx: Measurements!K4: measurements[0].periods[1].period: found '2024'",
        "acme.xlsx: Measurements!G4: measurements[0].comparator.value: found nothing",
    ]


def test_a_workbook_has_room_for_more_periods_than_were_filled_in(tmp_path: Path) -> None:
    path = written(tmp_path, {**MEASURE, **periods(*range(1980, 1980 + MOST_PERIODS))})
    sheet = read_answers(path)
    write_template(sheet.model, "declared", tmp_path / "a.xlsx", answers=sheet)
    assert read_answers(tmp_path / "a.xlsx").measurements == sheet.measurements


def test_a_model_without_results_has_no_sheet_for_them(tmp_path: Path) -> None:
    model = load("ladder", [PACKS])
    assert not any(practice.kind == "results" for practice in model.practices)
    write_template(model, next(iter(model.tracks)), tmp_path / "acme.xlsx")
    names = Opened(tmp_path / "acme.xlsx").names
    assert ("Evidence register" in names, "Measurements" in names) == (True, False)
