"""Whatever a file holds, it is read or it is refused; it never breaks what reads it."""

import io
import os
import struct
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.answers.files import read_answers
from assessor.answers.workbook import write_template
from criteria.faults import AnswersInvalid
from tests.assessor.answers.answer_sheets import MODEL, PROMISE, as_csv, as_json, as_yaml, document

SECONDS = 8
ANSWERS_PART = "xl/worksheets/sheet3.xml"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound workbook with answers."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "a.json").write_bytes(as_json(document()))
    write_template(MODEL, "declared", folder / "a.xlsx", answers=read_answers(folder / "a.json"))
    return (folder / "a.xlsx").read_bytes()


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    started = time.monotonic()
    with pytest.raises(AnswersInvalid) as refused:
        read_answers(path)
    assert time.monotonic() - started < SECONDS
    assert refused.value.faults
    assert all(fault.where.startswith(path.name) for fault in refused.value.faults)
    return str(refused.value)


def assert_read_or_refused(path: Path) -> None:
    """Any other exception fails the test by itself."""
    try:
        faults = None
        read_answers(path)
    except AnswersInvalid as refused:
        faults = refused.faults
    assert faults is None or len(faults) > 0


def parts_of(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


LAUGHS = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a, *a, *a]\n" for n in range(9))
TEXTS: list[tuple[str, bytes, str]] = [
    (".yaml", b"", "an empty file"),
    (".csv", b" \r\n", "an empty file"),
    (".json", b"\xef\xbb\xbf", "found"),
    (".yaml", b"\xff\xfea\x00", "not UTF-8"),
    (".csv", "practice,answer\n客户,3\n".encode("gb18030"), "in Excel: save as 'CSV UTF-8'"),
    (".yaml", b"answers: 1\n\x00", "a.yaml:2: found a NUL byte"),
    (".csv", b"practice,answer\nx,\x003\n", "a.csv:2: found a NUL byte"),
    (".json", b'{"a": "\x00"}', "a NUL byte"),
    (".yaml", b"just a sentence", "allowed: keys and values"),
    (".yaml", b"[1, 2]", "allowed: keys and values"),
    (".json", b"[]", "allowed: keys and values"),
    (".json", b"null", "allowed: keys and values"),
    (".yaml", b"--- \na: 1\n--- \nb: 2\n", "a.yaml:3: found a second document; allowed: one document"),
    (".yaml", b"a: 1\nb: [1, 2", "allowed: valid YAML"),
    (".yaml", b"!!python/object/apply:os.system ['true']", "no anchors, aliases or tags"),
    (".yaml", LAUGHS.encode(), "no anchors"),
    (".yaml", b'a: "\\U99999999"', "found"),
    (".yaml", b"a: " + b"[" * 1_000_000, "deeper nesting"),
    (".yaml", b"a: " + b"x" * 2_000_000, "at most 2000000"),
    (".json", b"[" * 200_000, "deeper nesting"),
    (".json", b'{"a":' * 400 + b"1" + b"}" * 400, "deeper nesting"),
    (".json", b'{"answers": NaN}', "found NaN; allowed: a number"),
    (".json", b'{"answers": -Infinity}', "found -Infinity; allowed: a number"),
    (".json", b'{"answers": 1e9999}', "answers: found"),
    (".json", b'{"answers": ' + b"9" * 100_000 + b"}", "answers: found"),
    (".json", b'{"answers": 1,}', "a.json:1: found"),
    (
        ".json",
        b'{"assessors": [1, {"practices": 3}], "findings": {}, "decision": []}',
        "assessors[0]: found 1",
    ),
    (".csv", b"practice,answer\n" + b"x,1\n" * 6000, "at most 5000 rows"),
    (".csv", b"practice" + b",a" * 100_000, "256 columns"),
    (".csv", b'practice,answer\nx,"' + b"y" * 200_000, "allowed: valid CSV"),
    (".csv", b"PK\x03\x04rest", "an archive or a workbook"),
    (".xlsx", b"practice,answer\n", "a file that is no workbook"),
    (".xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a workbook with a password, or an old .xls"),
    (".xlsx", b"PK\x03\x04", "a broken archive"),
    (".xlsx", packed({"readme.txt": b"hello"}), "an archive that is no workbook"),
    (".json", b"x" * 10_000_001, "more than 10000000 bytes"),
]


