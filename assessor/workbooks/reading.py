"""A file that came back -> what it offers, practice by practice, and every fault of it with its place."""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from assessor.answers.fields import as_text, shown
from assessor.answers.files import MAX_BYTES, decoded
from assessor.answers.layout import KEY, PRACTICE, VERSION
from assessor.answers.reading import Reading, Row
from assessor.answers.rows import RowChecks, answers_of
from assessor.answers.sheet import Site
from assessor.answers.tables import from_csv
from assessor.answers.workbook_reading import from_copy
from assessor.models import Assessment
from assessor.workbooks.content import Content, Stamp, content_given
from assessor.workbooks.sheets import Sheet, of_person
from assessor.workbooks.writing import ASSESSMENT, PERSON, unsafe
from criteria.exact import exact
from criteria.faults import AnswersInvalid, Fault
from criteria.model import Model

FORMATS = (".xlsx", ".csv")
_UNWANTED = {
    "xl/externallinks/": "links to other files",
    "xl/connections.xml": "connections to other data",
    "xl/querytables/": "connections to other data",
    "xl/vbaproject.bin": "macros",
    "xl/macrosheets/": "macros",
    "xl/embeddings/": "embedded objects",
    "xl/activex/": "embedded objects",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a file says of one practice, what that was when the copy was taken, and where it stands."""

    practice: str
    content: Content
    stamp: Stamp
    where: str

    @property
    def is_changed(self) -> bool:
        """Whether whoever had the copy changed it."""
        return self.content.digest != self.stamp.digest


@dataclass(frozen=True, slots=True)
class Filled:
    """One file: the sheet it is for, what it offers, and its faults. `sheet` is None where it is refused."""

    name: str
    digest: str
    sheet: Sheet | None
    offers: tuple[Offer, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is checked against: the assessment, its model, and the sheets its bearer may merge."""

    assessment: Assessment
    model: Model
    sheets: tuple[Sheet, ...]

    def checks(self, faults: list[Fault]) -> RowChecks:
        """The checks of rows, which note what they find in `faults`."""
        sites = tuple(
            Site(site["name"], None if site["share"] is None else exact(site["share"]))
            for site in self.assessment.stated["sites"]
        )
        return RowChecks(self.model, self.assessment.track, sites, faults)


def read_file(upload: Upload, asked: Asked) -> Filled:
    """What a file offers. One that is not of this assessment, or not for its bearer, is refused whole; of any
    other only the rows with faults are left out."""
    try:
        reading = _reading(upload)
    except AnswersInvalid as invalid:
        return Filled(upload.name, upload.digest, None, faults=invalid.faults)
    faults: list[Fault] = []
    sheet = _sheet(reading, asked, faults)
    if faults or sheet is None:
        return Filled(upload.name, upload.digest, None, faults=tuple(faults))
    offers, found = _offers(reading, asked, sheet)
    return Filled(upload.name, upload.digest, sheet, tuple(offers), tuple(found))


def _reading(upload: Upload) -> Reading:
    name, data, kind = upload.name, upload.data, PurePath(upload.name).suffix.lower()
    if kind not in FORMATS:
        raise _invalid(name, repr(kind or name), f"a file that ends in {', '.join(FORMATS)}")
    if not data.strip():
        raise _invalid(name, "an empty file", "the file as it was taken away, filled in")
    if len(data) > MAX_BYTES:
        raise _invalid(name, f"more than {MAX_BYTES} bytes", f"at most {MAX_BYTES} bytes")
    if kind == ".csv":
        return _plain(from_csv(_with_keys(decoded(data, name)), name))
    reading = from_copy(data, name, (ASSESSMENT, PERSON))
    unwanted = _unwanted(data)
    if unwanted:
        raise AnswersInvalid([Fault(name, "", found, "answers only") for found in unwanted])
    return reading


def _invalid(name: str, found: str, allowed: str) -> AnswersInvalid:
    return AnswersInvalid([Fault(name, "", found, allowed)])


def _unwanted(data: bytes) -> list[str]:
    """What a filled-in questionnaire has no use for, and an attacker has."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name.casefold() for name in archive.namelist()]
    return sorted({what for part, what in _UNWANTED.items() if any(name.startswith(part) for name in names)})


def _with_keys(text: str) -> str:
    """The keys of the head as they are read; they were made safe for spreadsheets."""
    heading = re.search(rf'(?m)^"?{PRACTICE}', text)
    head, rows = (text[: heading.start()], text[heading.start() :]) if heading else (text, "")
    return re.sub(rf"(?m)^(\"?)'{KEY}", rf"\1{KEY}", head) + rows


def _plain(reading: Reading) -> Reading:
    """With the texts as they were before they were made safe for spreadsheets."""
    return replace(reading, rows=tuple(replace(row, entry=_unsafe(row.entry)) for row in reading.rows))


def _unsafe(entry: object) -> object:
    if not isinstance(entry, Mapping):
        return entry
    return {key: unsafe(value) if isinstance(value, str) else value for key, value in entry.items()}


# --- whose file it is -------------------------------------------------------------------------------


def _sheet(reading: Reading, asked: Asked, faults: list[Fault]) -> Sheet | None:
    """The sheet that a file is for; every reason why it is for none goes into `faults`."""
    assessment, head = asked.assessment, reading.head
    found = {key: as_text(head.get(key)) or "" for key in (ASSESSMENT, PERSON, "model", "track")}
    if found[ASSESSMENT] != str(assessment.id):
        what = "a file of another assessment" if found[ASSESSMENT] else "a file of no assessment"
        faults.append(Fault(reading.where((ASSESSMENT,)), "", what, "one taken from this assessment"))
        return None
    for key, wanted in (("model", asked.model.reference), ("track", assessment.track)):
        if found[key] != wanted:
            faults.append(Fault(reading.where((key,)), key, shown(found[key]), wanted))
    digest = reading.pack_digest
    if digest not in (None, asked.model.digest) and asked.model.status == "published":
        what = f"made from another {asked.model.reference}"
        faults.append(Fault(reading.where(("model",)), "model", what, "a file taken from this assessment"))
    sheet = of_person(asked.sheets, found[PERSON])
    if sheet is None:
        allowed = ", ".join(own.whose for own in asked.sheets if own.whose) or "one's own"
        faults.append(Fault(reading.where((PERSON,)), "", "a file for somebody else", allowed))
    return sheet


# --- what it says -----------------------------------------------------------------------------------


def _offers(reading: Reading, asked: Asked, sheet: Sheet) -> tuple[list[Offer], list[Fault]]:
    """What the rows without a fault offer, and the faults of the others."""
    offers: list[Offer] = []
    faults: list[Fault] = list(reading.faults)
    broken = {fault.key for fault in faults}
    seen: dict[str, str] = {}
    for row in reading.rows:
        where = reading.where(row.path)
        if row.practice in seen:
            found = f"a second row (the first: {seen[row.practice]})"
            faults.append(Fault(where, row.practice, found, "one row each"))
            broken.add(row.practice)
            continue
        seen[row.practice] = where
        found_here: list[Fault] = []
        offer = _offer(reading, row, asked, found_here)
        if offer is not None and offer.is_changed and not sheet.asks(row.practice):
            found_here.append(Fault(where, row.practice, "an answer", _dimensions(sheet, asked.model)))
        faults += found_here
        if offer is not None and not found_here and sheet.asks(row.practice):
            offers.append(offer)
    return [offer for offer in offers if offer.practice not in broken], faults


def _dimensions(sheet: Sheet, model: Model) -> str:
    return f"answers to what is asked of this person: {', '.join(sheet.dimensions)}"


def _offer(reading: Reading, row: Row, asked: Asked, faults: list[Fault]) -> Offer | None:
    """What one row says; None where something in it cannot be read, which is noted."""
    entry = dict(row.entry) if isinstance(row.entry, Mapping) else {}
    text = as_text(entry.pop(VERSION, None)) or ""
    stamp = Stamp.read(text)
    answers, comments = answers_of(reading, [replace(row, entry=entry)], asked.checks(faults))
    if "approved_by" in entry and not faults:  # `answers_of` reads over it where nobody approves
        where = reading.where((*row.path, "approved_by"))
        faults.append(Fault(where, row.practice, "an approval", "none in this track"))
    if stamp is None and row.practice in asked.model.by_id:
        where = reading.where((*row.path, VERSION))
        faults.append(
            Fault(where, f"{row.practice}.{VERSION}", shown(text), "the version as it was exported")
        )
    if faults or stamp is None:
        return None
    content = content_given(answers.get(row.practice), comments.get(row.practice, ""))
    return Offer(row.practice, content, stamp, reading.where(row.path))
