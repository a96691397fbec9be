"""Editions to look at, and a reader of their pages."""

import random
import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser

import benchmarks
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import _kept
from assessor.models import Edition
from benchmarks import Cell, Cohort, Contribution
from criteria.registry import load

DAY = date(2026, 10, 31)
CMC = load("cmc")
NODES = compared_nodes(CMC)
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
QUANTILES = ("p10", "p25", "p50", "p75", "p90")


def firms(size, cell, *, nodes=38, missing=(), prefix="firm", around=400):
    """Organisations of a cell with scores of their own; some nodes apply to none of them."""
    chance = random.Random(f"{prefix} {cell}")
    return [
        Contribution(
            f"{prefix}-{'-'.join(cell)}-{row}",
            "1",
            Cell(*cell),
            DAY - timedelta(days=chance.randrange(600)),
            tuple(
                None if node in missing else chance.randrange(around - 150, around + 150)
                for node in range(nodes)
            ),
            "",
        )
        for row in range(size)
    ]


def kept(contributions, **changed) -> Edition:
    """Build an edition, write it and record it, as building from the pool does."""
    settings = {"line": "cmc", "track": "declared", "nodes": NODES, "built_on": DAY, **changed}
    return _kept(benchmarks.build(contributions=contributions, **settings))


# A cohort of each fate: published, with too few known, withheld, and with too few of those known counted.
PUBLISHED = (
    *firms(60, ("C", "CN", "large")),
    *firms(13, ("C", "FR", "small"), missing=(3, 12)),
    *firms(24, ("G", "CN-GD", "medium")),
    # of these, one node applies to 12, which have a median only, and another to 7, which have nothing
    *firms(7, ("C", "DE", "large")),
    *firms(5, ("C", "DE", "large"), missing=(12,), prefix="other"),
    *firms(48, ("C", "DE", "large"), missing=(3, 12), prefix="third"),
)
FEW = firms(8, ("C", "JP", "large"))
# three firms of each industry rise to another size's label, and cannot be counted under their own
SCATTERED = [
    firm
    for industry in "ABDE"
    for firm in (*firms(3, (industry, "FR", "medium")), *firms(6, (industry, "FR", "micro")))
]
HALF = [
    firm
    for industry in "FH"
    for firm in (*firms(3, (industry, "CN", "large")), *firms(6, (industry, "CN", "micro")))
]
EVERYBODY = [*PUBLISHED, *FEW, *SCATTERED]


class Page(HTMLParser):
    """The tables, options and links of a page, as somebody reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.options: dict[str, list[str]] = {}
        self.words: list[str] = []
        self.links: list[str] = []
        self.source = text
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self.tables[-1][-1].append("")
            self._cell = True
        elif tag == "select":
            self.options[given["name"]] = []
        elif tag == "option" and given["value"]:
            list(self.options.values())[-1].append(given["value"])
        elif tag == "a":
            self.links.append(given["href"])

    def handle_endtag(self, tag):
        self._cell = self._cell and tag not in ("th", "td")

    def handle_data(self, data):
        self.words.append(data)
        if self._cell:
            self.tables[-1][-1][-1] += data.strip()

    @property
    def pictures(self) -> dict[str, str]:
        """Every picture by its id."""
        return dict(re.findall(r'<svg [^>]*aria-labelledby="(\w+)-title(.*?)</svg>', self.source, re.DOTALL))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def statistics(self) -> dict[str, list[str]]:
        """The rows of the table of every part, by title."""
        return {row[0]: row[1:] for row in self.tables[-1][1:]}


def asked(row: Edition, cohort: Cohort) -> str:
    query = {"industry": cohort.industry, "place": cohort.geography, "size": cohort.size}
    return f"/benchmarks/{row.name}?" + "&".join(f"{key}={value}" for key, value in query.items() if value)


def half_up(points: float, *, total: bool) -> str:
    scaled, step = (
        (Decimal(repr(float(points))) * 10, "1") if total else (Decimal(repr(float(points))), "0.1")
    )
    return str(scaled.quantize(Decimal(step), ROUND_HALF_UP))


def titled(node: str) -> str:
    part = CMC.by_id.get(node)
    return part.title.in_language("en") if part else "Total"
