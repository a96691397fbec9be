"""The workbook's guidance: what values mean and evidence caps, weight profiles, levels, industries."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction

from xlsxwriter.worksheet import Worksheet

from assessor.answers.booklet import Booklet
from assessor.answers.entry_rules import allowed_in_words
from assessor.answers.layout import GUIDANCE, ratings
from assessor.answers.sites import written
from benchmarks.classification import industry_name, sections
from criteria.model import Component, Dimension, Rating

_WIDTHS = (26, 34, 80, 16)


def write_guidance(booklet: Booklet, *, whole: bool = True) -> None:
    """The sheet to look things up in; nothing on it is filled in.

    What describes an assessment, profiles and industries, is left out where it is not `whole`.
    """
    sheet = booklet.sheet(GUIDANCE, booklet.say("sheet.guidance"), _WIDTHS)
    booklet.put(sheet, 1, 0, booklet.say("sheet.guidance"), "title")
    row = 3
    for rating in _distinct(ratings(booklet.model, booklet.track.id)):
        row = _write_rating(booklet, sheet, row, rating)
    model = booklet.model
    profiles = [(p.id, booklet.text(p.title), booklet.text(p.reason)) for p in model.profiles.values()]
    row = _write_list(booklet, sheet, row, "guidance.profiles", profiles) if whole else row
    levels = [(str(lv.number), booklet.text(lv.title), booklet.text(lv.meaning)) for lv in model.levels]
    row = _write_list(booklet, sheet, row, "guidance.levels", levels)
    if whole:
        _write_list(booklet, sheet, row, "guidance.industries", _industries(booklet))


def _distinct(found: Sequence[Rating]) -> list[Rating]:
    """Ratings of the same components are explained once."""
    return list({_entered(rating): rating for rating in found}.values())


def _entered(rating: Rating) -> Hashable:
    """What can be entered for a rating; the labels go with the values."""
    return tuple((c.id, tuple(o.value for o in c.options), c.range, c.step) for c in rating.components)


def _write_rating(booklet: Booklet, sheet: Worksheet, row: int, rating: Rating) -> int:
    title = f"{booklet.say('guidance.rating')}: {_where_used(booklet, rating)}"
    booklet.put(sheet, row, 0, title, "section")
    for column, key in enumerate(
        ("guidance.rating", "guidance.value", "guidance.meaning", "guidance.ceiling")
    ):
        booklet.put(sheet, row + 1, column, booklet.say(key), "heading")
    row += 2
    for component in rating.components:
        row = _write_component(booklet, sheet, row, component, rating)
    return row + 1


def _where_used(booklet: Booklet, rating: Rating) -> str:
    """The dimensions whose practices are rated so."""
    found = ratings(booklet.model, booklet.track.id)
    same = {other.id for other in found if _entered(other) == _entered(rating)}
    used = [booklet.text(d.title) for d in booklet.model.dimensions if _kinds(booklet, d) & same]
    return ("、" if booklet.language != "en" else ", ").join(used)


def _kinds(booklet: Booklet, dimension: Dimension) -> set[str]:
    practices = [practice for criterion in dimension.criteria for practice in criterion.practices]
    return {booklet.model.rating_of(practice, booklet.track.id).id for practice in practices}


def _ceiling(rating: Rating, component: Component) -> dict[Fraction, Fraction]:
    found = [c.table for c in rating.ceilings if c.component == component.id and c.table]
    return dict(found[0]) if found else {}


def _write_component(
    booklet: Booklet, sheet: Worksheet, row: int, component: Component, rating: Rating
) -> int:
    title, ceiling = booklet.text(component.title), _ceiling(rating, component)
    if not component.options:
        bounds = "; ".join(_bounds(booklet, rating, component))
        _write_cells(booklet, sheet, row, (title, allowed_in_words(booklet, component), bounds, ""))
        return row + 1
    for n, option in enumerate(component.options):
        cap = written(ceiling[option.value]) if option.value in ceiling else ""
        cells = (title if n == 0 else "", written(option.value), booklet.text(option.label), cap)
        _write_cells(booklet, sheet, row + n, cells)
    return row + len(component.options)


def _bounds(booklet: Booklet, rating: Rating, component: Component) -> Iterator[str]:
    """What holds a component down, and what it holds down."""
    for limit in rating.limits:
        if limit.component == component.id:
            yield booklet.say(
                "guidance.limit",
                at_most=written(limit.at_most),
                at_least=written(limit.at_least),
                unless=booklet.text(rating.component(limit.unless).title),
            )
    for ceiling in rating.ceilings:
        if ceiling.component == component.id and ceiling.table is None:
            key = "guidance.at most more" if ceiling.plus else "guidance.at most itself"
            yield booklet.say(key, plus=written(ceiling.plus))


def _write_list(
    booklet: Booklet, sheet: Worksheet, row: int, title: str, entries: Iterable[tuple[str, ...]]
) -> int:
    booklet.put(sheet, row, 0, booklet.say(title), "section")
    for entry in entries:
        row += 1
        _write_cells(booklet, sheet, row, entry)
    return row + 2


def _write_cells(booklet: Booklet, sheet: Worksheet, row: int, cells: Sequence[str]) -> None:
    for column, cell in enumerate(cells):
        booklet.put(sheet, row, column, cell, "read")


def _industries(booklet: Booklet) -> list[tuple[str, str]]:
    return [(section.code, industry_name(section.code, booklet.language)) for section in sections()]
