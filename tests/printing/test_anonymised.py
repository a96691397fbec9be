"""An anonymised report says nothing by which anybody could be known: not on paper, nor in its data."""

from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from itertools import count

import pikepdf
import pytest

from assessor.brands.brand import Brand
from assessor.languages import wording
from assessor.reports.document import ControlView, Figure
from assessor.reports.exchange import to_json
from assessor.reports.rendering import report_booklet
from assessor.reports.variants import anonymised, variant
from tests.pdf.edges import small
from tests.pdf.printing import outline, print_booklet, squeezed, structure, text_of
from tests.printing.conformance import faults

# What people write or are called by, of each view; all other text is the model's or the program's.
WRITTEN = {
    "Subject": "name scope",
    "SiteView": "name",
    "Basis": "source source_digest",
    "PracticeView": "comment reason approved_by",
    "FindingView": "id text",
    "CertificateView": "number decided_by",
    "EvidenceView": "id title by site note digest",
    "MeasurementView": "title unit comparator",
    "PeriodView": "period",
    "VerdictView": "text",
    "GroupView": "title",
    "BesideView": "declared_source",
    "ControlView": "version issued_by prepared_by approved_by distribution confidentiality",
    "ReportDocument": "assessors",
}
CONTROL = ControlView(
    status="final",
    status_title="Final",
    version="3",
    issued_by="Certification body",
    issuer_kind="certification body",
    prepared_by="Lead assessor",
    approved_by="Head",
    approved_on="2026-11-09",
    approved_on_shown="9 November 2026",
    distribution=("Board",),
    confidentiality="In confidence",
)


class Marks:
    """Gives every text that a person wrote a mark that stands nowhere else."""

    def __init__(self):
        self.made, self._count = [], count()

    def on(self, value):
        if isinstance(value, tuple):
            return tuple(map(self.on, value))
        if not is_dataclass(value) or isinstance(value, Figure):
            return value
        written = WRITTEN.get(type(value).__name__, "").split()
        changed = {}
        for field in fields(value):
            old = getattr(value, field.name)
            changed[field.name] = self._marked(old) if field.name in written else self.on(old)
        return replace(value, **changed)

    def _marked(self, text):
        if isinstance(text, tuple) and text and is_dataclass(text[0]):
            return self.on(text)
        if isinstance(text, tuple):
            return tuple(map(self._marked, text))
        self.made.append(f"QZ{next(self._count):04}X")
        return f"{self.made[-1]} {text}"


def marked(language="en"):
    """A document with a mark in everything that people wrote, sites within ratings and evidence among it."""
    marks = Marks()
    document = marks.on(replace(small(language), control=CONTROL))
    return _with_sites(document), marks.made


def _with_sites(document):
    """A rating given site by site, and a note that repeats a reason, as a document of an audit has them."""
    named = "; ".join(f"{site.name} 60" for site in document.subject.sites)
    first, *dimensions = document.dimensions
    criterion, *criteria = first.criteria
    practice, *practices = criterion.practices
    components = tuple(replace(part, given=named) for part in practice.components)
    noted = replace(practice, components=components, notes=(f"Not applicable: {practice.reason}",))
    noted = replace(noted, comment=practice.comment or "nothing else")
    changed = replace(criterion, practices=(noted, *practices))
    return replace(document, dimensions=(replace(first, criteria=(changed, *criteria)), *dimensions))


@pytest.fixture(scope="module", params=["en", "zh-Hans"])
def printed(request):
    document, marks = marked(request.param)
    brand = Brand(name="QZBRAND", kind="client")
    return print_booklet(report_booklet(document, request.param, variant("anonymised"), brand)), marks


def test_no_mark_is_on_paper_in_the_outline_in_the_tags_or_in_the_particulars(printed):
    pdf, marks = printed
    assert len(marks) > 80
    said = text_of(pdf) + squeezed(" ".join(outline(pdf)))
    said += " ".join(
        str(element.get(key, "")) for element in structure(pdf) for key in ("/Alt", "/ActualText")
    )
    assert [mark for mark in [*marks, "QZBRAND"] if mark in said] == []
    assert faults(pdf) == []


def test_no_mark_is_in_the_data_within_nor_anywhere_else_in_the_file(printed):
    pdf, marks = printed
    with pikepdf.open(BytesIO(pdf)) as opened:
        streams = [found.read_bytes() for found in opened.objects if isinstance(found, pikepdf.Stream)]
        texts = [bytes(found) for found in _strings(opened)]
    everything = b"\n".join([*streams, *texts])
    wide = [mark.encode("utf-16-be") for mark in marks]
    assert [m for m in (*(mark.encode() for mark in marks), *wide, b"QZBRAND") if m in everything] == []


def _strings(opened):
    """Every text of the file that stands outside of streams."""

    def within(found, level):
        if level and getattr(found, "is_indirect", False):
            return
        if isinstance(found, pikepdf.String):
            yield found
        elif isinstance(found, pikepdf.Array):
            for item in found:
                yield from within(item, level + 1)
        elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            for key in found.keys():  # noqa: SIM118 - a pikepdf dictionary iterates differently
                yield from within(found[key], level + 1)

    for one in [*opened.objects, opened.trailer]:
        yield from within(one, 0)


def test_the_marks_are_there_where_nothing_is_left_out():
    """So that their absence means something."""
    document, marks = marked()
    data = to_json(document)
    assert [mark for mark in marks if mark not in data] == []
    said = text_of(print_booklet(report_booklet(document, "en")))
    assert len([mark for mark in marks if mark in said]) > len(marks) / 2


def test_the_figures_stay():
    document, _ = marked()
    quiet = anonymised(document, wording("en"))
    assert quiet.total == document.total
    assert quiet.level == document.level
    assert [d.score for d in quiet.dimensions] == [d.score for d in document.dimensions]
    assert [site.share for site in quiet.subject.sites] == [site.share for site in document.subject.sites]