@pytest.mark.parametrize(("suffix", "data", "expected"), TEXTS)
def test_hostile_files_are_refused(tmp_path: Path, suffix: str, data: bytes, expected: str) -> None:
    assert expected in refusal(tmp_path / f"a{suffix}", data)


def test_an_answer_of_huge_exponent_is_refused(tmp_path: Path) -> None:
    for suffix, write in ((".json", as_json), (".yaml", as_yaml)):
        data = write(document()).replace(b"customer-promise: 3", b"customer-promise: 1e9999")
        data = data.replace(b'customer-promise": 3', b'customer-promise": 1e9999')
        assert "found 1E+9999; allowed: one of 0, 1" in refusal(tmp_path / f"a{suffix}", data)


def test_places_that_are_no_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "answers.docx").write_bytes(b"x")
    expected = {
        "folder.yaml": "folder.yaml: found a directory; allowed: a file",
        "pipe.csv": "pipe.csv: found no ordinary file; allowed: a file",
        "answers.docx": "answers.docx: found '.docx'; allowed: a file that ends in "
        ".yaml, .yml, .json, .csv, .xlsx",
        "missing.json": "missing.json: found No such file or directory; allowed: a readable file",
        "nul\0.json": "nul\0.json: found no path; allowed: a readable file",
    }
    for name, message in expected.items():
        with pytest.raises(AnswersInvalid) as refused:
            read_answers(tmp_path / name)
        assert str(refused.value) == message


def cell(reference: str) -> Callable[[dict[str, bytes]], object]:
    """Put a value into a cell beyond the sheet."""
    number = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    row = f'<row r="{number}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return replacing(ANSWERS_PART, b"</sheetData>", row)


