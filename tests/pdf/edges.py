"""Documents at the edges: small, bare, unfinished, not ratable, at the ends of the scale, and hostile."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from assessor.reports.document import Figure, Interval, NodeView, PracticeView, ReportDocument
from criteria.text import Language
from tests.pdf.documents import figure, full


def small(language: Language = "en", track: str = "verified") -> ReportDocument:
    """A complete document of three dimensions, one criterion each: every section, few pages."""
    document = full(language, track)
    dimensions = tuple(
        replace(d, criteria=tuple(replace(c, practices=c.practices[:2]) for c in d.criteria[:1]))
        for d in document.dimensions[:3]
    )
    seen, declared = document.perception, document.beside
    return replace(
        document,
        dimensions=dimensions,
        perception=seen and replace(seen, gaps=seen.gaps[:3]),
        beside=declared and replace(declared, rows=declared.rows[:9]),
        unregistered=document.unregistered[:2],
        results=document.results[:2],
    )


def bare(language: Language = "en") -> ReportDocument:
    """A declared result with nothing that may be absent."""
    document = small(language, "declared")
    quiet = tuple(
        replace(d, criteria=tuple(replace(c, practices=tuple(map(_quiet, c.practices))) for c in d.criteria))
        for d in document.dimensions
    )
    return replace(
        document,
        dimensions=quiet,
        standing=None,
        stages=(),
        components=(),
        profiles=document.profiles[:1],
        subject=replace(document.subject, sites=(), employees=None, scope=""),
    )


def _quiet(practice: PracticeView) -> PracticeView:
    return replace(practice, comment="", notes=(), sources=())


def unfinished(language: Language = "en") -> ReportDocument:
    """A draft with blanks: intervals instead of scores, no level."""
    document = bare(language)
    return replace(
        document,
        basis=replace(document.basis, status="draft"),
        state="incomplete",
        total=None,
        interval=Interval(figure(212, 0), figure(688, 0)),
        level=None,
        next_level=None,
        balance=None,
        geometric=None,
        gates=(),
        blockers=(),
        plan=None,
        robustness=None,
        dimensions=tuple(map(_open, document.dimensions)),
    )


def _open(node: NodeView) -> NodeView:
    return replace(
        node,
        score=None,
        interval=Interval(figure(21.5), figure(71.5)),
        share=None,
        contribution=None,
        criteria=tuple(map(_open, node.criteria)),
        practices=tuple(
            replace(
                p,
                state="unanswered",
                score=None,
                share=None,
                contribution=None,
                components=(),
                reached=None,
                next=None,
                action=None,
            )
            for p in node.practices
        ),
    )


def not_ratable(language: Language = "en") -> ReportDocument:
    """Nothing applies: no score anywhere, with the reason."""
    document = unfinished(language)
    reasons = ("Leadership: 50.0% applies, at least 66.7% is needed",)
    nothing = tuple(map(_excluded, document.dimensions))
    basis = replace(document.basis, status="submitted")
    return replace(
        document, basis=basis, state="not ratable", interval=None, not_ratable=reasons, dimensions=nothing
    )


def _excluded(node: NodeView) -> NodeView:
    return replace(
        node,
        interval=None,
        criteria=tuple(map(_excluded, node.criteria)),
        practices=tuple(replace(p, state="not applicable", reason="Nothing is sold") for p in node.practices),
    )


def everywhere(document: ReportDocument, value: float) -> ReportDocument:
    """The document with one score in every dimension, criterion and practice."""
    return replace(document, dimensions=tuple(_scored(d, figure(value)) for d in document.dimensions))


def _scored(node: NodeView, score: Figure) -> NodeView:
    return replace(
        node,
        score=score,
        criteria=tuple(_scored(c, score) for c in node.criteria),
        practices=tuple(replace(p, score=score) for p in node.practices),
    )


def with_every_text(value: Any, texts: Iterator[str], keep: frozenset[str]) -> Any:
    """The document with the next of `texts` before every string that a user or a model could have put in."""
    if isinstance(value, tuple):
        return tuple(with_every_text(item, texts, keep) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return f"{next(texts)} {value}" if isinstance(value, str) and value else value
    free = [f.name for f in fields(value) if f.name not in keep]
    return replace(value, **{name: with_every_text(getattr(value, name), texts, keep) for name in free})
