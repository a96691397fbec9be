"""What a verification found, for people (in their language) and for programs."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from assessor.languages import Wording, message
from assessor.signing.verification import FigureFacts, Remark, SignatureFacts, Verdict, Verification

VERDICTS: dict[Verdict, str] = {
    "good": message("Good: signed by a trusted authority and unchanged, and print and data agree."),
    "changed": message("NOT good: this is not as it was signed, or not what it claims to be."),
    "unsigned": message("NOT signed: nobody answers for this file."),
    "untrusted": message("Signed and unchanged, but by nobody who is trusted here."),
}
_PERMITS = {
    "nothing": message("no changes"),
    "filling in forms": message("filling in forms"),
    "filling in forms and comments": message("filling in forms and comments"),
    "not stated": message("not stated"),
}

Line = tuple[str, str]


def lines(found: Verification, say: Wording) -> Iterator[Line]:
    """Label and text of every line; a label is empty where its line continues the one above."""
    if found.signature is not None:
        yield from _of_signature(found.signature, say)
    yield from _listed(say("Problem"), found.changes, say)
    if found.attachment is not None:
        one = found.attachment
        yield say("Attachment"), f"{one.name}, {one.schema}, SHA-256 {one.digest}"
    yield from _of_figures(found.figures, say)
    yield from _listed(say("Note"), found.warnings, say)


def _of_signature(signature: SignatureFacts, say: Wording) -> Iterator[Line]:
    signer = signature.signer
    yield say("Signed by"), signer.subject
    yield say("Issued by"), signer.issuer
    yield say("Fingerprint"), f"SHA-256 {signer.fingerprint}"
    yield say("Certificate period"), f"{signer.valid_from:%Y-%m-%d} – {signer.valid_until:%Y-%m-%d}"
    yield say("Trust"), signature.trust.said(say)
    if signature.stamp is not None:
        yield say("Time-stamped at"), f"{_moment(signature.stamp.at)}, {signature.stamp.authority}"
    if signature.claimed_at is not None:
        yield say("Signed at (claimed)"), _moment(signature.claimed_at)
    if signature.reason:
        yield say("Reason"), signature.reason
    yield say("Kind of signature"), f"{signature.profile}, {signature.algorithm}"
    yield say("Covers"), say("the whole file") if signature.whole_file else say("not the whole file")
    yield say("Permits afterwards"), say(_PERMITS[signature.permits])


def _of_figures(figures: tuple[FigureFacts, ...], say: Wording) -> Iterator[Line]:
    if figures and all(one.comparison == "same" for one in figures):
        names = say(", ").join(say(one.name) for one in figures)
        yield say("Print and data"), say("agree: %(names)s", names=names)
        return
    for number, one in enumerate(figures):
        label = "" if number else say("Print and data")
        if one.comparison == "same":
            yield label, f"{say(one.name)}: {one.attached}"
        elif one.comparison == "not printed":
            said = say("%(label)s: not printed, attached %(attached)s")
            yield label, said % {"label": say(one.name), "attached": one.attached}
        else:
            said = say("%(label)s: printed %(printed)s, attached %(attached)s")
            yield label, said % {"label": say(one.name), "printed": one.printed, "attached": one.attached}


def _listed(label: str, remarks: tuple[Remark, ...], say: Wording) -> Iterator[Line]:
    for number, one in enumerate(remarks):
        yield "" if number else label, one.said(say)


def _moment(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")


def as_data(value: Any, say: Wording) -> Any:  # noqa: ANN401 - any part of a verification
    """A verification, or a part of one, as dicts, lists, strings and numbers; remarks in words."""
    if isinstance(value, Remark):
        return value.said(say)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_data(getattr(value, one.name), say) for one in fields(value)}
    if isinstance(value, tuple):
        return [as_data(one, say) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value
