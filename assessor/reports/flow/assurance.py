"""The sections of an audit and of the document itself: confidence, findings, certification, control."""

from collections.abc import Iterator

from assessor.languages import NAMES
from assessor.reports.document import ConfidenceView, ControlView, FindingView, RequirementView
from assessor.reports.flow.blocks import (
    Block,
    Facts,
    Row,
    Table,
    bullets,
    facts,
    line,
    paragraph,
    row,
    stacked,
)
from assessor.reports.flow.telling import DASH, Telling, mark
from assessor.reports.sentences import source_said


def confidence(tell: Telling) -> Iterator[Block]:
    """How sure an audit's result is, and what that rests on."""
    found, say = tell.document.confidence, tell.say
    assert found is not None
    drawn = say(
        "With other plausible weights and other assessors the total would lie between %(low)s and "
        "%(high)s points in nine of ten draws.",
        low=found.p5.shown,
        high=found.p95.shown,
    )
    yield paragraph(say("Confidence %(letter)s.", letter=found.letter), " ", drawn, tone="lead")
    yield _requirements(tell, found)
    yield Table(
        say("Agreement between the assessors before they saw each other's ratings"),
        (say("Statistic"), say("Value"), say("Read with care")),
        tuple(row(s.title, s.value, s.warning or DASH) for s in found.statistics),
        widths=(5, 2, 6),
    )
    yield paragraph(found.assumption, tone="note")


def _requirements(tell: Telling, found: ConfidenceView) -> Table:
    say = tell.say
    asks = (say("Confidence %(letter)s asks", letter=letter) for letter in found.letters)
    return Table(
        say("What the letter asks, and what was found"),
        (say("Requirement"), say("Found"), *asks),
        tuple(_requirement(requirement) for requirement in found.requirements),
        widths=(5, 2, *(3 for _ in found.letters)),
    )


def _requirement(found: RequirementView) -> Row:
    asked = (f"{needed} {mark(met)}" for needed, met in zip(found.needed, found.met, strict=True))
    return row(found.title, found.found, *asked)


def findings(tell: Telling) -> Iterator[Block]:
    """The findings of the audit."""
    say = tell.say
    yield Table(
        say("Findings of the audit"),
        (say("No."), say("Kind"), say("Finding"), say("Status")),
        tuple(_finding(tell, found) for found in tell.document.findings),
        widths=(2, 3, 8, 2),
    )


def _finding(tell: Telling, found: FindingView) -> Row:
    on = [line(tell.node(found.on, found.on_title))] if found.on_title else []
    return row(found.id, found.kind_title, stacked([*on, found.text]), found.status_title)


def certification(tell: Telling) -> Iterator[Block]:
    """The certificate, or what stands in its way."""
    found, say = tell.document.certificate, tell.say
    assert found is not None
    if not found.issued:
        yield paragraph(say("No certificate has been issued."), tone="lead")
        if found.obstacles:
            yield bullets(found.obstacles)
        return
    yield paragraph(found.statement, tone="lead")
    yield facts(
        say("The certificate"),
        (say("Certificate number"), found.number),
        (say("Decided on"), found.decided_on_shown),
        (say("Decided by"), found.decided_by),
        (say("Effective from"), found.effective_on_shown),
        (say("Expires on"), found.expires_on_shown),
    )


def control(tell: Telling) -> Iterator[Block]:
    """Which document this is, and with what it can be printed again."""
    if tell.document.control is not None:
        yield _document(tell, tell.document.control)
    yield _reprinting(tell)


def _document(tell: Telling, found: ControlView) -> Facts:
    say, unsaid = tell.say, tell.say("not stated")
    approved = tell.joined(found.approved_by, found.approved_on_shown) if found.approved_by else ""
    return facts(
        say("The document"),
        (say("Status of the document"), found.status_title),
        (say("Version of the document"), found.version or unsaid),
        *([(found.issuer_kind, found.issued_by)] if found.issued_by else []),
        (say("Prepared by"), found.prepared_by or unsaid),
        (say("Approved by"), approved or say("not approved yet")),
        (say("Confidentiality"), found.confidentiality or unsaid),
        (say("Distribution"), stacked(found.distribution or (unsaid,))),
    )


def _reprinting(tell: Telling) -> Facts:
    document, say, basis = tell.document, tell.say, tell.document.basis
    edition = document.standing
    return facts(
        say("With these the report can be printed again and checked"),
        (say("Status of the answers"), _status(tell, basis.status)),
        (say("Model"), basis.model),
        (say("Status of the model"), say("Draft") if basis.model_status == "draft" else say("Published")),
        (say("Digest of the model"), basis.model_digest),
        (say("Weight profile"), basis.profile_title + say(" (%(what)s)", what=basis.profile)),
        (say("Answers"), source_said(basis.source, say)),
        (say("Digest of the answers"), basis.source_digest),
        (say("Benchmark edition"), edition.edition if edition else ""),
        (say("Digest of the edition"), edition.edition_digest if edition else ""),
        (say("Schema of the result"), document.schema),
        (say("Language"), NAMES[say.language]),
    )


def _status(tell: Telling, status: str) -> str:
    return tell.say("Draft") if status == "draft" else tell.say("Submitted")
