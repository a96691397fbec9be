"""Following a cohort over the editions of its line and track."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assessor.charts import Chart, Reading, trend
from assessor.charts.trend import Edition as Drawn
from assessor.editions.parts import DASH, Parts
from assessor.editions.showing import statistics_of
from assessor.languages import Wording
from benchmarks import Edition
from benchmarks.cohorts import Cohort
from benchmarks.remembering import remembered
from benchmarks.trends import Point, Step, Trend
from benchmarks.trends import trend as follow
from criteria.exact import exact

QUARTILES = ("p25", "p75")


@dataclass(frozen=True, slots=True)
class Change:
    """How the median of one node changed since the edition before, as it is printed."""

    title: str
    median: str
    total: str
    real: str
    of_version: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A cohort over editions: the picture, what it says, and every strip's change in the newest edition.

    `picture` is None where fewer than two editions publish the cohort. `versions` says whether the newest
    edition is of another version of the model than the one before it.
    """

    picture: Chart | None
    said: tuple[str, ...]
    changes: tuple[Change, ...]
    since: str
    versions: bool


def followed(editions: Sequence[Edition], cohort: Cohort, parts: Parts, say: Wording) -> Followed:
    """Follow a cohort over two or more editions of a line and track, given in any order."""
    ordered = sorted(editions, key=lambda edition: edition.number)
    main = _Followed(ordered, cohort, parts, say)
    changes = tuple(main.change(node) for node in dict.fromkeys((parts.followed, *parts.strips)))
    before, newest = ordered[-2:]
    return Followed(
        picture=main.picture(),
        said=main.said(),
        changes=tuple(change for change in changes if change.total),
        since=str(before.number),
        versions=before.version != newest.version,
    )


@remembered(512)
def _trend(newest: Edition, before: tuple[Edition, ...], cohort: Cohort, node: str) -> Trend:
    """A trend, remembered as long as its newest edition is; it keeps the ones before open so long."""
    return follow([*before, newest], cohort, node)


