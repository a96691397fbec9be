"""What of a document goes where in the printed report: sections, strongest and weakest, the example."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assessor.languages import Wording
from assessor.reports.document import BlockerView, NodeView, PositionView, PracticeView, ReportDocument

RANKED = 3
BLOCKERS_IN_SUMMARY = 6


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the report; its text stands in `sections/<id>.html`."""

    id: str
    title: str
    new_page: bool = True
    number: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One practice followed up to the total: each step's name, its node, and its share of the one above."""

    practice: PracticeView
    steps: tuple[tuple[str, NodeView | PracticeView, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What begins a new page and is laid out by itself; `chapter` stands at the head of its pages."""

    chapter: str = ""
    sections: tuple[Section, ...] = ()
    dimension: NodeView | None = None
    cover: bool = False
    contents: bool = False
    opening: bool = False


def parts(document: ReportDocument, found: Sequence[Section], *, cover: bool, title: str) -> list[Part]:
    """The sections in parts: one for each that begins a new page, and one for each dimension."""
    groups = [[found[0]]]
    for section in found[1:]:
        if section.new_page:
            groups.append([section])
        else:
            groups[-1].append(section)
    made = [Part(cover=True, chapter=title)] if cover else []
    for group in groups:
        made += _parts(document, tuple(group))
    if not cover and found[0].id != "statement":  # whatever is taken away alone says what it is about
        made[0] = replace(made[0], opening=True)
    return made


def _parts(document: ReportDocument, group: tuple[Section, ...]) -> list[Part]:
    title = group[0].title
    if group[0].id != "dimensions":
        return [Part(title, group)]
    first, *others = document.dimensions
    rest = [Part(group[1].title, group[1:])] if len(group) > 1 else []
    return [Part(title, group[:1], first), *(Part(title, dimension=other) for other in others), *rest]


def sections(document: ReportDocument, say: Wording, chosen: Collection[str] | None = None) -> list[Section]:
    """The sections that have something in them, numbered; of `chosen` ones only, where given."""
    wanted = [(s, there) for s, there in _sections(document, say) if chosen is None or s.id in chosen]
    present = [section for section, there in wanted if there]
    return [replace(section, number=number) for number, section in enumerate(present, start=1)]


def _sections(document: ReportDocument, say: Wording) -> Iterator[tuple[Section, bool]]:
    yield Section("statement", say("Statement of result")), True
    yield Section("summary", say("Summary")), document.total is not None or document.interval is not None
    yield Section("profile", say("Profile of scores")), bool(document.dimensions)
    yield Section("standing", say("Standing among peers")), document.standing is not None
    yield Section("levels", say("Levels and gates")), bool(document.levels)
    yield Section("confidence", say("Confidence in the result")), document.confidence is not None
    yield Section("beside", say("Declared beside verified")), document.beside is not None
    yield Section("perception", say("Perception gaps")), document.perception is not None
    yield Section("components", say("Ratings by component"), new_page=False), bool(document.components)
    yield Section("robustness", say("Robustness"), new_page=False), document.robustness is not None
    yield Section("second-look", say("Worth a second look"), new_page=False), bool(document.anomalies)
    yield Section("dimensions", say("Dimension by dimension")), bool(document.dimensions)
    yield Section("results", say("Results with trends and comparators")), bool(document.results)
    yield Section("exclusions", say("What does not apply"), new_page=False), bool(excluded(document))
    yield Section("certification", say("Certification"), new_page=False), document.certificate is not None
    yield Section("findings", say("Findings"), new_page=False), bool(document.findings)
    yield Section("plan", say("Improvement plan")), document.plan is not None
    yield Section("method", say("How the score came about"), new_page=False), document.total is not None
    yield Section("register", say("Evidence register")), bool(document.evidence or document.unregistered)
    yield Section("control", say("Document control"), new_page=False), True


def practices(document: ReportDocument) -> Iterator[PracticeView]:
    """Every practice in the order of the model."""
    return (p for d in document.dimensions for c in d.criteria for p in c.practices)


def excluded(document: ReportDocument) -> list[PracticeView]:
    """Practices that do not apply."""
    return [practice for practice in practices(document) if practice.state == "not applicable"]


def unfinished(document: ReportDocument) -> bool:
    """Whether a criterion has no score yet, as answers are missing."""
    return any(criterion.open for dimension in document.dimensions for criterion in dimension.criteria)


def ranked(document: ReportDocument) -> list[NodeView]:
    """The criteria that have a score, the highest first; ties in the order of the model."""
    scored = [(c.score.value, c) for d in document.dimensions for c in d.criteria if c.score is not None]
    return [criterion for _, criterion in sorted(scored, key=lambda pair: -pair[0])]


def strongest(document: ReportDocument) -> list[NodeView]:
    """The few highest criteria; none where there are too few to set apart from the lowest."""
    found = ranked(document)
    return found[:RANKED] if len(found) >= 2 * RANKED else []


def weakest(document: ReportDocument) -> list[NodeView]:
    """The few lowest criteria, the lowest first."""
    found = ranked(document)
    return found[: -RANKED - 1 : -1] if len(found) >= 2 * RANKED else []


def first_blockers(document: ReportDocument) -> tuple[BlockerView, ...]:
    """The blockers that a summary has room for; the levels section lists all."""
    return document.blockers[:BLOCKERS_IN_SUMMARY]


def overall(document: ReportDocument) -> PositionView | None:
    """Where the total stands among its peers, where that may be shown."""
    positions = document.standing.positions if document.standing else ()
    return next((position for position in positions if position.node == "total"), None)


def anchors(document: ReportDocument) -> frozenset[str]:
    """The ids of everything that the report has a place for, and that can therefore be linked to."""
    nodes = {node.id for d in document.dimensions for node in (d, *d.criteria)}
    return frozenset(nodes | {practice.id for practice in practices(document)})


def example(document: ReportDocument, say: Wording) -> Example | None:
    """The practice that shows most: one with something to explain if there is one, that which adds most."""
    paths = [(d, c, p) for d in document.dimensions for c in d.criteria for p in c.practices if p.components]
    if not paths or document.total is None:
        return None
    dimension, criterion, practice = max(paths, key=lambda path: (bool(path[2].notes), _adds(path[2])))
    steps = (
        (say("Practice"), practice, _share(practice, say("%(share)s of the criterion"))),
        (say("Criterion"), criterion, _share(criterion, say("%(share)s of the dimension"))),
        (say("Dimension"), dimension, _share(dimension, say("%(share)s of the total"))),
    )
    return Example(practice, steps)


def _adds(practice: PracticeView) -> float:
    return practice.contribution.value if practice.contribution else 0.0


def _share(part: NodeView | PracticeView, message: str) -> str:
    return message % {"share": part.share.shown} if part.share else "–"
