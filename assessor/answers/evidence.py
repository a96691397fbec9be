"""The evidence register: what was seen, read or heard, and the practices that it supports."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

from assessor.answers.fields import TEXT_LENGTH, Fields, perhaps, shown
from criteria.model import Model

EvidenceKind = Literal["document", "record", "interview", "observation", "mystery-shopping", "customer-side"]
EVIDENCE_KINDS: tuple[str, ...] = get_args(EvidenceKind)
ID_LENGTH = 40
MOST_ITEMS = 2_000

_SEPARATORS = re.compile(r"[\s;,；，、]+")
_DIGEST = "[0-9a-fA-F]{64}"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence; `on` are the practices that it supports, `title` its name or reference.

    `by` is who saw it and `site` where, both empty where that was not said. `sha256` is the digest of the
    file that was seen, in lower-case hexadecimal, empty where there is none.
    """

    id: str
    kind: EvidenceKind
    on: tuple[str, ...]
    title: str
    seen_on: date | None = None
    by: str = ""
    site: str = ""
    note: str = ""
    sha256: str = ""


def evidence_of(head: Fields, model: Model | None, sites: Sequence[str] | None) -> tuple[EvidenceItem, ...]:
    """The evidence of `head`, each item with an id of its own.

    `sites` are the names of those that the organisation lists, None where the list could not be read.
    """
    groups = head.groups("evidence")
    if len(groups) > MOST_ITEMS:
        head.fault("evidence", f"{len(groups)} items", f"at most {MOST_ITEMS}")
        return ()
    seen: set[str] = set()
    return tuple(_item(fields, model, sites, seen) for fields in groups)


def _item(fields: Fields, model: Model | None, sites: Sequence[str] | None, seen: set[str]) -> EvidenceItem:
    item = EvidenceItem(
        id=fields.text("id", required=True, most=ID_LENGTH),
        kind=cast(EvidenceKind, fields.code("kind", EVIDENCE_KINDS)),
        on=_supported(fields, model),
        title=fields.text("title", required=True),
        seen_on=fields.day("seen_on"),
        by=fields.text("by"),
        site=_site(fields, sites),
        note=fields.text("note", most=TEXT_LENGTH),
        sha256=_digest(fields),
    )
    if item.id and item.id in seen:
        fields.fault("id", f"{item.id!r} again", "each item once")
    seen.add(item.id)
    fields.close()
    return item


def _supported(fields: Fields, model: Model | None) -> tuple[str, ...]:
    """The practices of an item, given as a list, or as one text with separators."""
    known = {practice.id for practice in model.practices} if model else None
    allowed = f"practices of {model.reference}" if model else "practices"
    named = fields.names("on", _SEPARATORS, allowed)
    for n, name in enumerate(named):
        if known is not None and name not in known:
            fields.fault("on", shown(name), allowed + perhaps(name, known))
        elif name in named[:n]:
            fields.fault("on", f"{name!r} again", "each practice once")
    return tuple(named)


def _site(fields: Fields, sites: Sequence[str] | None) -> str:
    name = fields.text("site")
    if not name or sites is None or name in sites:
        return name
    listed = ", ".join(sites) or "none, as the organisation lists no sites"
    return fields.fault("site", repr(name), f"a site that it lists: {listed}" + perhaps(name, sites))


def _digest(fields: Fields) -> str:
    found = fields.text("sha256")
    if found and not re.fullmatch(_DIGEST, found):
        return fields.fault("sha256", shown(found), "64 hexadecimal digits, the SHA-256 of the file")
    return found.lower()
