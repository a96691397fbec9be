"""Peers from files: every format gives the same, and whatever is wrong is said with its rows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from benchmarks import Cell
from benchmarks.counts import ABSENT, tenths
from benchmarks.importing import (
    DateSource,
    FileFacts,
    Industry,
    Node,
    PeerMapping,
    PeersRefused,
    Size,
    Source,
    content_digest,
    read_peers,
)
from benchmarks.importing.numbers import tenths_of
from tests.benchmarks.peer_files import (
    HEADING,
    MAPPING,
    ROWS,
    csv_file,
    csv_text,
    parquet_file,
    read,
    workbook,
)

WMS = Path(__file__).parents[3] / "shared/data/wms-manufacturing.csv"
FIRST = ROWS[0]


def refusal(path: Path, **changes: object) -> list[str]:
    with pytest.raises(PeersRefused) as refused:
        read(path, **changes)
    return [str(fault) for fault in refused.value.faults]


def altered(**cells: object) -> tuple[object, ...]:
    """The first row with some cells changed, by the name of their column."""
    return tuple(cells.get(name, cell) for name, cell in zip(HEADING, FIRST, strict=True))


# --- formats ----------------------------------------------------------------------------------------


def test_a_csv_becomes_contributions(tmp_path):
    found = read(csv_file(tmp_path))
    first, second, third = found.contributions
    assert (first.organisation_id, first.assessment_id) == ("F-1", "2026-05-01")
    assert first.cell == Cell("C", "CN", "large")
    assert first.scores == (542, 500)
    assert first.digest == content_digest((542, 500), first.cell, date(2026, 5, 1))
    assert second.cell == Cell("J", "VN", "small")
    assert second.scores == (0, None)
    assert third.cell == Cell("J", "CN-GD", "micro")
    assert third.organisation_id == "=F-3"
    assert found.rows.tolist() == [2, 3, 4]
    assert list(found.contributions.faults(("overall", "service"))) == []


def test_every_format_gives_the_same(tmp_path):
    expected = list(read(csv_file(tmp_path)).contributions)
    assert list(read(workbook(tmp_path)).contributions) == expected
    assert list(read(parquet_file(tmp_path / "peers.parquet")).contributions) == expected


def test_a_folder_of_parquet_is_read_in_the_order_of_its_files(tmp_path):
    parquet_file(tmp_path / "b.parquet", ROWS[2:])
    parquet_file(tmp_path / "a.parquet", ROWS[:2])
    found = read(tmp_path)
    assert [one.organisation_id for one in found.contributions] == ["F-1", "F-2", "=F-3"]
    assert found.rows.tolist() == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encoding_that_is_named(tmp_path, encoding):
    path = tmp_path / "peers.csv"
    path.write_bytes(csv_text([altered(firm="铜壶物流", country="中国")]).encode(encoding))
    named = "utf-8" if encoding == "utf-8-sig" else encoding
    (only,) = read(path, file=FileFacts(encoding=named)).contributions
    assert (only.organisation_id, only.cell.place) == ("铜壶物流", "CN")


def test_another_encoding_than_the_named_one_is_refused(tmp_path):
    path = tmp_path / "peers.csv"
    path.write_bytes(csv_text([FIRST, altered(firm="铜壶")]).encode("gb18030"))
    assert refusal(path) == [
        "peers.csv: found bytes after row 0 that are not utf-8; "
        "allowed: the encoding that the mapping names (file: encoding)"
    ]


def test_semicolons_and_decimal_commas(tmp_path):
    path = tmp_path / "peers.csv"
    path.write_text(csv_text([altered(overall="3,1667")], ";"), newline="")
    facts = FileFacts(delimiter=";", decimal=",")
    (only,) = read(path, file=facts).contributions
    assert only.scores[0] == 542
    path.write_text(csv_text([altered(overall="3.1667")], ";"), newline="")
    assert "with ',' as decimal mark" in refusal(path, file=facts)[0]


def test_native_numbers_of_a_workbook_do_not_mind_the_decimal_mark(tmp_path):
    assert next(iter(read(workbook(tmp_path), file=FileFacts(decimal=",")).contributions)).scores[0] == 542


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path):
    rows = [altered(firm="two\nlines"), [""] * 7, altered(firm="F-4", country="Atlantis")]
    assert refusal(csv_file(tmp_path, rows), organisation=None)[0].startswith(
        "peers.csv, row 4: country: found 'Atlantis'"
    )
    assert refusal(workbook(tmp_path, rows), organisation=None)[0].startswith(
        "peers.xlsx, row 4: country: found 'Atlantis'"
    )


def test_headings_further_down(tmp_path):
    path = tmp_path / "peers.csv"
    path.write_text("A study of ours\n\n" + csv_text(), newline="")
    found = read(path, file=FileFacts(heading_row=3))
    assert found.rows.tolist() == [4, 5, 6]
    assert refusal(path, file=FileFacts(heading_row=99)) == [
        "peers.csv: found no row 99; allowed: a row with the names of the columns"
    ]


def test_rows_without_a_filled_cell_are_none(tmp_path):
    assert len(read(csv_file(tmp_path, [*ROWS, ["", "", "", "", "", "", ""]])).contributions) == 3
    assert refusal(csv_file(tmp_path, [])) == [
        "peers.csv: found no rows under the heading; allowed: at least one organisation"
    ]


# --- files that are not what they should be -----------------------------------------------------------


def test_a_ragged_row_is_named(tmp_path):
    path = csv_file(tmp_path, [FIRST, (*FIRST[:6],), (*FIRST, "more")])
    assert refusal(path) == [
        "peers.csv, row 3: found 6 cells; allowed: 7, one for each heading",
        "peers.csv, row 4: found 8 cells; allowed: 7, one for each heading",
    ]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", b'firm,"open\n', "unexpected end of data"),
        ("b.csv", b"firm,deci\0ded\n", "a NUL character"),
        ("c.csv", b"", "no row 1"),
        ("d.xlsx", b"PK\x03\x04nothing", "a broken archive"),
        ("e.xlsx", b"\xd0\xcf\x11\xe0old", "a workbook with a password, or an old .xls"),
        ("f.parquet", b"PAR1 and not more", "a broken file"),
        ("g.ods", b"", "'.ods'"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(tmp_path, name, content, found):
    path = tmp_path / name
    path.write_bytes(content)
    (only,) = refusal(path)
    assert only.startswith(name)
    assert f"found {found}" in only


def test_no_file_and_an_empty_folder(tmp_path):
    assert refusal(tmp_path / "none.csv") == [
        "none.csv: found No such file or directory; allowed: a readable file"
    ]
    assert "a folder without Parquet files" in refusal(tmp_path)[0]


def test_missing_and_doubled_columns_are_named_together(tmp_path):
    path = tmp_path / "peers.csv"
    path.write_text("firm,decided,Industry,country,country,staff,overall,service\n" + "x," * 7 + "x\n")
    assert refusal(path) == [
        "peers.csv: industry: found no such column; allowed: 'Industry', …",
        "peers.csv: country: found the column 2 times; allowed: each column once",
    ]


def test_of_several_sheets_one_is_named(tmp_path):
    path = workbook(tmp_path, sheets=("Data", "Notes"))
    assert refusal(path) == [
        "peers.xlsx: found 2 sheets and none named; allowed: one of 'Data', 'Notes' (file: sheet)"
    ]
    assert len(read(path, file=FileFacts(sheet="Data")).contributions) == 3
    assert "the sheet 'Dat'" in refusal(path, file=FileFacts(sheet="Dat"))[0]


def test_a_workbook_that_spans_the_whole_grid_is_refused_before_it_is_opened(tmp_path):
    import xlsxwriter

    path = tmp_path / "peers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        sheet.write(1_048_575, 1_999, "far away")
    assert "at most 16000000 cells, empty ones counted" in refusal(path)[0]


def test_a_parquet_column_of_lists_is_refused(tmp_path):
    path = parquet_file(tmp_path / "peers.parquet")
    table = (
        parquet.read_table(path).drop_columns(["country"]).append_column("country", pa.array([["CN"]] * 3))
    )
    parquet.write_table(table, path)
    (only,) = refusal(path)
    assert "peers.parquet: country: found values of the type list" in only


# --- what is in the rows --------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    rows = [
        altered(industry="Widgets"),
        altered(firm="F-2", country="Atlantis"),
        altered(firm="F-3", staff="many"),
        altered(firm="F-4", staff=0),
        altered(firm="F-5", overall="5.01"),
        altered(firm="F-6", service="high"),
        altered(firm="F-7", decided="2026-11-03"),
        altered(firm="F-8", decided="01.05.2026"),
        altered(firm="", decided="2024-01-01"),
        altered(firm="F-9", overall="", service=""),
        altered(firm="F-10", industry=""),
    ]
    faults = refusal(csv_file(tmp_path, rows))
    for row, what in (
        (2, "industry: found 'Widgets'; allowed: a code of ISIC Rev. 4"),
        (12, "industry: found nothing; allowed: a code of ISIC Rev. 4"),
        (3, "country: found 'Atlantis'; allowed: a country by name or ISO 3166 code"),
        (4, "staff (size): found 'many'; allowed: a number of persons"),
        (5, "staff (size): found '0'; allowed: from 1 to 10000000 persons"),
        (6, "overall: found '5.01'; allowed: 1 to 5"),
        (7, "service: found 'high'; allowed: a number from 0 to 10"),
        (8, "decided (date): found '2026-11-03'; allowed: not later than today, 2026-11-02"),
        (9, "decided (date): found '01.05.2026'; allowed: a date as YYYY-MM-DD"),
        (10, "firm: found nothing; allowed: an id of 1 to 200 characters"),
        (11, "overall, service: found no score at all; allowed: at least one score a row"),
    ):
        assert any(fault.startswith(f"peers.csv, row {row}: {what}") for fault in faults), (row, what, faults)
    assert len(faults) == 11


def test_rows_that_share_a_fault_are_named_together(tmp_path):
    rows = [altered(firm=f"F-{n}", industry="Widgets" if n % 2 else "C") for n in range(60)]
    (only,) = refusal(csv_file(tmp_path, rows))
    named = ", ".join(str(n) for n in range(3, 43, 2))
    assert only.startswith(f"peers.csv, rows {named} and 10 more: industry: found 'Widgets'")


def test_many_different_faults_end_in_a_count(tmp_path):
    rows = [altered(firm=f"F-{n}", country=f"Land {n}") for n in range(250)]
    faults = refusal(csv_file(tmp_path, rows))
    assert len(faults) == 201
    assert "and 30 more: country: found 50 more values" in faults[-1]


def test_an_organisation_twice_on_one_day_is_refused(tmp_path):
    path = csv_file(tmp_path, [FIRST, altered(firm="F-2"), FIRST, altered(decided="2026-05-02")])
    assert refusal(path) == [
        "peers.csv, rows 2 and 4: firm: found organisation 'F-1', 2026-05-01, 2 times; "
        "allowed: one row for an organisation and a date"
    ]


def test_an_assessment_id_tells_two_of_one_day_apart(tmp_path):
    path = tmp_path / "peers.csv"
    lines = csv_text([FIRST, FIRST]).splitlines()
    path.write_text(f"{lines[0]},interview\n{lines[1]},a\n{lines[2]},b\n")
    assert [one.assessment_id for one in read(path, assessment="interview").contributions] == ["a", "b"]
    path.write_text(f"{lines[0]},interview\n{lines[1]},a\n{lines[2]},a\n")
    assert "allowed: each assessment once" in refusal(path, assessment="interview")[0]


def test_without_ids_every_row_is_an_organisation(tmp_path):
    found = read(csv_file(tmp_path, [FIRST, FIRST]), organisation=None)
    assert [one.organisation_id for one in found.contributions] == ["2", "3"]


def test_markers_of_missing_values_and_a_meaning_of_their_own(tmp_path):
    rows = [altered(service="n/a", country="NA"), altered(firm="F-2", overall="NA")]
    translated = Source("country", values={"NA": "NA"})
    found = read(csv_file(tmp_path, rows), missing=frozenset({"NA", "n/a"}), country=translated)
    first, second = found.contributions
    assert (first.cell.place, first.scores[1], second.scores[0]) == ("NA", None, None)


def test_translated_values_and_one_value_for_all(tmp_path):
    found = read(
        csv_file(tmp_path, [altered(industry="Banks", staff="big")]),
        industry=Industry(Source("industry", values={"Banks": "K"}), "isic4"),
        country=Source(value="FR"),
        size=Size(Source("staff", values={"big": "large"}), "bands"),
        date=DateSource(Source(value="2026-06-30")),
    )
    (only,) = found.contributions
    assert (only.cell, only.decided_on) == (Cell("K", "FR", "large"), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("measure", "text", "band"),
    [
        ("head count", "9.4", "micro"),
        ("head count", "9.6", "small"),
        ("natural logarithm", "3.912", "medium"),  # 50 persons, printed with three decimals
        ("decimal logarithm", "2.398", "large"),
        ("head count", "1e3", "large"),
    ],
)
def test_sizes_are_rounded_to_whole_persons(tmp_path, measure, text, band):
    (only,) = read(
        csv_file(tmp_path, [altered(staff=text)]), size=Size(Source("staff"), measure)
    ).contributions
    assert only.cell.size == band


def test_names_of_sizes_may_stand_for_a_head_count(tmp_path):
    rows = [altered(staff="a handful"), altered(firm="F-2", staff=30)]
    found = read(csv_file(tmp_path, rows), size=Size(Source("staff", values={"a handful": "5"})))
    assert [one.cell.size for one in found.contributions] == ["micro", "small"]


@pytest.mark.parametrize(("text", "day"), [("2024", date(2024, 6, 30)), ("2024.0", date(2024, 6, 30))])
def test_a_year_stands_for_one_of_its_days(tmp_path, text, day):
    dated = DateSource(Source("decided"), year_only=True, day=(6, 30))
    (only,) = read(csv_file(tmp_path, [altered(decided=text)]), date=dated).contributions
    assert only.decided_on == day


def test_the_end_of_this_year_is_to_come(tmp_path):
    dated = DateSource(Source("decided"), year_only=True)
    (only,) = refusal(csv_file(tmp_path, [altered(decided="2026")]), date=dated)
    assert only.endswith("not later than today, 2026-11-02: it stands for 2026-12-31 (date: day)")


def test_dates_as_they_are_written_elsewhere(tmp_path):
    dated = DateSource(Source("decided"), pattern="%d.%m.%Y")
    (only,) = read(csv_file(tmp_path, [altered(decided="01.05.2026")]), date=dated).contributions
    assert only.decided_on == date(2026, 5, 1)


# --- rows without a place ---------------------------------------------------------------------------------


def test_rows_without_a_place_are_left_out_only_when_asked_and_by_name(tmp_path):
    rows = [FIRST, altered(firm="F-2", industry="Widgets", overall=99), altered(firm="F-3", decided="")]
    path = csv_file(tmp_path, rows)
    assert len(refusal(path)) == 3
    found = read(path, skip_unplaced=True)
    assert [one.organisation_id for one in found.contributions] == ["F-1"]
    assert found.left_out.tolist() == [3, 4]
    assert [fault.rows for fault in found.unplaced] == [(3,), (4,)]


def test_skipping_excuses_nothing_but_the_place(tmp_path):
    rows = [altered(overall=99), altered(firm="F-2", industry="Widgets")]
    assert refusal(csv_file(tmp_path, rows), skip_unplaced=True) == [
        "peers.csv, row 2: overall: found '99'; allowed: 1 to 5"
    ]


def test_a_file_without_any_place_is_refused_even_then(tmp_path):
    path = csv_file(tmp_path, [altered(industry="Widgets")])
    assert "found 'Widgets'" in refusal(path, skip_unplaced=True)[0]


def test_a_date_for_rows_that_have_none(tmp_path):
    dated = DateSource(Source("decided"), otherwise=date(2024, 1, 1))
    (only,) = read(csv_file(tmp_path, [altered(decided="")]), date=dated).contributions
    assert only.decided_on == date(2024, 1, 1)


# --- scales -----------------------------------------------------------------------------------------------

decimals = st.decimals(-1000, 1000, allow_nan=False, allow_infinity=False, places=3)


@settings(max_examples=400, deadline=None)
@given(low=decimals, width=decimals.filter(bool), share=st.integers(0, 20_000), digits=st.integers(0, 12))
@example(low=Decimal(1), width=Decimal(4), share=10_834, digits=4)
@example(low=Decimal(0), width=Decimal(1), share=1, digits=12)
def test_tenths_are_those_of_exact_arithmetic(low, width, share, digits):
    """On any scale, also one where less is better; every second share is a half of a tenth."""
    node = Node("n", "n", low, low + width)
    text = f"{low + width * share / 20_000:.{digits}f}"
    found, wrong = tenths_of(pa.array([text], pa.large_string()), node, ".")
    points = (Fraction(text) - Fraction(low)) / Fraction(width) * 100
    if 0 <= points <= 100:
        assert (found[0], wrong) == (tenths(points), {})
    else:
        assert (found[0], list(wrong)) == (ABSENT, [0])


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "0x1", "1_0", "１", "--1", "1,5", "TRUE"])
def test_what_is_no_number_on_the_scale_is_refused(tmp_path, text):
    (only,) = refusal(csv_file(tmp_path, [altered(overall=text)]))
    assert "row 2: overall: found" in only


def test_five_hundred_nodes(tmp_path):
    nodes = tuple(Node(f"n{n}", f"n{n}", Decimal(0), Decimal(100)) for n in range(500))
    head, row = csv_text([FIRST]).splitlines()
    path = tmp_path / "peers.csv"
    names, scores = (",".join(part(n) for n in range(500)) for part in ("n{}".format, lambda n: str(n % 101)))
    path.write_text(f"{head},{names}\n{row},{scores}\n")
    (only,) = read(path, nodes=nodes).contributions
    assert only.scores == tuple(n % 101 * 10 for n in range(500))


# --- real firms ---------------------------------------------------------------------------------------------

UNREADABLE_SIC = {"307": "30", "999": "39"}


def wms(**changes: object) -> PeerMapping:
    nodes = tuple(Node(n, n, Decimal(1), Decimal(5)) for n in ("management", "monitor", "target", "people"))
    return PeerMapping(
        line="wms",
        title="Management practices in manufacturing",
        track="verified",
        nodes=nodes,
        date=changes.get("date", DateSource(Source("year"), year_only=True)),  # type: ignore[arg-type]
        industry=Industry(Source("sic", values=changes.get("values", {})), "us-sic-1987"),  # type: ignore[arg-type]
        country=Source("country"),
        size=Size(Source("employees")),
    )


@pytest.mark.skipif(not WMS.exists(), reason="the survey's file is not on this machine")
def test_a_real_population_is_imported_completely():
    dated = DateSource(Source("year"), year_only=True, otherwise=date(2004, 12, 31))
    found = read_peers(WMS, wms(date=dated, values=UNREADABLE_SIC))
    assert (len(found.contributions), len(found.left_out), found.unplaced) == (9207, 0, ())
    assert next(iter(found.contributions)).scores == (625, 650, 650, 625)
    assert sum(one.scores[1] is None for one in found.contributions) == 1


@pytest.mark.skipif(not WMS.exists(), reason="the survey's file is not on this machine")
def test_of_a_real_population_the_rows_without_a_place_are_named():
    with pytest.raises(PeersRefused) as refused:
        read_peers(WMS, wms())
    by_value = {(fault.column, fault.found): fault.count for fault in refused.value.faults}
    assert by_value == {
        ("sic (industry)", "'999'"): 13,
        ("sic (industry)", "'307'"): 2,
        ("year (date)", "nothing"): 278,
    }
    found = read_peers(WMS, wms(), skip_unplaced=True)
    assert len(found.contributions) + len(found.left_out) == 9207
    assert {6433, 6434, 338} <= set(found.left_out.tolist())


def test_a_mapping_names_each_column_once():
    same = replace(MAPPING, country=Source("industry"))
    assert same.columns == ("firm", "decided", "industry", "staff", "overall", "service")
