"""How the workbook's sheets are laid out: what stands where, how high rows are, where links lead."""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assessor.answers.files import read_answers
from assessor.answers.fitting import HIGHEST, height, lines
from assessor.answers.layout import components, merged
from assessor.answers.sheet import AnswerSheet, Assessor
from assessor.answers.wording import phrase
from assessor.answers.workbook import write_template
from criteria.answers import Answer, SiteRating
from criteria.guide import Guide
from criteria.model import Practice
from criteria.registry import load
from criteria.text import LANGUAGES
from tests.assessor.answers.answer_sheets import DEFINITION, MODEL, PROMISE, SATISFACTION, as_json, document
from tests.assessor.answers.opened_workbooks import NS, Opened, opened

PACKS = Path(__file__).parents[2] / "data" / "packs"
PROCESS = ["approach", "deployment", "learning", "integration", "evidence"]
RESULTS = ["level", "trend", "comparison", "integration", "scope", "periods", "comparator", "evidence"]
LONG = "A remark that goes on and on, " * 30 + "to its very end."


def columns(book: Opened, name: str) -> list[object]:
    return next(row for row in book.cells[name] if row[0] == "practice")


def test_each_kind_is_rated_from_left_to_right_in_its_own_order() -> None:
    whole = [component.id for component in components(MODEL, "verified")]
    for kind, order in (("process", PROCESS), ("results", RESULTS)):
        own = [component.id for component in MODEL.tracks["verified"].ratings[kind].components]
        assert [name for name in whole if name in own] == own == order


def test_orders_that_contradict_each_other_still_give_every_name_once() -> None:
    assert sorted(merged(["abc", "cba", "xay"])) == sorted("abcxy")


def test_only_the_title_stays_in_view_and_the_ids_are_hidden(tmp_path: Path) -> None:
    book = opened(tmp_path, "verified", assessors=1)
    for name, rows in (("Answers", 3), ("Assessor 1", 6)):
        pane = book.tree(name).find(".//m:pane", NS)
        assert pane is not None
        assert (pane.get("xSplit"), pane.get("ySplit")) == ("2", str(rows))
        first, second = book.tree(name).findall(".//m:col", NS)[:2]
        assert (first.get("hidden"), second.get("hidden")) == ("1", None)
        assert columns(book, name)[1:3] == [".title", ".question"]


def test_the_comment_stands_near_the_question(tmp_path: Path) -> None:
    assert columns(opened(tmp_path), "Answers") == [
        "practice", ".title", ".question", "answer", ".label", "comment", "not_applicable", "reason",
        ".state", ".id",
    ]  # fmt: skip
    assert columns(opened(tmp_path, "verified"), "Answers")[:6] == [
        "practice", ".title", ".question", ".evidence", "comment", "approach",
    ]  # fmt: skip


def test_there_are_six_rows_for_sites_and_more_where_more_are_listed(tmp_path: Path) -> None:
    def rows(book: Opened) -> int:
        return sum(row[0] == "@site" for row in book.cells["Assessment"])

    assert rows(opened(tmp_path)) == 6
    entry = document()
    entry["organisation"]["sites"] = [{"name": f"Site {n}"} for n in range(9)]
    assert rows(opened(tmp_path, answers=sheet_of(tmp_path, entry))) == 11


def sheet_of(tmp_path: Path, entry: dict[str, object]) -> AnswerSheet:
    (tmp_path / "a.json").write_bytes(as_json(entry))
    return read_answers(tmp_path / "a.json")


