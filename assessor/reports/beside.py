"""An audit beside the organisation's own assessment: two tracks, shown side by side and never mixed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from assessor.answers.sheet import AnswerSheet
from assessor.charts import Chart, Dumbbell, Reading, dumbbell
from assessor.languages import Wording
from assessor.printing.fonts import shortened
from assessor.reports.document import BesideRow, BesideView
from assessor.reports.figures import Figures, Show, signed
from benchmarks.contributions import months_before
from criteria.faults import Fault
from criteria.model import Criterion, Dimension, Model
from criteria.scoring import Score, score

MONTHS = 24
"""How long before an audit an organisation may have declared what is shown beside it."""

LABEL_EMS = 44
Kind = Literal["total", "dimension", "criterion"]
Values = tuple[Fraction | None, Fraction | None]


def earliest(audited_on: date) -> date:
    """The first day on which a declared assessment still stands beside an audit of that day."""
    return months_before(audited_on, MONTHS)


def misfits(sheet: AnswerSheet, declared: AnswerSheet) -> list[Fault]:
    """Why an assessment cannot stand beside another: every reason, none where it can."""
    found: list[Fault] = []

    def expect(holds: bool, key: str, what: str, allowed: str) -> None:
        if not holds:
            found.append(Fault(declared.source, key, what, allowed))

    own, other, who = sheet.model, declared.model, sheet.organisation.name
    if not own.tracks[sheet.track].certifies:
        allowed = "an audit: only beside one is a declared assessment shown"
        found.append(Fault(sheet.source, "track", repr(sheet.track), allowed))
    certifies = other.tracks[declared.track].certifies
    expect(not certifies, "track", repr(declared.track), "a declared assessment")
    expect(own.id == other.id, "model", other.reference, f"a version of {own.id}")
    expect(declared.status == "submitted", "status", repr(declared.status), "submitted")
    named = declared.organisation.name
    expect(named.casefold() == who.casefold(), "organisation.name", repr(named), repr(who))
    first, last = earliest(sheet.assessed_on), sheet.assessed_on
    within = first <= declared.assessed_on <= last
    expect(within, "date", str(declared.assessed_on), f"{first} to {last}, {MONTHS} months before the audit")
    return found


def beside_view(
    sheet: AnswerSheet, result: Score, declared: AnswerSheet | None, say: Wording
) -> BesideView | None:
    """The audit beside what was declared; None where nothing was.

    Raises ValueError for an assessment that cannot stand beside this one.
    """
    if declared is None:
        return None
    if faults := misfits(sheet, declared):
        raise ValueError("; ".join(map(str, faults)))
    profile = result.profile.id if declared.model.digest == sheet.model.digest else declared.profile
    other = score(declared.model, declared.answers, declared.track, profile)
    return _Beside(sheet, declared, result, other, say).view()


@dataclass(frozen=True, slots=True)
class _Beside:
    sheet: AnswerSheet
    declared: AnswerSheet
    audited: Score
    own: Score
    say: Wording

    @property
    def model(self) -> Model:
        """The model of the audit."""
        return self.sheet.model

    @property
    def _same(self) -> bool:
        return self.model.digest == self.declared.model.digest

    @property
    def _same_scale(self) -> bool:
        return self.model.node_scale == self.declared.model.node_scale

    def view(self) -> BesideView:
        """Everything the section says."""
        rows = tuple(self._rows())
        language = self.say.language
        return BesideView(
            lead=self._lead(rows),
            explanation=self.say(
                "The two are not the same measure. Declared: what the organisation answered about itself, "
                "without proof. Verified: what assessors rated on site, held back where evidence is missing. "
                "They are shown side by side and never added or averaged."
            ),
            declared_title=self.declared.model.tracks[self.declared.track].title.in_language(language),
            verified_title=self.model.tracks[self.sheet.track].title.in_language(language),
            declared_on_shown=self.say.date(self.declared.assessed_on),
            declared_model=self.declared.model.reference,
            declared_source=self.declared.source,
            rows=rows,
            notes=tuple(self._notes()),
        )

    def _rows(self) -> Iterator[BesideRow]:
        show = Figures(self.model)
        if self._same:
            totals = (self.own.total, self.audited.total)
            yield _row("total", "total", self.say("Total"), totals, show.total)
        if not self._same_scale:
            return
        declared, verified = self.own.final_scores, self.audited.final_scores
        for dimension in self.model.dimensions:
            for part in self._in_both(dimension):
                title = part.title.in_language(self.say.language)
                kind: Kind = "dimension" if part is dimension else "criterion"
                yield _row(part.id, kind, title, (declared[part.id], verified[part.id]), show.score)

    def _in_both(self, dimension: Dimension) -> list[Dimension | Criterion]:
        """The dimension and its criteria that the declared assessment's version has too."""
        known = {part.id for part in self.declared.model.dimensions}
        known |= {part.id for part in self.declared.model.criteria}
        return [part for part in _parts(dimension) if part.id in known]

    def _lead(self, rows: Sequence[BesideRow]) -> str:
        say, total = self.say, next((row for row in rows if row.kind == "total"), None)
        day = say.date(self.declared.assessed_on)
        if total is None or total.declared is None or total.verified is None:
            return say("What the organisation declared on %(day)s, beside what was verified.", day=day)
        return say(
            "On %(day)s the organisation declared %(declared)s points; verified were %(verified)s: a "
            "difference of %(difference)s.",
            day=day,
            declared=total.declared.shown,
            verified=total.verified.shown,
            difference=total.difference,
        )

    def _notes(self) -> Iterator[str]:
        say, own, other = self.say, self.model, self.declared.model
        yield say("A difference is declared minus verified, worked out before rounding.")
        if self._same and (self.declared.profile or own.default_profile) != self.audited.profile.id:
            title = self.audited.profile.title.in_language(say.language)
            yield say(
                "Both totals are under the weight profile of the audit, %(profile)s; the declared assessment "
                "was made under another.",
                profile=title,
            )
        if self._same:
            return
        yield say(
            "The two are of different versions of the model: declared under %(declared)s, verified under "
            "%(verified)s. Compared are only dimensions and criteria with the same id, and no totals.",
            declared=other.reference,
            verified=own.reference,
        )
        if not self._same_scale:
            yield say("The versions score on different scales: nothing can be compared.")
        elif missing := self._only_here():
            yield say("Only in %(model)s: %(parts)s.", model=own.reference, parts=say(", ").join(missing))

    def _only_here(self) -> list[str]:
        """Dimensions and criteria that the declared assessment's version does not have."""
        parts = [part for d in self.model.dimensions for part in _parts(d)]
        both = {part.id for d in self.model.dimensions for part in self._in_both(d)}
        return [part.title.in_language(self.say.language) for part in parts if part.id not in both]


def _parts(dimension: Dimension) -> list[Dimension | Criterion]:
    return [dimension, *dimension.criteria]


def _row(node: str, kind: Kind, title: str, values: Values, show: Show) -> BesideRow:
    declared, verified = values
    apart = "" if declared is None or verified is None else signed(declared - verified, show)
    own, audited = (None if value is None else show(value) for value in values)
    return BesideRow(node, kind, title, own, audited, apart)


def beside_chart(view: BesideView | None, say: Wording, top: float) -> Chart | None:
    """Every dimension in both tracks; None where there is none to draw."""
    rows = [row for row in view.rows if row.kind == "dimension"] if view else []
    if view is None or not rows:
        return None
    return dumbbell(
        "beside",
        say("Every dimension, declared and verified"),
        [_drawn(row) for row in rows],
        [view.declared_title, view.verified_title],
        headers=(say("Dimension"), say("Difference")),
        top=top,
        language=say.language,
    )


def _drawn(row: BesideRow) -> Dumbbell:
    marks = [Reading(f.value, f.shown) if f else Reading(None, "–") for f in (row.declared, row.verified)]
    return Dumbbell(shortened(row.title, LABEL_EMS), row.difference or "–", marks)
