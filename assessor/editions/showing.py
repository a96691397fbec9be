"""One cohort of an edition: what is published of it, as pictures and a table, or why nothing is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessor.charts import Chart, Reading, Standing, spread
from assessor.editions.choosing import Offer, wider
from assessor.editions.parts import DASH, Parts
from assessor.languages import Wording, message
from assessor.reports.pictures import quantile_titles
from benchmarks import Edition
from benchmarks.cohorts import Cohort
from benchmarks.publishing import LEAST_COVERAGE, LEAST_ORGANISATIONS, STATISTICS, publishable, rounded
from benchmarks.remembering import remembered

TOO_FEW = message("Fewer than %(least)s organisations of this cohort are known.")
WITHHELD = message(
    "At least %(least)s organisations of this cohort are known, but fewer can be counted: the others are "
    "counted in a wider cohort only, so that no group under %(k)s can be told apart."
)
LOW_COVERAGE = message(
    "Under %(share)s%% of the organisations that are known in this cohort can be counted, too few for the "
    "cohort to speak for its name."
)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What an edition publishes of one node: organisations rounded down, and quantiles in points, exactly."""

    node: str
    n: int
    quantiles: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the table of statistics, as it is printed; `head` says whether its parts follow."""

    title: str
    head: bool
    n: str
    quantiles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A published cohort: how many it counts, its pictures, and every part in a table."""

    organisations: str
    coverage: str
    total: Chart | None
    strips: Chart | None
    quantiles: tuple[str, ...]
    rows: tuple[Shown, ...]
    unshown: bool


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why a cohort is not published, and the next wider one that is, with its form's fields."""

    reason: str
    wider: str
    fields: Mapping[str, str]


# --- published ----------------------------------------------------------------------------------------


@remembered(256)
def statistics_of(edition: Edition, cohort: Cohort) -> tuple[Statistics, ...]:
    """The rows of `benchmarks.published` of one cohort, without working out all the others."""
    if not publishable(edition, cohort):
        return ()
    found = edition.distributions(cohort)
    sizes = found.n.tolist()
    allowed = [one for one in STATISTICS if max(sizes) >= one.least]
    columns = {
        one: (found.quantiles(one.numerator, one.denominator).tolist(), 10 * one.denominator)
        for one in allowed
    }
    return tuple(
        Statistics(
            node,
            rounded(n),
            {one.name: Fraction(values[at], per) for one, (values, per) in columns.items() if n >= one.least},
        )
        for at, (node, n) in enumerate(zip(edition.nodes, sizes, strict=True))
        if n >= LEAST_ORGANISATIONS
    )


def published(edition: Edition, cohort: Cohort, parts: Parts, say: Wording) -> Published:
    """A cohort that is published, with its pictures and its table."""
    found = {one.node: one for one in statistics_of(edition, cohort)}
    reach = edition.reach(cohort)
    titles = quantile_titles(say)
    had = tuple(name for name in titles if any(name in one.quantiles for one in found.values()))
    drawn = _Drawn(found, parts, say, edition.synthetic)
    return Published(
        organisations=say.count(rounded(reach.counted)),
        coverage=f"{reach.percent}%",
        total=drawn.picture("total", say("The total in this cohort"), [parts.total] if parts.total else []),
        strips=drawn.picture("parts", drawn.caption(), parts.strips),
        quantiles=tuple(titles[name] for name in had),
        rows=tuple(_rows(found, had, parts, say)),
        unshown=len(had) < len(STATISTICS) or len(found) < len(edition.nodes),
    )


def _rows(found: Mapping[str, Statistics], had: Sequence[str], parts: Parts, say: Wording) -> Iterator[Shown]:
    """The total, then every dimension before its criteria."""
    heads = [parts.total, *(group.head for group in parts.groups)]
    order = [node for group in parts.groups for node in (group.head, *group.nodes)]
    for node in dict.fromkeys([parts.total, *order]):
        if node is None:
            continue
        one = found.get(node)
        figures = [one.quantiles.get(name) if one else None for name in had]
        yield Shown(
            title=parts.title(node),
            head=node in heads,
            n=say.count(one.n) if one else DASH,
            quantiles=tuple(DASH if value is None else parts.figure(node, value).shown for value in figures),
        )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Draws the statistics of a cohort."""

    found: Mapping[str, Statistics]
    parts: Parts
    say: Wording
    synthetic: bool

    def caption(self) -> str:
        """What the strips are called."""
        if self.parts.model:
            return self.say("Every dimension in this cohort")
        return self.say("Every part in this cohort")

    def picture(self, id: str, title: str, nodes: Sequence[str]) -> Chart | None:
        """The bands of nodes on one scale; None where nothing of them is published."""
        rows = [self._row(node) for node in nodes]
        if not any(row.quantiles for row in rows):
            return None
        return spread(
            id,
            title,
            rows,
            headers=(self.say("Part"), *quantile_titles(self.say).values()),
            top=self.parts.top(nodes[0]),
            language=self.say.language,
            synthetic=self.say("Synthetic peers") if self.synthetic else "",
        )

    def _row(self, node: str) -> Standing:
        one = self.found.get(node)
        values = one.quantiles if one else {}
        readings = {name: self._reading(node, value) for name, value in values.items()}
        median = readings.get("p50")
        return Standing(self.parts.title(node), None, median.shown if median else DASH, readings)

    def _reading(self, node: str, value: Fraction) -> Reading:
        figure = self.parts.figure(node, value)
        return Reading(figure.value, figure.shown)


def withheld(edition: Edition, cohort: Cohort, offered: Offer, say: Wording) -> Withheld:
    """A cohort that is not published: why, and where to look instead."""
    found = next((one for one in wider(cohort) if one in offered.cohorts), None)
    fields = {"industry": found.industry, "place": found.geography, "size": found.size} if found else {}
    return Withheld(
        reason=_reason(edition, cohort, say),
        wider=found.titled(say.language) if found else "",
        fields={name: code for name, code in fields.items() if code},
    )


def _reason(edition: Edition, cohort: Cohort, say: Wording) -> str:
    """Why a cohort is not published: the first of the three conditions that fails."""
    reach = edition.reach(cohort)
    if reach.population < LEAST_ORGANISATIONS:
        return say(TOO_FEW, least=LEAST_ORGANISATIONS)
    if reach.counted < LEAST_ORGANISATIONS:
        return say(WITHHELD, least=LEAST_ORGANISATIONS, k=edition.k)
    return say(LOW_COVERAGE, share=round(LEAST_COVERAGE * 100))
