"""Assessments in the archive: the answers as a file that can be read again, the result, and the files."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from uuid import UUID

from sqlalchemy import select

from assessor.answers.json_writing import to_json as answers_json
from assessor.assessments.sheets import ModelChanged, sheet_of
from assessor.extensions import db
from assessor.languages import Language
from assessor.models import Assessment, Evidence, IssuedReport
from assessor.organisations.stored import evidence_file
from assessor.prints import store
from assessor.reports.exchange import to_json as result_json
from assessor.reports.operations import document_for
from benchmarks import EditionDamaged
from criteria.faults import InvalidInput
from criteria.registry import UnknownModel

NOT_COMPUTABLE = (UnknownModel, ModelChanged, InvalidInput, EditionDamaged)
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]+')

Missing = list[dict[str, str]]


def assessments_of(
    tenant_id: UUID, language: Language, folders: Sequence[Path], missing: Missing
) -> Iterator[tuple[str, bytes]]:
    """The files of every assessment, each in a folder of its own; `missing` is told what cannot be made."""
    of = Assessment
    ids = db.session.scalars(select(of.id).where(of.tenant_id == tenant_id).order_by(of.assessed_on, of.id))
    for assessment_id in ids.all():
        assessment = db.session.scalars(
            select(of).where(of.tenant_id == tenant_id, of.id == assessment_id)
        ).one()
        folder = _folder(assessment)
        yield from _computed(assessment, folder, language, folders, missing)
        yield from _evidence(assessment, folder, missing)
        yield from _printed(assessment, folder, missing)


def _folder(assessment: Assessment) -> str:
    model = assessment.model.replace("@", "-")
    return f"assessments/{assessment.assessed_on}-{model}-{assessment.track}-{assessment.id}"


def _computed(
    assessment: Assessment, folder: str, language: Language, folders: Sequence[Path], missing: Missing
) -> Iterator[tuple[str, bytes]]:
    try:
        yield f"{folder}/answers.json", _encoded(answers_json(sheet_of(assessment, folders)))
        document = document_for(assessment, language, folders)
        yield f"{folder}/result.json", _encoded(result_json(document))
    except NOT_COMPUTABLE as error:
        missing.append({"path": folder, "reason": str(error)})


def _encoded(text: str) -> bytes:
    return text.encode(errors="backslashreplace")


def _evidence(assessment: Assessment, folder: str, missing: Missing) -> Iterator[tuple[str, bytes]]:
    of = Evidence
    chosen = select(of).where(of.tenant_id == assessment.tenant_id, of.assessment_id == assessment.id)
    for row in db.session.scalars(chosen.where(of.filename != "").order_by(of.position)):
        name = f"{folder}/evidence/{clean(row.reference)}-{clean(row.filename)}"
        content = evidence_file(row.tenant_id, row.sha256)
        if content is None:
            missing.append({"path": name, "reason": "the file is not there"})
        else:
            yield name, content


def _printed(assessment: Assessment, folder: str, missing: Missing) -> Iterator[tuple[str, bytes]]:
    of = IssuedReport
    chosen = select(of).where(of.tenant_id == assessment.tenant_id, of.assessment_id == assessment.id)
    for row in db.session.scalars(chosen.order_by(of.id)):
        name = f"{folder}/issued/{row.kind}-{row.variant}-{row.language}-{row.made_from[:12]}.pdf"
        content = store.get(row.digest)
        if content is None:
            missing.append({"path": name, "reason": "the file is not there"})
        else:
            yield name, content


def clean(name: str) -> str:
    """A name that may stand in an archive: no path, nothing that a file system refuses.

    >>> clean("../../etc/passwd"), clean("C:\\\\plan.pdf"), clean("..")
    ('passwd', 'plan.pdf', 'file')
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    return " ".join(_UNFIT.sub(" ", last).split()).strip(". ")[-120:] or "file"
