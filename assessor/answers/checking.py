"""From what a file says to an answer sheet, or every fault of the file."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from assessor.answers.audit import assessors_of, decision_of, findings_of, lead_of
from assessor.answers.evidence import evidence_of
from assessor.answers.fields import TEXT_LENGTH, Fields, shown
from assessor.answers.measurements import measurements_of
from assessor.answers.reading import FORMAT, Reading
from assessor.answers.respondents import respondents_of
from assessor.answers.rows import Checked, RowChecks, answers_of
from assessor.answers.sheet import AnswerSheet, Organisation, Site, Status
from benchmarks import classification
from criteria.faults import AnswersInvalid
from criteria.model import Model, Track
from criteria.registry import UnknownModel, load, references

STATUSES = ("draft", "submitted")
MOST_EMPLOYEES = 100_000_000
OF_AN_AUDIT = ("assessors", "findings", "decision")


def checked(reading: Reading, digest: str, model: str | None, folders: Sequence[Path]) -> AnswerSheet:
    """The answer sheet of a reading. Raises AnswersInvalid with every fault, of the head and of the rows."""
    return _Check(reading, digest, folders).sheet(model)


class _Check:
    def __init__(self, reading: Reading, digest: str, folders: Sequence[Path]) -> None:
        self.reading = reading
        self.digest = digest
        self.folders = folders
        self.faults = list(reading.faults)
        self.sites: tuple[Site, ...] | None = None
        self.head = Fields(reading.where, (), "", reading.head, self.faults)

    def sheet(self, wanted: str | None) -> AnswerSheet:
        self._format()
        model = self._model(wanted)
        track = self._track(model)
        status = self.head.code("status", STATUSES)
        profile = self._profile(model)
        organisation = self._organisation()
        assessed_on = self.head.day("date", required=True)
        findings = findings_of(self.head, model)
        decision = decision_of(self.head)
        evidence = evidence_of(self.head, model, self._site_names())
        measurements = measurements_of(self.head, model)
        checks = RowChecks(model, track.id, self.sites, self.faults) if model and track else None
        assessors = assessors_of(self.head, self.reading, checks)
        respondents = respondents_of(self.head, self.reading, track, checks)
        answers, comments = self._answers(checks, lead_of(assessors))
        self._only_in_an_audit(track)
        self.head.close("practices")
        if self.faults or model is None or track is None or organisation is None or assessed_on is None:
            raise AnswersInvalid(self.faults)
        return AnswerSheet(
            model=model,
            track=track.id,
            status=cast(Status, status),
            profile=profile,
            organisation=organisation,
            assessed_on=assessed_on,
            answers=answers,
            assessors=assessors,
            findings=findings,
            decision=decision,
            source=self.reading.file,
            digest=self.digest,
            comments=comments,
            evidence=evidence,
            measurements=measurements,
            respondents=respondents,
        )

    def _site_names(self) -> list[str] | None:
        return None if self.sites is None else [site.name for site in self.sites]

    def _format(self) -> None:
        found = self.head.text("answers", required=True)
        if found and found != str(FORMAT):
            self.head.fault("answers", repr(found), f"{FORMAT}, the format of this file")

    def _model(self, wanted: str | None) -> Model | None:
        named = self.head.text("model")
        if not named and wanted is None:
            self.head.fault("model", "nothing", f"one of {', '.join(references(self.folders))}")
            return None
        try:
            model = load(named or str(wanted), self.folders)
        except UnknownModel:
            found = repr((named or str(wanted))[:60])
            self.head.fault("model", found, f"one of {', '.join(references(self.folders))}")
            return None
        if wanted is not None and wanted not in (model.reference, model.id):
            self.head.fault("model", repr(named), f"{wanted}, as asked for; or ask for none")
        self._same_pack(model)
        return model

    def _same_pack(self, model: Model) -> None:
        digest = self.reading.pack_digest
        if digest not in (None, model.digest) and model.status == "published":
            self.head.fault(
                "model",
                f"a workbook made from another {model.reference} ({str(digest)[:12]})",
                f"the published one ({model.digest[:12]})",
            )

    def _track(self, model: Model | None) -> Track | None:
        if model is None:
            self.head.text("track", required=True)
            return None
        code = self.head.code("track", tuple(model.tracks))
        return model.tracks[code] if code else None

    def _profile(self, model: Model | None) -> str | None:
        if model is None:
            return self.head.text("profile") or None
        return self.head.code("profile", tuple(model.profiles), default="") or None

    def _organisation(self) -> Organisation | None:
        fields = self.head.group("organisation")
        if fields is None:
            if "organisation" not in self.reading.head:
                self.head.fault("organisation", "nothing", "name, industry, country, employees, scope, sites")
            return None
        organisation = Organisation(
            name=fields.text("name", required=True),
            industry=self._industry(fields),
            country=self._country(fields),
            employees=fields.whole("employees", MOST_EMPLOYEES),
            sites=self._sites(fields),
            scope=fields.text("scope", most=TEXT_LENGTH),
        )
        fields.close()
        return organisation

    def _industry(self, fields: Fields) -> str:
        """YAML and workbooks read the division 01 as the number 1."""
        allowed = "an ISIC Rev. 4 section (A to U) or division (two digits)"
        code = fields.text("industry", required=True, allowed=allowed)
        code = code.zfill(2) if code.isdecimal() else code
        if code and not re.fullmatch("[A-U]|[0-9]{2}", code):
            return fields.fault("industry", shown(code), allowed)
        return _listed(fields, "industry", code, classification.section_of, allowed)

    def _country(self, fields: Fields) -> str:
        allowed = "two capital letters (ISO 3166-1), or a province of China such as CN-GD (ISO 3166-2)"
        code = fields.shaped("country", "[A-Z]{2}(-[A-Z]{2})?", allowed)
        return _listed(fields, "country", code, classification.place, allowed)

    def _sites(self, organisation: Fields) -> tuple[Site, ...]:
        sites: dict[str, Site] = {}
        before = len(self.faults)
        for fields in organisation.groups("sites"):
            name = fields.text("name", required=True)
            if name and name in sites:
                fields.fault("name", f"{name!r} again", "each site once")
            sites[name] = Site(name, fields.share("share"))
            fields.close()
        self.sites = tuple(sites.values()) if len(self.faults) == before else None
        return tuple(sites.values())

    def _answers(self, checks: RowChecks | None, lead: str) -> tuple[Checked, dict[str, str]]:
        return answers_of(self.reading, self.reading.rows, replace(checks, lead=lead)) if checks else ({}, {})

    def _only_in_an_audit(self, track: Track | None) -> None:
        if track is None or track.certifies:
            return
        for key in OF_AN_AUDIT:
            if self.reading.head.get(key):
                self.head.fault(key, f"{key} in the track {track.id}", "only in a track that certifies")


def _listed(fields: Fields, key: str, code: str, look_up: Callable[[str], object], allowed: str) -> str:
    """A code of the right shape must be in the list as well; the fault says what may have been meant."""
    if not code:
        return code
    try:
        look_up(code)
    except classification.UnknownCode as unknown:
        meant = f"{allowed}, perhaps {', '.join(unknown.meant)}" if unknown.meant else allowed
        return fields.fault(key, repr(code), meant)
    return code