def test_the_label_of_the_chosen_level_stands_beside_it(tmp_path: Path) -> None:
    book = opened(tmp_path, language="zh-Hans", answers=sheet_of(tmp_path, document()))
    label, cell = book.at("作答", PROMISE, ".label"), book.at("作答", PROMISE, "answer")
    shown = {c.get("r"): c for c in book.tree("作答").iterfind(".//m:c", NS)}[label]
    formula = f'IF(ISNUMBER({cell}),IFERROR(VLOOKUP({cell},answer_labels_1,2,FALSE),""),"")'
    assert shown.findtext("m:f", None, NS) == formula
    option = next(
        o for o in MODEL.tracks["declared"].ratings["process"].components[0].options if o.value == 3
    )
    assert shown.findtext("m:v", None, NS) == option.label.in_language("zh-Hans")
    names = ElementTree.fromstring(book.parts["xl/workbook.xml"]).iterfind(".//m:definedName", NS)
    span = next(str(name.text) for name in names if name.get("name") == "answer_labels_1")
    (top, left), (bottom, right) = (place(corner) for corner in re.sub(r".*!|\$", "", span).split(":"))
    listed = [row[left : right + 1] for row in book.cells["_assessor"][top - 1 : bottom]]
    assert [value for value, _ in listed] == [0, 1, 2, 3, 4, 5]
    assert [3, "规范"] in listed


def audited(ratings: Mapping[str, tuple[Fraction, ...]]) -> tuple[Assessor, ...]:
    """A team whose members rated the promise: the values of each component, one for each of them."""
    team = []
    for n in range(3):
        values = {name: Fraction(40) for name in PROCESS} | {"evidence": Fraction(3)}
        team.append(
            Assessor(
                f"Assessor {n}",
                "member" if n else "lead",
                {PROMISE: Answer(values | {name: own[n] for name, own in ratings.items()})},
            )
        )
    return tuple(team)


def test_the_originals_lowest_and_highest_stand_beside_the_consensus(tmp_path: Path) -> None:
    team = audited({"approach": (Fraction(50), Fraction(75), Fraction(60))})
    sheet = replace(sheet_of(tmp_path, document("verified")), assessors=team)
    book = opened(tmp_path, "verified", answers=sheet)
    shown = {c.get("r"): c for c in book.tree("Answers").iterfind(".//m:c", NS)}
    approach = book.at("Assessor 1", PROMISE, "approach")
    cells = ",".join(f"'Assessor {n}'!{approach}" for n in (1, 2, 3))
    for column, function, value in ((".lowest0", "MIN", "50"), (".highest0", "MAX", "75")):
        cell = shown[book.at("Answers", PROMISE, column)]
        assert cell.findtext("m:f", None, NS) == (
            f'IF(AND(COUNT({cells})>0,COUNT({cells})=COUNTA({cells})),{function}({cells}),"")'
        )
        assert cell.findtext("m:v", None, NS) == value
        level = re.sub(r"\d", "", book.at("Assessor 1", SATISFACTION, "level"))
        results = shown[book.at("Answers", SATISFACTION, column)].findtext("m:f", "", NS)
        assert f"'Assessor 3'!{level}{book.row_of('Assessor 3', SATISFACTION)}" in results
    rules = [str(rule.text) for rule in book.tree("Answers").iterfind(".//m:cfRule/m:formula", NS)]
    low, high = (re.sub(r"\d", "", book.at("Answers", PROMISE, c)) for c in (".lowest0", ".highest0"))
    assert f"IF(ISNUMBER(${low}4),${high}4-${low}4>=20)" in rules


def test_originals_by_site_have_no_single_lowest(tmp_path: Path) -> None:
    first, *others = audited({})
    answer = first.answers[PROMISE]
    assert isinstance(answer, Answer)
    by_site = replace(answer, sites={"deployment": (SiteRating("North", Fraction(1), Fraction(40)),)})
    sheet = replace(
        sheet_of(tmp_path, document("verified")),
        assessors=(replace(first, answers={PROMISE: by_site}), *others),
    )
    book = opened(tmp_path, "verified", answers=sheet)
    shown = {c.get("r"): c.findtext("m:v", None, NS) for c in book.tree("Answers").iterfind(".//m:c", NS)}
    assert shown[book.at("Answers", PROMISE, ".lowest0")] == "40"
    assert not shown[book.at("Answers", PROMISE, ".lowest1")]


def test_without_assessors_nothing_is_compared(tmp_path: Path) -> None:
    found = columns(opened(tmp_path, "verified"), "Answers")
    assert not [column for column in found if str(column).startswith((".lowest", ".highest"))]