def replacing(part: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], object]:
    """Change the first of something in a part."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return change


DOCTYPE = b'?>\n<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
PARTS: list[tuple[Callable[[dict[str, bytes]], object], str]] = [
    (cell("XFD1048576"), "at most 300000 cells in 5000 rows and 256 columns"),
    (cell("A1048576"), "one in row 1048576, column 1"),
    (cell("XFD500"), "one in row 500, column 16384"),
    (replacing(ANSWERS_PART, b'<c r="A1"', b'<c r="!1"'), "the cell '!1'"),
    (replacing(ANSWERS_PART, b'<row r="1"', b'<row r="-1"'), "the row '-1'"),
    (replacing(ANSWERS_PART, b"?>", DOCTYPE), "sheet3.xml with a document type"),
    (replacing("xl/workbook.xml", b"?>", DOCTYPE), "workbook.xml with a document type"),
    (replacing("xl/sharedStrings.xml", b"</sst>", b""), ": broken XML; allowed: a workbook (.xlsx)"),
    (lambda parts: parts.update({ANSWERS_PART: parts[ANSWERS_PART].decode().encode("utf-16")}), "UTF-8"),
    (lambda parts: parts.pop("xl/worksheets/sheet3.xml"), "broken workbook"),
    (lambda parts: parts.pop("xl/workbook.xml"), "an archive that is no workbook"),
    (lambda parts: parts.update({f"x/{n}": b"" for n in range(2001)}), "at most 2000"),
    (
        lambda parts: parts.update({"xl/media/zeros.bin": bytes(3_000_000)}),
        "at most 200 times its packed size",
    ),
    (lambda parts: parts.update({"XL/WORKBOOK.XML": b"<x/>"}), "an entry twice"),
    (
        replacing("xl/workbook.xml", b"</sheets>", b'<sheet name="x" sheetId="9" r:id="rId3"/></sheets>'),
        "one of the",
    ),
]


@pytest.mark.parametrize(("change", "expected"), PARTS)
def test_hostile_workbooks_are_refused(
    tmp_path: Path, filled: bytes, change: Callable[[dict[str, bytes]], object], expected: str
) -> None:
    parts = parts_of(filled)
    change(parts)
    assert expected in refusal(tmp_path / "a.xlsx", packed(parts))


def test_a_cell_of_400_mb_is_refused_unread(tmp_path: Path, filled: bytes) -> None:
    parts = parts_of(filled)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != "xl/sharedStrings.xml":
                archive.writestr(name, content)
        with archive.open("xl/sharedStrings.xml", "w") as strings:
            strings.write(b"<sst><si><t>")
            for _ in range(400):
                strings.write(b"x" * 1_000_000)
            strings.write(b"</t></si></sst>")
    assert len(buffer.getvalue()) < 1_000_000
    assert "bytes when unpacked; allowed: at most 100000000" in refusal(
        tmp_path / "a.xlsx", buffer.getvalue()
    )


def test_encrypted_and_oddly_packed_entries_are_refused(tmp_path: Path, filled: bytes) -> None:
    first = filled.index(b"PK\x01\x02")  # the directory: flags at 8, method at 10
    encrypted = bytearray(filled)
    struct.pack_into("<H", encrypted, first + 8, 1)
    assert "an encrypted entry" in refusal(tmp_path / "a.xlsx", bytes(encrypted))
    odd = bytearray(filled)
    struct.pack_into("<H", odd, first + 10, 14)
    assert "an unusual compression" in refusal(tmp_path / "a.xlsx", bytes(odd))


@pytest.mark.parametrize("kept", [100, 5_000, -400, -5])
def test_a_truncated_workbook_is_refused(tmp_path: Path, filled: bytes, kept: int) -> None:
    assert "a.xlsx: found a broken archive" in refusal(tmp_path / "a.xlsx", filled[:kept])


def test_macros_and_links_to_other_files_are_not_even_unpacked(tmp_path: Path, filled: bytes) -> None:
    parts = parts_of(filled)
    parts["xl/vbaProject.bin"] = b"not unpacked"
    parts["xl/externalLinks/externalLink1.xml"] = b"<not well-formed"
    (tmp_path / "a.xlsx").write_bytes(packed(parts))
    assert len(read_answers(tmp_path / "a.xlsx").answers) == 2


def test_an_unknown_encoding_is_not_looked_up(tmp_path: Path, filled: bytes) -> None:
    parts = parts_of(filled)
    replacing(ANSWERS_PART, b'encoding="UTF-8"', b'encoding="inlineStr"')(parts)
    (tmp_path / "a.xlsx").write_bytes(packed(parts))
    assert len(read_answers(tmp_path / "a.xlsx").answers) == 2


SOUND = {
    ".yaml": as_yaml(document("verified")),
    ".json": as_json(document("verified")),
    ".csv": f'@model,cmc\n@track,declared\npractice,answer,comment\n{PROMISE},3,"a\nb"\n'.encode(),
}
damage = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(
            [b"", b'"', b"'", b"{", b"]", b":", b"\n", b"\t", b"&a ", b"*a", b"\\ud800", b"e999", b"\xff"]
        ),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(suffix=st.sampled_from(sorted(SOUND)), damages=damage)
def test_a_damaged_text_is_read_or_refused(
    suffix: str, damages: list[tuple[float, bytes, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = SOUND[suffix]
    for place, inserted, removed in damages:
        at = int(place * len(data))
        data = data[:at] + inserted + data[at + removed :]
    path = tmp_path_factory.getbasetemp() / f"damaged{suffix}"
    path.write_bytes(data)
    assert_read_or_refused(path)


@settings(max_examples=60, deadline=None)
@given(
    part=st.sampled_from(
        ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", ANSWERS_PART, "xl/sharedStrings.xml"]
    ),
    place=st.floats(0, 1, exclude_max=True),
    text=st.sampled_from(
        [b"", b"-1", b"99999999999999999999", b"1e999", b"s", b"e", b"str", b"inlineStr", b"../x"]
    ),
)
def test_a_workbook_with_a_damaged_value_is_read_or_refused(
    filled: bytes, part: str, place: float, text: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The value of some attribute is another: what is well-formed goes through to the reader."""
    parts = parts_of(filled)
    quoted = parts[part].split(b'"')
    quoted[1 + 2 * int(place * (len(quoted) // 2))] = text
    parts[part] = b'"'.join(quoted)
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(packed(parts))
    assert_read_or_refused(path)


def test_the_sound_files_of_these_tests_say_something(tmp_path: Path) -> None:
    sheet_of = {suffix: tmp_path / f"a{suffix}" for suffix in (".yaml", ".json")}
    for suffix, path in sheet_of.items():
        path.write_bytes(SOUND[suffix])
        assert read_answers(path).answers
    sheet = read_answers(sheet_of[".json"])
    (tmp_path / "a.csv").write_bytes(as_csv(sheet))
    assert read_answers(tmp_path / "a.csv").answers == sheet.answers
