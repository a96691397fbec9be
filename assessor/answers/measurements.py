"""The figures behind results practices: a measure period by period, its target and its comparator."""

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Literal, cast, get_args

from assessor.answers.fields import Fields, perhaps
from criteria.model import Model, Practice

Better = Literal["higher", "lower", "target"]
BETTER: tuple[str, ...] = get_args(Better)
RESULTS = "results"
"""The kind of practice that is measured."""

PERIOD_LENGTH, UNIT_LENGTH = 40, 60
MOST_MEASUREMENTS, MOST_PERIODS = 500, 40
MOST_ASKED = 1_000_000_000
LARGEST, SMALLEST = 10**12, Fraction(1, 10_000)
"""Between these in size, a number is shown without an exponent and is not rounded to nothing."""

# 2026, 2026年, 2025/26, 2026 Q1, 2026年第1季度, 2026-03, 2026-03-31
_DATED = re.compile(r"(\d{4})(?:\D{0,3}(\d{1,2}))?(?:\D(\d{1,2}))?\D{0,2}")


@dataclass(frozen=True, slots=True)
class Period:
    """The value of one period."""

    period: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Comparator:
    """What the latest value is compared with, in the same unit."""

    name: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measure of a results practice over its periods, the earliest first.

    `better` says which way is good; with `target` it is nearness to the target. `n` is how many were asked or
    counted for the latest value, None where that was not said.
    """

    on: str
    title: str
    unit: str
    better: Better
    periods: tuple[Period, ...]
    target: Fraction | None = None
    comparator: Comparator | None = None
    n: int | None = None


def measured(model: Model) -> tuple[Practice, ...]:
    """The practices that may have measurements."""
    return tuple(practice for practice in model.practices if practice.kind == RESULTS)


def measurements_of(head: Fields, model: Model | None) -> tuple[Measurement, ...]:
    """The measurements of `head`, each title once for a practice."""
    groups = head.groups("measurements")
    if len(groups) > MOST_MEASUREMENTS:
        head.fault("measurements", f"{len(groups)} measurements", f"at most {MOST_MEASUREMENTS}")
        return ()
    seen: set[tuple[str, str]] = set()
    return tuple(_measurement(fields, model, seen) for fields in groups)


def _measurement(fields: Fields, model: Model | None, seen: set[tuple[str, str]]) -> Measurement:
    found = Measurement(
        on=_practice(fields, model),
        title=fields.text("title", required=True),
        unit=fields.text("unit", required=True, most=UNIT_LENGTH),
        better=cast(Better, fields.code("better", BETTER)),
        periods=_periods(fields),
        target=fields.number("target", SMALLEST, LARGEST),
        comparator=_comparator(fields),
        n=fields.whole("n", MOST_ASKED),
    )
    if found.on and found.title and (found.on, found.title) in seen:
        fields.fault("title", f"{found.title!r} again", "each title once for a practice")
    if found.better == "target" and fields.entries.get("target") in (None, ""):
        fields.fault("target", "nothing", "the target, where nearness to it is better")
    seen.add((found.on, found.title))
    fields.close()
    return found


def _practice(fields: Fields, model: Model | None) -> str:
    found = fields.text("on", required=True, allowed="a results practice")
    if not found or model is None:
        return found
    ids = [practice.id for practice in measured(model)]
    if found not in ids:
        kind = next((p.kind for p in model.practices if p.id == found), None)
        what = f"{found!r}, a {kind} practice" if kind else repr(found)
        fields.fault("on", what, f"a results practice of {model.reference}" + perhaps(found, ids))
    return found


def _periods(fields: Fields) -> tuple[Period, ...]:
    groups = fields.groups("periods")
    if not 1 <= len(groups) <= MOST_PERIODS:
        if not isinstance(fields.entries.get("periods"), list) and fields.entries.get("periods"):
            return ()  # no list at all, which was said already
        fields.fault("periods", f"{len(groups)} periods", f"1 to {MOST_PERIODS}, the earliest first")
        return ()
    found: list[Period] = []
    for group in groups:
        label, value = _label(group), group.number("value", SMALLEST, LARGEST, required=True)
        group.close()
        if label and label in [other.period for other in found]:
            group.fault("period", f"{label!r} again", "each period once")
        found.append(Period(label, value if value is not None else Fraction(0)))
    _in_order(groups, found)
    return tuple(found)


def _label(group: Fields) -> str:
    """A period's name; a cell that is formatted as a date says its day without a time."""
    value = group.entries.get("period")
    if isinstance(value, datetime):
        group.entries = {**group.entries, "period": value.date()}
    return group.text("period", required=True, most=PERIOD_LENGTH)


def _in_order(groups: list[Fields], periods: list[Period]) -> None:
    """Where all names are years or parts of years the earliest comes first: else a fall looks like a rise."""
    dates = [_DATED.fullmatch(entry.period) for entry in periods]
    if not all(dates):
        return
    order = [tuple(int(part or 0) for part in found.groups()) for found in dates if found]
    for n, (earlier, later) in enumerate(pairwise(order), start=1):
        if later < earlier:
            allowed = f"a period after {periods[n - 1].period!r}, the earliest first"
            groups[n].fault("period", repr(periods[n].period), allowed)


def _comparator(fields: Fields) -> Comparator | None:
    group = fields.group("comparator")
    if group is None:
        return None
    name = group.text("name", required=True)
    value = group.number("value", SMALLEST, LARGEST, required=True)
    group.close()
    return Comparator(name, value) if name and value is not None else None
