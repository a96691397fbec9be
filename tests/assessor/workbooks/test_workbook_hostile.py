"""Files made to do harm: each is refused with a reason, and none of them changes anything."""

import io
import zipfile

import pytest

from assessor.access import Role, User
from assessor.workbooks.reading import Asked, Filled, Upload, read_file
from assessor.workbooks.sheets import sheets_for
from assessor.workbooks.writing import Copy, csv_file, workbook
from tests.assessor.answers.opened_workbooks import Opened
from tests.assessor.workbooks.drafts import FIRST, MODEL, SECOND, as_csv, changed_rows, rows_of, unsaved


@pytest.fixture
def asked() -> Asked:
    assessment = unsaved()
    user = User("S", assessment.tenant_id, Role.OWNER)
    return Asked(assessment, MODEL, sheets_for(user, assessment, MODEL))


@pytest.fixture
def copy(asked: Asked) -> Copy:
    return Copy(asked.assessment, MODEL, asked.sheets[0], {}, "en", "T", "all")


def said(filled: Filled) -> str:
    return "\n".join(map(str, filled.faults))


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_formulas_and_unwanted_parts_of_workbooks(asked: Asked, copy: Copy, tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(copy))
    book = Opened(path)
    first, second = (book.at("Answers", practice, "answer") for practice in (FIRST, SECOND))
    part = book.part("Answers")
    sheet = book.parts[part].decode()
    for cell, formula in ((first, "<f>1+3</f><v>4</v>"), (second, "<f>[1]Sheet1!A1</f>")):
        assert sheet.count(f'<c r="{cell}"') == 1
        begin = sheet.index(f'<c r="{cell}"')
        end = sheet.index("/>", begin)
        sheet = sheet[:end] + f">{formula}</c>" + sheet[end + 2 :]
    book.parts[part] = sheet.encode()
    found = read_file(Upload("a.xlsx", packed(book.parts)), asked)
    assert f"a.xlsx: Answers!{first}: {FIRST}: found a formula; allowed: a value or a text" in said(found)
    assert f"a.xlsx: Answers!{second}: {SECOND}: found a formula" in said(found)
    assert {FIRST, SECOND}.isdisjoint(offer.practice for offer in found.offers)
    assert len(found.offers) == len(MODEL.practices) - 2
    for name, what in (
        ("xl/externalLinks/externalLink1.xml", "links to other files"),
        ("xl/vbaProject.bin", "macros"),
        ("xl/connections.xml", "connections to other data"),
        ("xl/embeddings/oleObject1.bin", "embedded objects"),
    ):
        found = read_file(Upload("a.xlsx", packed({**book.parts, name: b"<x/>"})), asked)
        assert (found.sheet, found.offers) == (None, ())
        assert f"found {what}" in said(found)


def test_archives_that_unpack_to_too_much(asked: Asked, copy: Copy, tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(copy))
    parts = Opened(path).parts
    bomb = packed({**parts, "xl/sharedStrings.xml": b"<sst>" + b" " * 30_000_000 + b"</sst>"})
    assert len(bomb) < 1_000_000
    found = read_file(Upload("bomb.xlsx", bomb), asked)
    assert "unpacking to" in said(found)
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 300_001))
    many = packed(
        {**parts, "xl/worksheets/sheet2.xml": b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"}
    )
    found = read_file(Upload("many.xlsx", many), asked)
    assert (found.sheet, found.offers) == (None, ())
    assert "at most 300000 cells in 5000 rows" in said(found)


def test_tables_of_a_million_rows_end_at_the_limit(asked: Asked, copy: Copy) -> None:
    data = csv_file(copy) + f"{FIRST},,,,3,,,,\r\n".encode() * 1_000_000
    found = read_file(Upload("a.csv", data), asked)
    assert "more than 10000000 bytes" in said(found)
    data = csv_file(copy) + b"x,\r\n" * 1_000_000
    found = read_file(Upload("a.csv", data), asked)
    assert "allowed: at most 5000 rows" in said(found)


OTHERS = (("gb18030", "perhaps GB18030"), ("utf-16", "perhaps UTF-16"), ("latin-1", "not UTF-8"))


def test_other_encodings_are_named(asked: Asked, copy: Copy) -> None:
    for encoding, told in OTHERS:
        comment = "Café" if encoding == "latin-1" else "已核查，全部属实"
        text = as_csv(changed_rows(csv_file(copy), {(FIRST, "comment"): comment})).decode("utf-8-sig")
        found = read_file(Upload("a.csv", text.encode(encoding, "replace")), asked)
        assert told in said(found)
        assert "UTF-8 (in Excel: save as 'CSV UTF-8')" in said(found)
        found = read_file(Upload("a.csv", text.encode()), asked)  # without a byte order mark it is fine
        assert [offer.content.comment for offer in found.offers if offer.is_changed] == [comment]


def test_what_is_no_questionnaire_is_said_to_be_none(asked: Asked) -> None:
    for name, data, told in (
        ("a.exe", b"MZ", "a file that ends in .xlsx, .csv"),
        ("a.xlsx", b"practice,answer", "a file that is no workbook"),
        ("a.csv", b"PK\x03\x04rest", "an archive or a workbook"),
        ("a.csv", b" \n", "an empty file"),
        ("a.csv", b"practice,answer\n\0,1", "a NUL byte"),
        ("a.csv", b"just a letter", "no assessment"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a workbook with a password"),
    ):
        found = read_file(Upload(name, data), asked)
        assert (found.sheet, found.offers) == (None, ())
        assert told in said(found)


def test_rows_that_were_tampered_with_are_named(asked: Asked, copy: Copy) -> None:
    rows = changed_rows(csv_file(copy), {(FIRST, "version"): "v9:forged", (SECOND, "answer"): "4"})
    rows.append([cell.replace("4", "5") for cell in next(row for row in rows if row[0] == SECOND)])
    rows.append(["no.such.practice", "", "", "", "3", "", "", "", "v0:0123456789abcdef"])
    found = read_file(Upload("a.csv", as_csv(rows)), asked)
    assert f"{FIRST}.version: found 'v9:forged'" in said(found)
    assert f"{SECOND}: found a second row" in said(found)
    assert "found 'no.such.practice'; allowed: a practice of cmc@2026.1" in said(found)
    assert {FIRST, SECOND}.isdisjoint(offer.practice for offer in found.offers)


def test_a_template_of_the_command_line_belongs_to_no_assessment(asked: Asked, tmp_path) -> None:
    from assessor.answers.workbook import write_template

    path = tmp_path / "t.xlsx"
    write_template(MODEL, "declared", path)
    found = read_file(Upload("t.xlsx", path.read_bytes()), asked)
    assert "a file of no assessment" in said(found)


def test_no_cell_of_a_table_is_live(copy: Copy) -> None:
    rows = rows_of(csv_file(copy))
    assert rows[0] == ["'@model", "cmc@2026.1"]
    assert not [cell for row in rows for cell in row if cell and cell[0] in "=+-@"]
