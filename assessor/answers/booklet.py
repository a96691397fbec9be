"""The workbook under construction: its formats, its language, and how a sheet is begun."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessor.answers.fitting import FittedSheet, height
from assessor.answers.layout import DESCRIPTORS, EVIDENCE, MARKER, components, outline, ratings
from assessor.answers.sheet import AnswerSheet
from assessor.answers.sites import written
from assessor.answers.wording import choice, phrase
from criteria.exact import exact
from criteria.model import Model, Practice
from criteria.text import Language, Text

INK, GREY, LINE, LINK = "#1D2B36", "#66727C", "#C9D1D8", "#1A5B8C"
APART = "apart"
FILLS = {
    "input": "#FFFBE6",
    "locked": "#ECEFF1",
    "answered": "#D9F0E1",
    "excluded": "#DCE6F2",
    "unexplained": "#F9D4D0",
    "half": "#FCE5B8",
    APART: "#F6CFA8",
}
_BASE: Mapping[str, Any] = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
_BOXED: Mapping[str, Any] = {"border": 1, "border_color": LINE}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "plain": {"text_wrap": True},
    "title": {"bold": True, "font_size": 16},
    "note": {"font_color": GREY},
    "step": {"bold": True, "align": "center"},
    "section": {"bold": True, "font_size": 12},
    "key": {"font_size": 8, "font_color": "#FFFFFF"},
    "label": {"bold": True, "text_wrap": True},
    "hint": {"font_color": GREY, "text_wrap": True},
    "heading": {"bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": "#1F4E5F", **_BOXED},
    "dimension": {"bold": True, "font_size": 12, "font_color": "#FFFFFF", "bg_color": "#3C7A89"},
    "criterion": {"bold": True, "text_wrap": True, "bg_color": "#DDEAED"},
    "about": {"bg_color": "#DDEAED", "text_wrap": True},
    "id": {"font_size": 8, "font_color": GREY, "bg_color": FILLS["locked"], "text_wrap": True, **_BOXED},
    "read": {"text_wrap": True, **_BOXED},
    "link": {"text_wrap": True, "font_color": LINK, "underline": 1, **_BOXED},
    "figure": {"align": "center", "font_color": GREY, **_BOXED},
    "locked": {"bg_color": FILLS["locked"], **_BOXED},
    "state": {"text_wrap": True, "bold": True, **_BOXED},
    "fixed": {"bg_color": FILLS["locked"], "text_wrap": True, **_BOXED},
    "input": {"bg_color": FILLS["input"], "locked": False, "text_wrap": True, **_BOXED},
    "value": {"bg_color": FILLS["input"], "locked": False, "align": "center", "text_wrap": True, **_BOXED},
    "sites": {"bg_color": FILLS["input"], "locked": False, "align": "left", "text_wrap": True, **_BOXED},
    # as text: Excel would take a comment that begins with = or - for a formula
    "text": {"bg_color": FILLS["input"], "locked": False, "text_wrap": True, "num_format": "@", **_BOXED},
    "date": {
        "bg_color": FILLS["input"],
        "locked": False,
        "num_format": "yyyy-mm-dd",
        "align": "left",
        **_BOXED,
    },
}
_PROTECTION = {"format_columns": True, "format_rows": True}


class Booklet:
    """What every sheet is written with. `filled` is the sheet of answers that pre-fills it, if any."""

    def __init__(
        self, workbook: Workbook, model: Model, track: str, language: Language, filled: AnswerSheet | None
    ) -> None:
        self.workbook = workbook
        self.model = model
        self.track = model.tracks[track]
        self.language = language
        self.filled = filled
        self.components = components(model, track)
        self.ratings = ratings(model, track)
        self._formats = {name: workbook.add_format({**_BASE, **own}) for name, own in _FORMATS.items()}
        self.fills = {
            name: workbook.add_format({"bg_color": colour, "font_color": INK})
            for name, colour in FILLS.items()
        }
        self._widths: dict[Worksheet, tuple[float, ...]] = {}
        self._heights: dict[Worksheet, dict[int, float]] = {}
        self._rows = {line.node.id: line.row for line in outline(model)}

    def say(self, key: str, **values: str) -> str:
        """A phrase in the workbook's language."""
        return phrase(key, self.language, **values)

    def choice(self, code: str) -> str:
        """The word of a drop-down in the workbook's language."""
        return choice(code, self.language)

    def text(self, text: Text | None) -> str:
        """A text of the pack in the workbook's language, empty where there is none."""
        return text.in_language(self.language) if text else ""

    def format(self, name: str) -> Format:
        """A format by its name."""
        return self._formats[name]

    def sheet(self, kind: str, name: str, widths: tuple[float, ...]) -> Worksheet:
        """A new protected sheet whose hidden first row says what it is; only input cells are open."""
        sheet = self.workbook.add_worksheet(name, FittedSheet)
        self._widths[sheet], self._heights[sheet] = widths, {}
        sheet.write_string(0, 0, MARKER + kind)
        sheet.set_row(0, None, None, {"hidden": True})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.format("plain"))
        sheet.protect("", _PROTECTION)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: object, name: str) -> None:
        """Write one value as what it is: text never becomes a formula, a number stays exact."""
        form = self.format(name)
        self._make_room(sheet, row, column, "" if value is None else str(value), name)
        if value is None or value == "":
            sheet.write_blank(row, column, None, form)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), form)
        elif isinstance(value, int | Fraction) and exact(float(value)) == value:
            sheet.write_number(row, column, float(value), form)
        else:
            sheet.write_string(
                row, column, written(value) if isinstance(value, Fraction) else str(value), form
            )

    def has(self, kind: str) -> bool:
        """Whether the workbook has sheets about the practices: descriptors, and in an audit evidence."""
        guided = any(practice.guide for practice in self.model.practices)
        return guided and (kind == DESCRIPTORS or (kind == EVIDENCE and self.track.certifies))

    def link_to(
        self, sheet: Worksheet, row: int, column: int, text: str, kind: str, practice: Practice
    ) -> None:
        """Write a text that leads to the row of a practice on the sheet of a kind."""
        name, target = self.say(f"sheet.{kind}"), self._rows[practice.id] + 1
        self._make_room(sheet, row, column, text, "link")
        sheet.write_url(row, column, f"internal:'{name}'!B{target}", self.format("link"), text, name)

    def fit(self) -> None:
        """Give every row the height that its texts need. Call it once all is written."""
        for sheet, heights in self._heights.items():
            for row, points in heights.items():
                sheet.set_row(row, points)

    def at_least(self, sheet: Worksheet, row: int, points: float) -> None:
        """Keep a row at least so high."""
        heights = self._heights[sheet]
        heights[row] = max(heights.get(row, 0.0), points)

    def _make_room(self, sheet: Worksheet, row: int, column: int, text: str, name: str) -> None:
        style = {**_BASE, **_FORMATS[name]}
        wide, bold, wraps = self._widths[sheet][column], bool(style.get("bold")), bool(style.get("text_wrap"))
        self.at_least(sheet, row, height(text, wide, style["font_size"], bold=bold, wraps=wraps))
