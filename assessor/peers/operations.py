"""Consent, withdrawal, and contributing a finished assessment to the peers of its model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import and_, select, true, update
from sqlalchemy.orm import Session

import benchmarks
from assessor.answers.sheet import AnswerSheet
from assessor.assessments.sheets import ModelChanged, sheet_of
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import contribute
from assessor.extensions import writing
from assessor.languages import Language
from assessor.models import Assessment, Consent, Contribution
from assessor.models.base import now
from assessor.peers.keys import assessment_key, pool_key
from assessor.peers.lines import line_of_model
from assessor.peers.queries import consent_in_force, last_consent
from assessor.peers.refusals import NotContributed, PeersInvalid
from assessor.peers.terms import VERSION
from assessor.peers.versions import by_version
from assessor.reports.building import score_sheet
from assessor.reports.comparison import percentages
from benchmarks.cohorts import Cell
from benchmarks.importing import content_digest
from criteria.faults import Fault
from criteria.model import Model
from criteria.registry import UnknownModel

MAX_ROLE = 200
CONSENT = "a consent in force (assessor peers consent)"


@dataclass(frozen=True, slots=True)
class Contributed:
    """How many assessments were counted in, and those that were left out, with the reason."""

    added: int
    left_out: tuple[Fault, ...]


# --- consent ----------------------------------------------------------------------------------------


def give_consent(
    key: str, given_by: str, language: Language, *, line: str | None = None
) -> tuple[Consent, bool]:
    """Record a consent to the text of today; one to the same text that is in force stands.

    `key` is the organisation's pseudonym, `given_by` the role of who gave it, `language` that in which the
    text was read. Returns the consent, and whether it is new. Raises PeersInvalid without a role.
    """
    role = " ".join(given_by.split())
    if not 0 < len(role) <= MAX_ROLE:
        raise PeersInvalid([Fault("--by", "", repr(given_by[:60]), f"a role of 1 to {MAX_ROLE} characters")])
    with writing() as session:
        there = consent_in_force(key, line)
        if there is not None and there.text_version == VERSION:
            return there, False
        consent = Consent(
            organisation_key=key, line=line, given_by=role, text_version=VERSION, language=language
        )
        session.add(consent)
    return consent, True


def withdraw(key: str, *, named: str, line: str | None = None) -> int:
    """Withdraw every consent of an organisation and empty its rows in the pool; returns how many rows.

    `named` is how a refusal calls it. Of an organisation of this installation the rows of all lines, of an
    imported one those of its line. The rows keep their keys, so that the next edition drops them and the same
    assessment cannot come back. Raises PeersInvalid where there is neither a consent nor a row.
    """
    of = Contribution
    with writing() as session:
        moment = now()  # once it is our turn to write: no consent is younger
        consents = _in_force(session, key, line)
        rows = and_(of.organisation_key == key, true() if line is None else of.line == line)
        emptied = {"scores": b"", "digest": "", "withdrawn_at": moment}
        # counted first: a driver's row count is not the same on every engine
        ids = session.scalars(select(of.id).where(rows, of.withdrawn_at.is_(None))).all()
        if not ids and not consents:
            raise PeersInvalid([Fault(named, "", "neither a consent nor a contribution", "one to withdraw")])
        session.execute(update(of).where(rows, of.withdrawn_at.is_(None)).values(emptied))
        for consent in consents:
            consent.withdrawn_at = moment
    return len(ids)


def _in_force(session: Session, key: str, line: str | None) -> Sequence[Consent]:
    of_line = Consent.line.is_(None) if line is None else Consent.line == line
    chosen = select(Consent).where(Consent.organisation_key == key, of_line, Consent.withdrawn_at.is_(None))
    return session.scalars(chosen).all()


# --- contributing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Offer:
    """What an assessment adds to a line: its nodes, and one row."""

    sheet: AnswerSheet
    nodes: tuple[str, ...]
    row: benchmarks.Contribution


def contribute_assessments(
    assessments: Sequence[Assessment],
    *,
    all_or_none: bool,
    today: date | None = None,
    folders: Sequence[Path] = (),
    model: Model | None = None,
) -> Contributed:
    """Count several assessments in, in one transaction; `model` as for `contribute_assessment`.

    Those that may not be counted are left out; with `all_or_none` they are a PeersInvalid, and nothing is
    written.
    """
    added, left_out = 0, []
    with writing():
        for assessment in assessments:
            try:
                added += contribute_assessment(assessment, today=today, folders=folders, model=model)
            except NotContributed as refused:
                left_out.append(Fault(_named(assessment), "", refused.found, refused.allowed))
        if left_out and all_or_none:
            raise PeersInvalid(left_out)
    return Contributed(added, tuple(left_out))


def _named(assessment: Assessment) -> str:
    who = assessment.organisation.name
    return f"{who}, {assessment.track} of {assessment.assessed_on} ({assessment.source}, {assessment.id})"


def contribute_assessment(
    assessment: Assessment,
    *,
    today: date | None = None,
    folders: Sequence[Path] = (),
    model: Model | None = None,
) -> bool:
    """Count an assessment among the peers of its model; False where it is counted already.

    A submitted self-assessment is declared on its date, an audit verified once it is decided. With `model`,
    another version of its model, its answers are scored by that one. Raises
    NotContributed without a consent in force, and where the assessment is unfinished, not ratable, without a
    head count, of a day to come, or was withdrawn before.
    """
    with writing() as session:
        _require_consent(assessment)
        own = _sheet(assessment, folders)
        sheet = by_version(own, model) if model else own
        offer = _offer(assessment, sheet, today or date.today())
        if _is_there(session, offer):
            return False
        line_of_model(session, sheet.model, sheet.track)
        contribute(
            sheet.model.id,
            sheet.track,
            offer.nodes,
            [offer.row],
            synthetic=False,
            version=sheet.model.version,
        )
    return True


def _sheet(assessment: Assessment, folders: Sequence[Path]) -> AnswerSheet:
    try:
        return sheet_of(assessment, folders)
    except (UnknownModel, ModelChanged) as error:
        raise NotContributed(str(error.args[0]), "its model as it was") from error


def _require_consent(assessment: Assessment) -> None:
    key = pool_key(assessment.organisation)
    if consent_in_force(key) is not None:
        return
    last = last_consent(key)
    if last is None or last.withdrawn_at is None:
        raise NotContributed("no consent on record", CONSENT)
    raise NotContributed(f"a consent that was withdrawn on {last.withdrawn_at.date()}", CONSENT)


def _offer(assessment: Assessment, sheet: AnswerSheet, today: date) -> _Offer:
    decided_on = _decided_on(sheet)
    if decided_on > today:
        raise NotContributed(f"a date to come, {decided_on}", f"not later than today, {today}")
    who = sheet.organisation
    if who.employees is None:
        raise NotContributed("no head count", "an organisation whose number of employees is stated")
    cell = Cell.of(who.industry, who.country, who.employees)
    nodes = compared_nodes(sheet.model)
    scores = _tenths(sheet, nodes)
    row = benchmarks.Contribution(
        organisation_id=pool_key(assessment.organisation),
        assessment_id=assessment_key(assessment.id),
        cell=cell,
        decided_on=decided_on,
        scores=scores,
        digest=content_digest(scores, cell, decided_on),
    )
    return _Offer(sheet, nodes, row)


def _decided_on(sheet: AnswerSheet) -> date:
    """The day that counts: of a self-assessment its own, of an audit that of the decision."""
    if sheet.status != "submitted":
        raise NotContributed("a draft", "an assessment that was submitted")
    if sheet.track not in ("declared", "verified"):
        raise NotContributed(f"the track {sheet.track!r}", "declared or verified")
    if sheet.track == "declared":
        return sheet.assessed_on
    if sheet.decision is None:
        raise NotContributed("an audit without its decision", "one that is decided")
    return sheet.decision.decided_on


def _tenths(sheet: AnswerSheet, nodes: Sequence[str]) -> tuple[int | None, ...]:
    """The scores of the nodes in tenths of a per cent of their scale, by the rule of every peer."""
    result = score_sheet(sheet)
    if result.total is None:
        raise NotContributed("a result that is not ratable", "one of which enough applies")
    shares = percentages(sheet.model, result.total, result.node_scores)
    return tuple(benchmarks.tenths(shares[node]) if node in shares else None for node in nodes)


def _is_there(session: Session, offer: _Offer) -> bool:
    of, row = Contribution, offer.row
    there = session.execute(
        select(of.digest, of.withdrawn_at).where(
            of.line == offer.sheet.model.id,
            of.track == offer.sheet.track,
            of.organisation_key == row.organisation_id,
            of.assessment_key == row.assessment_id,
            of.version == offer.sheet.model.version,
        )
    ).one_or_none()
    if there is None:
        return False
    if there.withdrawn_at is not None:
        raise NotContributed("an assessment that was withdrawn", "a new one: what left never returns")
    if there.digest != row.digest:
        raise NotContributed("other scores than are counted already", "the same: they may not change")
    return True