def links(book: Opened, name: str) -> dict[str, str]:
    """Where each linked cell of a sheet leads."""
    return {
        str(link.get("ref")): str(link.get("location"))
        for link in book.tree(name).iterfind(".//m:hyperlink", NS)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_from_each_practice_to_its_descriptors_and_evidence_and_back(
    tmp_path: Path, language: str
) -> None:
    book = opened(tmp_path, "verified", language=language, assessors=1)
    answers, own, descriptors, evidence = (
        phrase(f"sheet.{name}", language) for name in ("answers", "assessor", "descriptors", "evidence")
    )
    practices = [practice for practice in MODEL.practices if practice.guide]
    for name in (answers, f"{own} 1"):
        found = links(book, name)
        for practice in practices:
            title, prompts = book.at(name, practice.id, ".title"), book.at(name, practice.id, ".evidence")
            assert practice_at(book, found[title], 0) == (descriptors, title_of(practice, language))
            assert practice_at(book, found[prompts], 0) == (evidence, title_of(practice, language))
    for name in (descriptors, evidence):
        back = [
            practice_at(book, location, 1) for ref, location in links(book, name).items() if ref[0] == "A"
        ]
        assert back == [(answers, title_of(practice, language)) for practice in MODEL.practices]
    relations = [part for part in book.parts if part.startswith("xl/worksheets/_rels")]
    assert not [part for part in relations if b"External" in book.parts[part]]


def practice_at(book: Opened, location: str, column: int) -> tuple[str, object]:
    """The sheet that a link leads to, and the title in the row that it leads to."""
    sheet, cell = re.fullmatch(r"'?([^'!]+)'?!B(\d+)", location).groups()  # type: ignore[union-attr]
    return sheet, book.cells[sheet][int(cell) - 1][column]


def title_of(practice: Practice, language: str) -> str:
    return practice.title.in_language(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_guides_are_shown_in_full(tmp_path: Path, language: str) -> None:
    book = opened(tmp_path, "verified", language=language)
    practice = MODEL.by_id[SATISFACTION]
    assert isinstance(practice, Practice)
    guide = practice.guide
    assert isinstance(guide, Guide)
    rows = {
        name: next(
            r for r in book.cells[phrase(f"sheet.{name}", language)] if r[0] == title_of(practice, language)
        )
        for name in ("descriptors", "evidence")
    }
    assert rows["descriptors"][1:6] == [guide.descriptors[n].in_language(language) for n in range(1, 6)]
    assert guide.guidance.in_language(language) in str(rows["descriptors"][6])
    assert guide.measure is not None
    measure = str(rows["descriptors"][7])
    assert all(
        text.in_language(language) in measure for text in (guide.measure.definition, *guide.measure.required)
    )
    prompts = guide.evidence
    documents, records, interviews, observation, customer_side = map(str, rows["evidence"][1:6])
    assert all(f"• {text.in_language(language)}" in documents for text in prompts.documents)
    assert all(f"• {text.in_language(language)}" in records for text in prompts.records)
    assert all(
        text.in_language(language) in interviews
        for i in prompts.interviews
        for text in (i.whom, *i.questions)
    )
    assert observation == prompts.observation.in_language(language)
    assert customer_side == (prompts.customer_side.in_language(language) if prompts.customer_side else "")


def test_a_self_assessment_has_descriptors_but_no_evidence_prompts(tmp_path: Path) -> None:
    book = opened(tmp_path)
    assert ("Descriptors" in book.names, "Evidence" in book.names) == (True, False)


@pytest.mark.parametrize("reference", ["assurance@1.0", "ladder@2.1", "twolayer@1.0"])
def test_a_model_without_guides_has_no_sheets_for_them(tmp_path: Path, reference: str) -> None:
    model = load(reference, [PACKS])
    for track in model.tracks:
        write_template(model, track, tmp_path / "a.xlsx", assessors=2 if model.tracks[track].certifies else 0)
        book = Opened(tmp_path / "a.xlsx")
        assert not {"Descriptors", "Evidence"} & set(book.names)
        assert not links(book, "Answers")
        titles = [row[1] for row in book.cells["Answers"] if row[0] in model.by_id]
        assert titles == [str(practice.title) for practice in model.practices]


def room(book: Opened, name: str) -> tuple[dict[int, float], list[float]]:
    """The heights of a sheet's rows, and the widths of its columns."""
    rows = {int(str(r.get("r"))): float(r.get("ht", "15")) for r in book.tree(name).iterfind(".//m:row", NS)}
    widths: list[float] = []
    for column in book.tree(name).iterfind(".//m:col", NS):
        count = int(str(column.get("max"))) - int(str(column.get("min"))) + 1
        widths += [float(str(column.get("width")))] * count
    return rows, widths


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_no_text_is_higher_than_its_row(tmp_path: Path, language: str) -> None:
    """Counted roughly, apart from what is tested: a letter fills a digit's width, Chinese takes two."""
    entry = document("verified")
    entry["practices"][DEFINITION]["comment"] = LONG
    book = opened(tmp_path, "verified", language=language, answers=sheet_of(tmp_path, entry), assessors=2)
    seen = 0
    for name in book.names[: book.names.index("_assessor")]:
        rows, widths = room(book, name)
        for (n, column), cell in wrapped_cells(book, name).items():
            if not widths[column]:  # a hidden one
                continue
            needed = sum(max(1, -(-digits(line) // int(widths[column]))) for line in cell.split("\n"))
            leading = 14.5 if re.search("[\u2e80-\uffff]", cell) else 12.5
            assert rows[n] >= min(needed * leading, HIGHEST), (name, n, column)
            seen += needed > 3
    assert seen > 300


def digits(text: str) -> int:
    """Without its spaces: one that ends a line takes no room."""
    return sum(2 if character > "\u2e7f" else 1 for character in text.replace(" ", ""))


def wrapped_cells(book: Opened, name: str) -> dict[tuple[int, int], str]:
    """The texts in visible rows of a sheet whose format wraps them."""
    formats = ElementTree.fromstring(book.parts["xl/styles.xml"]).findall("m:cellXfs/m:xf", NS)
    wrapping = {
        str(n) for n, own in enumerate(formats) if own.find("m:alignment[@wrapText='1']", NS) is not None
    }
    found = {}
    for row in book.tree(name).iterfind(".//m:row", NS):
        texts = row.iterfind("m:c[@t]", NS) if row.get("hidden") is None else ()
        for cell in texts:
            n, column = place(str(cell.get("r")))
            if cell.get("s") in wrapping and cell.get("t") in ("s", "str"):
                found[n, column] = str(book.cells[name][n - 1][column])
    return found


def place(cell: str) -> tuple[int, int]:
    letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(number), column - 1


def test_rows_still_grow_when_somebody_types(tmp_path: Path) -> None:
    """A row whose height is marked as its author's own would cut a comment that is typed later."""
    book = opened(tmp_path, "verified")
    for name in book.names:
        rows = list(book.tree(name).iterfind(".//m:row", NS))
        assert rows
        assert not [row for row in rows if row.get("customHeight")]


def test_every_guide_fits_the_highest_row(tmp_path: Path) -> None:
    for language in LANGUAGES:
        book = opened(tmp_path, "verified", language=language)
        for name in ("descriptors", "evidence"):
            rows, _ = room(book, phrase(f"sheet.{name}", language))
            assert max(rows.values()) < HIGHEST


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, 1),
        ("aaaa bbbb", 4, 2),
        ("aaaa bbbb", 9, 1),
        ("aaaaaaaaaa", 4, 3),
        ("aa bbbbbbbb cc", 4, 4),
        ("客户满意", 8, 1),
        ("客户满意", 7, 2),
        ("one\ntwo\n", 10, 3),
    ],
)
def test_lines_are_counted_as_a_cell_breaks_them(text: str, width: float, expected: int) -> None:
    assert lines(text, width) == expected


def test_larger_and_bolder_text_needs_more_room() -> None:
    plain = height("a few words " * 10, 30)
    assert height("a few words " * 10, 30, bold=True) >= plain
    assert height("a few words " * 10, 30, 16) > plain > height("a few words " * 10, 30, wraps=False)
    assert height("word " * 5000, 20) == HIGHEST
