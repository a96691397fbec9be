"""Evidence and measurements drawn at random."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from assessor.answers.evidence import EvidenceItem
from assessor.answers.measurements import Comparator, Measurement, Period
from assessor.answers.sheet import Site
from criteria.registry import load

MODEL = load("cmc@2026.1")
EVIDENCE_KINDS = ["document", "record", "interview", "observation", "mystery-shopping", "customer-side"]
RESULTS = [practice.id for practice in MODEL.practices if practice.kind == "results"]
numbers = st.decimals(-1000, 1000, places=3).map(Fraction) | st.integers(-(10**12), 10**12).map(Fraction)


@st.composite
def evidence_items(
    draw: st.DrawFn,
    number: int,
    sites: tuple[Site, ...],
    texts: st.SearchStrategy[str],
    days: st.SearchStrategy[date],
) -> EvidenceItem:
    """An item of evidence on some practices, at one of the sites or nowhere in particular."""
    practices = st.sampled_from([practice.id for practice in MODEL.practices])
    return EvidenceItem(
        id=f"E-{number}",
        kind=draw(st.sampled_from(EVIDENCE_KINDS)),
        on=tuple(draw(st.lists(practices, min_size=1, max_size=4, unique=True))),
        title=draw(texts.filter(bool)),
        seen_on=draw(st.none() | days),
        by=draw(texts),
        site=draw(st.sampled_from(["", *(site.name for site in sites)])),
        note=draw(texts),
        sha256=draw(st.sampled_from(["", "0123456789abcdef" * 4])),
    )


@st.composite
def measurements(draw: st.DrawFn, number: int, texts: st.SearchStrategy[str]) -> Measurement:
    """A measure over one period or more."""
    better = draw(st.sampled_from(["higher", "lower", "target"]))
    first, count = draw(st.integers(1990, 2020)), draw(st.integers(1, 10))
    name = draw(st.sampled_from(["{}", "{} Q1", "{}年", "wave {}", "{}-06-30"]))
    return Measurement(
        on=draw(st.sampled_from(RESULTS)),
        title=f"{number} {draw(texts)}".strip(),
        unit=draw(texts.filter(bool)),
        better=better,
        periods=tuple(Period(name.format(first + n), draw(numbers)) for n in range(count)),
        target=draw(numbers if better == "target" else st.none() | numbers),
        comparator=draw(st.none() | st.builds(Comparator, texts.filter(bool), numbers)),
        n=draw(st.none() | st.integers(1, 1_000_000_000)),
    )


def measured_fields(found: Measurement) -> dict[str, Any]:
    """A measurement as the mapping of an answer file."""
    compared = found.comparator
    return {
        "on": found.on,
        "title": found.title,
        "unit": found.unit,
        "better": found.better,
        "periods": [{"period": p.period, "value": written(p.value)} for p in found.periods],
        "target": None if found.target is None else written(found.target),
        "comparator": compared and {"name": compared.name, "value": written(compared.value)},
        "n": found.n,
    }


def written(value: Fraction) -> int | str:
    """A number as files hold it."""
    return int(value) if value.denominator == 1 else str(float(value))