@dataclass(frozen=True, slots=True)
class _Followed:
    editions: Sequence[Edition]
    cohort: Cohort
    parts: Parts
    say: Wording

    def _trend(self, node: str) -> Trend:
        *before, newest = self.editions
        return _trend(newest, tuple(before), self.cohort, node)

    def picture(self) -> Chart | None:
        """The median of the total, with quartiles, over editions."""
        node, say = self.parts.followed, self.say
        rows = self._rows(node)
        if sum(row.median.value is not None for row in rows) < 2:
            return None
        titles = (
            say("Edition"), say("Version"), say("Organisations, at least"), say("Median"),
            say("Lower quartile"), say("Upper quartile"), say("Change"), say("Real change"),
            say("Part of the new version"),
        )  # fmt: skip
        return trend(
            "trend",
            say("Median of the cohort over editions: %(part)s", part=self.parts.title(node)),
            rows,
            headers=titles,
            unknown=say("A new version, its part not known"),
            top=self.parts.top(node),
            language=say.language,
            synthetic=say("Synthetic peers") if self.editions[-1].synthetic else "",
        )

    def _rows(self, node: str) -> list[Drawn]:
        found = self._trend(node)
        steps: list[Step | None] = [None, *found.steps]
        versions = [found.points[0].version, *(point.version for point in found.points)]
        return [
            self._row(edition, point, step, anew=version != point.version)
            for edition, point, step, version in zip(
                self.editions, found.points, steps, versions, strict=False
            )
        ]

    def _row(self, edition: Edition, point: Point, step: Step | None, *, anew: bool) -> Drawn:
        node = self.parts.followed
        ends = self._quartiles(edition, node)
        row = Drawn(
            label=(
                self.say("edition %(number)s", number=point.number),
                self.say.date(date.fromisoformat(point.built_on)),
            ),
            under=self.say("version %(version)s", version=point.version) if point.version else "",
            organisations=self.say.count(point.n) if point.value is not None else "",
            median=self._reading(node, point.value),
            quartiles=(ends[0], ends[1]) if ends else None,
            version="unknown" if anew else "same",
        )
        if step is None or step.total is None or point.value is None:
            return row
        row = row._replace(change=self._difference(node, step.total))
        if not anew or step.of_version is None:
            return row
        before = exact(point.value) - exact(step.of_version)
        return row._replace(
            version="new",
            before=self.parts.figure(node, before).value,
            real=self._difference(node, step.real),
            of_version=self._difference(node, step.of_version),
        )

    def _quartiles(self, edition: Edition, node: str) -> list[Reading]:
        """Both quartiles of one edition, or neither."""
        one = next((one for one in statistics_of(edition, self.cohort) if one.node == node), None)
        if one is None or not all(name in one.quantiles for name in QUARTILES):
            return []
        figures = [self.parts.figure(node, one.quantiles[name]) for name in QUARTILES]
        return [Reading(figure.value, figure.shown) for figure in figures]

    def _reading(self, node: str, value: float | None) -> Reading:
        if value is None:
            return Reading(None, DASH)
        figure = self.parts.figure(node, exact(value))
        return Reading(figure.value, figure.shown)

    def _difference(self, node: str, points: float | None) -> str:
        return "" if points is None else self.parts.difference(node, exact(points))

    # --- in words ---------------------------------------------------------------------------------------

    def said(self) -> tuple[str, ...]:
        """The change over all editions, and each change of version with its part."""
        node = self.parts.followed
        found = self._trend(node)
        pairs = zip(pairwise(found.points), found.steps, strict=True)
        anew = [self._anew(node, old, new, step) for (old, new), step in pairs if old.version != new.version]
        return (self._overall(node, found), *anew)

    def _overall(self, node: str, found: Trend) -> str:
        known = [(point, point.value) for point in found.points if point.value is not None]
        if len(known) < 2:
            return self.say(
                "Fewer than two editions publish this cohort, so there is nothing to compare yet."
            )
        (first, old), (last, new) = known[0], known[-1]
        return self.say(
            "%(part)s: the median went from %(old)s in edition %(first)s to %(new)s in edition %(last)s.",
            part=self.parts.title(node),
            old=self._reading(node, old).shown,
            new=self._reading(node, new).shown,
            first=first.number,
            last=last.number,
        )

    def _anew(self, node: str, old: Point, new: Point, step: Step) -> str:
        named = {"edition": new.number, "old": old.version or DASH, "new": new.version or DASH}
        if step.of_version is None or step.real is None or step.total is None:
            return self.say(
                "Edition %(edition)s is the first of version %(new)s of the model, after %(old)s. Too few "
                "organisations can be compared by both, so how much of a change the version made is not "
                "known.",
                **named,
            )
        return self.say(
            "Edition %(edition)s is the first of version %(new)s of the model, after %(old)s. Of the change "
            "of %(total)s, the new version made %(version)s, and %(real)s is real: measured on the "
            "organisations that have scores of both versions.",
            **named,
            total=self.parts.difference(node, exact(step.total)),
            version=self.parts.difference(node, exact(step.of_version)),
            real=self.parts.difference(node, exact(step.real)),
        )

    def change(self, node: str) -> Change:
        """How one node changed from the last edition but one to the newest."""
        title = self.parts.title(node)
        if not all(node in edition.nodes for edition in self.editions[-2:]):
            return Change(title, "", "", "", "")
        before, newest_edition = self.editions[-2:]
        found = _trend(newest_edition, (before,), self.cohort, node)
        (step,), newest = found.steps, found.points[-1]
        unknown = DASH if step.total is not None else ""
        return Change(
            title=title,
            median=self._reading(node, newest.value).shown,
            total=self._difference(node, step.total),
            real=self._difference(node, step.real) or unknown,
            of_version=self._difference(node, step.of_version) or unknown,
        )
