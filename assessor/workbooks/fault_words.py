"""Faults of files in the language of the page; what is quoted from a file stays as it is."""

import re
from collections.abc import Sequence

from assessor.languages import message, wording
from assessor.speech import current_language

Rule = tuple[re.Pattern[str], str]


def _rule(pattern: str, text: str) -> Rule:
    return re.compile(pattern, re.DOTALL), text


_FOUND: Sequence[Rule] = (
    _rule("nothing", message("nothing")),
    _rule("a formula", message("a formula")),
    _rule("an answer", message("an answer")),
    _rule("an approval", message("an approval")),
    _rule("an empty file", message("an empty file")),
    _rule("an unknown component", message("a column that is not asked here")),
    _rule("N/A without a reason", message("“Not applicable” without a reason")),
    _rule("a value beside N/A", message("a value beside “not applicable”")),
    _rule("a reason without 'not applicable'", message("a reason without “not applicable”")),
    _rule("a file of another assessment", message("a file of another assessment")),
    _rule("a file of no assessment", message("a file that was not taken from an assessment")),
    _rule("a file for somebody else", message("a file for somebody else")),
    _rule("links to other files", message("links to other files")),
    _rule("connections to other data", message("connections to other data")),
    _rule("macros", message("macros")),
    _rule("embedded objects", message("embedded objects")),
    _rule(
        "a workbook with a password, or an old .xls", message("a workbook with a password, or an old .xls")
    ),
    _rule("a file that is no workbook", message("a file that is no workbook")),
    _rule("a broken archive", message("a damaged file")),
    _rule(r"a second row \(the first: (?P<place>.+)\)", message("a second row; the first: %(place)s")),
    _rule(r"(?P<number>\d+) characters", message("%(number)s characters")),
    _rule(r"(?P<size>\d+) bytes when unpacked", message("%(size)s bytes when unpacked")),
    _rule(r"(?P<part>\S+) unpacking to (?P<size>\d+) bytes", message("%(part)s, %(size)s bytes unpacked")),
    _rule(
        r"bytes that are not UTF-8 at byte (?P<n>\d+), perhaps (?P<other>.+)",
        message("text that is not UTF-8 (byte %(n)s), perhaps %(other)s"),
    ),
    _rule(r"bytes that are not UTF-8 at byte (?P<n>\d+)", message("text that is not UTF-8 (byte %(n)s)")),
    _rule(r"made from another (?P<model>.+)", message("made from another %(model)s")),
    _rule(r"(?P<rows>\d+) rows and (?P<columns>\d+) columns", message("%(rows)s rows, %(columns)s columns")),
    _rule(
        r"\S+: (?P<cells>\d+) cells, one in row (?P<row>\d+), column (?P<column>\d+)",
        message("%(cells)s cells, one in row %(row)s, column %(column)s"),
    ),
    _rule(r"no sheet (?P<sheet>.+)", message("no sheet %(sheet)s")),
    _rule("no heading row", message("no heading row")),
    _rule("no row of column ids", message("no row of column ids")),
)
_ALLOWED: Sequence[Rule] = (
    _rule(r"one of (?P<values>.+), perhaps (?P<near>.+)", message("one of %(values)s; perhaps %(near)s")),
    _rule("one of (?P<values>.+)", message("one of %(values)s")),
    _rule(
        r"(?P<low>\S+) to (?P<high>\S+) in steps of (?P<step>\S+)",
        message("%(low)s to %(high)s in steps of %(step)s"),
    ),
    _rule(r"(?P<low>\S+) to (?P<high>\S+)", message("%(low)s to %(high)s")),
    _rule("a reason", message("a reason")),
    _rule("either a value or N/A", message("either a value or “not applicable”")),
    _rule("a reason only with N/A", message("a reason only with “not applicable”")),
    _rule("a value or a text", message("a value or a text")),
    _rule("true or false", message("yes, or empty")),
    _rule("printable text", message("printable text")),
    _rule("one row each", message("one row each")),
    _rule("answers only", message("answers only")),
    _rule("none in this track", message("none")),
    _rule("one taken from this assessment", message("a file taken from this assessment")),
    _rule("a file taken from this assessment", message("a file taken from this assessment")),
    _rule("one's own", message("your own")),
    _rule("the version as it was exported", message("the version as it was when the file was taken")),
    _rule("the file as it was taken away, filled in", message("the file as it was taken, filled in")),
    _rule("the (workbook|sheet) as it was (taken away|made)", message("the file as it was taken, filled in")),
    _rule(r"answers to what is asked of this person: (?P<what>.+)", message("only what is asked: %(what)s")),
    _rule(r"a file that ends in (?P<kinds>.+)", message("a file that ends in %(kinds)s")),
    _rule(r"a workbook \(.xlsx\)", message("a workbook (.xlsx)")),
    _rule("an .xlsx without a password", message("an .xlsx without a password")),
    _rule(r"UTF-8 \(in Excel: save as 'CSV UTF-8'\)", message("UTF-8; in Excel, save as “CSV UTF-8”")),
    _rule(r"at most (?P<rows>\d+) rows and (?P<columns>\d+) columns", message("at most %(rows)s rows")),
    _rule(
        r"at most (?P<cells>\d+) cells in (?P<rows>\d+) rows and (?P<columns>\d+) columns",
        message("at most %(cells)s cells in %(rows)s rows"),
    ),
    _rule(r"at most (?P<number>\d+) times its packed size", message("at most %(number)s times as packed")),
    _rule(r"at most (?P<number>\d+)( bytes)?", message("at most %(number)s")),
    _rule(r"a practice of (?P<model>\S+), perhaps (?P<near>.+)", message("a practice; perhaps %(near)s")),
    _rule(r"a practice of (?P<model>\S+)", message("a practice of %(model)s")),
)


def found_in_words(found: str) -> str:
    """What was found, in the language of the request."""
    return _said(found, _FOUND)


def allowed_in_words(allowed: str) -> str:
    """What is allowed, in the language of the request."""
    return _said(allowed, _ALLOWED)


def _said(text: str, rules: Sequence[Rule]) -> str:
    for pattern, said in rules:
        match = pattern.fullmatch(text)
        if match:
            return wording(current_language())(said, **match.groupdict())
    return text
