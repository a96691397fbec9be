"""Evidence and measurements in the database: as handed in, within their tenant, gone with their parent."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from assessor.answers.measurements import Comparator, Measurement, Period
from assessor.assessments.operations import record
from assessor.assessments.sheets import sheet_of
from assessor.extensions import db, writing
from assessor.models import Assessment, Evidence, Tenant
from assessor.models import Measurement as MeasurementRow
from tests.assessor.sheets import EVIDENCE, MEASUREMENTS, declared, verified

ON = "results.loyalty.retention"
ROWS = (Evidence, MeasurementRow)


def counted() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in ROWS]


@pytest.mark.parametrize("make", [declared, verified])
def test_both_come_back_in_their_order_and_to_the_last_digit(local: Tenant, make: type) -> None:
    third = Measurement(
        ON,
        "Thirds",
        "ratio",
        "target",
        (Period("2026", Fraction(2, 3)), Period("after", Fraction("-1000000000.0001"))),
        Fraction(0),
        Comparator("Nobody", Fraction(0)),
        1_000_000_000,
    )
    sheet = make(evidence=EVIDENCE[::-1], measurements=(third, *MEASUREMENTS))
    name = record(sheet, local, "tests").id
    db.session.rollback()
    db.session.expunge_all()
    back = sheet_of(db.session.get_one(Assessment, name))
    assert (back.evidence, back.measurements) == (sheet.evidence, sheet.measurements)
    assert back == sheet


def test_a_list_of_assessments_does_not_read_them(audit: Assessment) -> None:
    db.session.expire_all()
    found = db.session.scalars(select(Assessment)).one()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    sheet = sheet_of(found, originals=False)
    assert (sheet.evidence, sheet.measurements) == ((), ())
    assert asked
    assert not [
        statement for statement in asked if "FROM evidence" in statement or "FROM measurement" in statement
    ]


def test_they_go_with_their_assessment(audit: Assessment) -> None:
    assert counted() == [2, 2]
    with writing() as session:
        session.delete(session.get_one(Assessment, audit.id))
    assert counted() == [0, 0]


def test_neither_can_belong_to_a_parent_of_another_tenant(audit: Assessment, stranger: Tenant) -> None:
    for row in (
        Evidence(position=9, reference="X", kind="record", practices=[ON], title="x", seen_by="", site="",
                 note="", sha256=""),
        MeasurementRow(position=9, practice_id=ON, title="x", unit="x", better="lower", periods=[],
                       comparator=""),
    ):  # fmt: skip
        row.tenant_id, row.assessment_id = stranger.id, audit.id
        with pytest.raises(IntegrityError, match="FOREIGN KEY"), writing() as session:
            session.add(row)


@pytest.mark.parametrize(
    ("table", "column", "value", "constraint"),
    [
        (Evidence, "kind", "rumour", "ck_evidence_kind"),
        (Evidence, "reference", "C-1", "UNIQUE"),
        (MeasurementRow, "better", "louder", "ck_measurement_better"),
        (MeasurementRow, "better", "target", "ck_measurement_target"),
    ],
)
def test_the_database_refuses_what_means_nothing(
    audit: Assessment, table: type, column: str, value: str, constraint: str
) -> None:
    row = db.session.scalars(select(table).order_by(table.position.desc())).first()
    if constraint == "UNIQUE":
        row = db.session.scalars(select(table).order_by(table.position)).first()
    with pytest.raises(IntegrityError, match=constraint), writing() as session:
        setattr(session.get_one(table, row.id), column, value)


def test_a_measure_stands_once_under_its_practice(local: Tenant) -> None:
    twice = replace(verified(), measurements=(MEASUREMENTS[0], MEASUREMENTS[0]))
    with pytest.raises(IntegrityError, match="UNIQUE"):
        record(twice, local, "tests")
    assert counted() == [0, 0]
