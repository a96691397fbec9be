"""Evidence and measurements as rows, and back exactly as they were handed in."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assessor.answers.evidence import EvidenceItem
from assessor.answers.measurements import Comparator, Measurement, Period
from assessor.assessments.decimals import decimal_text
from assessor.models import Evidence as EvidenceRow
from assessor.models import Measurement as MeasurementRow
from criteria.exact import exact


def evidence_rows(items: Iterable[EvidenceItem]) -> list[EvidenceRow]:
    """The evidence in the order in which it was written."""
    return [
        EvidenceRow(
            position=position,
            reference=item.id,
            kind=item.kind,
            practices=list(item.on),
            title=item.title,
            seen_on=item.seen_on,
            seen_by=item.by,
            site=item.site,
            note=item.note,
            sha256=item.sha256,
        )
        for position, item in enumerate(items)
    ]


def evidence_of(rows: Iterable[EvidenceRow]) -> tuple[EvidenceItem, ...]:
    """The evidence of rows."""
    return tuple(
        EvidenceItem(
            id=row.reference,
            kind=row.kind,  # type: ignore[arg-type]
            on=tuple(row.practices),
            title=row.title,
            seen_on=row.seen_on,
            by=row.seen_by,
            site=row.site,
            note=row.note,
            sha256=row.sha256,
        )
        for row in rows
    )


def measurement_rows(measurements: Iterable[Measurement]) -> list[MeasurementRow]:
    """The measurements in the order in which they were written, each number as decimal text."""
    return [
        MeasurementRow(
            position=position,
            practice_id=found.on,
            title=found.title,
            unit=found.unit,
            better=found.better,
            periods=[{"period": p.period, "value": decimal_text(p.value)} for p in found.periods],
            target=_text(found.target),
            comparator=found.comparator.name if found.comparator else "",
            comparator_value=_text(found.comparator.value if found.comparator else None),
            sample=found.n,
        )
        for position, found in enumerate(measurements)
    ]


def measurements_of(rows: Iterable[MeasurementRow]) -> tuple[Measurement, ...]:
    """The measurements of rows."""
    return tuple(
        Measurement(
            on=row.practice_id,
            title=row.title,
            unit=row.unit,
            better=row.better,  # type: ignore[arg-type]
            periods=tuple(map(_period, row.periods)),
            target=None if row.target is None else exact(row.target),
            comparator=_comparator(row),
            n=row.sample,
        )
        for row in rows
    )


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)


def _period(entry: Mapping[str, Any]) -> Period:
    return Period(entry["period"], exact(entry["value"]))


def _comparator(row: MeasurementRow) -> Comparator | None:
    return Comparator(row.comparator, exact(row.comparator_value)) if row.comparator_value else None
