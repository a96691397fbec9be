"""The mapping file: what it says, and every fault of it at once, with its line."""

# ruff: noqa: E501 - a row of the table is one case

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assessor.peers.mapping import MappingInvalid, read_mapping
from benchmarks.importing import DateSource, FileFacts, Industry, Node, Size, Source


def faults(path: Path, **given: object) -> list[str]:
    with pytest.raises(MappingInvalid) as refused:
        read_mapping(path, **given)  # type: ignore[arg-type]
    return [str(fault) for fault in refused.value.faults]


def test_a_mapping_is_read(mapping_path):
    found = read_mapping(mapping_path())
    mapping = found.mapping
    assert (mapping.line, mapping.track, mapping.organisation, mapping.pseudonyms) == (
        "owned",
        "declared",
        "firm",
        True,
    )
    assert mapping.nodes == (
        Node("overall", "overall", Decimal(1), Decimal(5), "Overall"),
        Node("service", "service", Decimal(0), Decimal(10), "service"),
    )
    assert mapping.date == DateSource(Source("decided"))
    assert mapping.industry == Industry(Source("industry"), "isic4")
    assert mapping.size == Size(Source("staff"))
    assert mapping.file == FileFacts()
    assert (mapping.assessment, mapping.window_months, mapping.missing) == (None, None, frozenset())
    assert len(found.digest) == 64


def test_everything_that_can_be_said(mapping_path):
    mapping = read_mapping(
        mapping_path(
            (
                "track: declared",
                "track: verified\nwindow_months: 60\nmissing: [NA, 999]\nassessment: {column: round}",
            ),
            ("{column: firm}", "row number"),
            ("{column: decided}", "{column: year, as: year, day: 06-30, otherwise: 2024-01-01}"),
            ("scheme: isic4", "scheme: gbt4754, values: {Banks: J}"),
            ("country: {column: country}", "country: {value: CN-GD}"),
            ("{column: staff}", "{column: staff, as: bands, values: {1-9: micro, big: large}}"),
            (
                "peers: 1",
                "peers: 1\nfile: {sheet: Data, encoding: gb18030, delimiter: tab, decimal: ',', heading_row: 3}",
            ),
        )
    ).mapping
    assert (mapping.track, mapping.window_months, mapping.assessment) == ("verified", 60, "round")
    assert mapping.missing == {"NA", "999"}
    assert mapping.organisation is None
    assert mapping.date == DateSource(Source("year"), True, (6, 30), None, date(2024, 1, 1))
    assert mapping.industry.source.values == {"Banks": "J"}
    assert mapping.country == Source(value="CN-GD")
    assert mapping.size == Size(Source("staff", values={"1-9": "micro", "big": "large"}), "bands")
    assert mapping.file == FileFacts("Data", "gb18030", "\t", ",", 3)


def test_every_fault_is_said_at_once_with_its_line(mapping_path):
    found = faults(
        mapping_path(
            ("peers: 1", "peers: 2"),
            ("line: owned", "line: Owned Peers"),
            ("title: Peers of the test", "titel: Peers"),
            ("track: declared", "track: both"),
            ("{column: firm}", "{column: firm, pseudonyms: perhaps}"),
            ("{column: decided}", "{column: decided, pattern: '%d.%m'}"),
            ("scheme: isic4", "scheme: sic, values: {Banks: K}"),
            ("country: {column: country}", "country: {column: country, value: FR}"),
            ("{column: staff}", "{column: staff, as: turnover}"),
            ("scale: {low: 1, high: 5}", "scale: {low: 5, high: 5}"),
            (
                "id: service, column: service, scale: {low: 0, high: 10}",
                "id: overall, column: service, scale: {low: x}",
            ),
        )
    )
    for line, key, what in (
        (1, "peers", "found 2; allowed: 1"),
        (2, "line", "found 'Owned Peers'; allowed: lower-case letters"),
        (3, "titel", "found an unknown key; allowed: title"),
        (1, "title", "found nothing; allowed: a text of 1 to 200 characters"),
        (4, "track", "found 'both'; allowed: one of 'declared', 'verified'"),
        (5, "organisation.pseudonyms", "found 'perhaps'; allowed: true or false"),
        (6, "date.pattern", "found '%d.%m'; allowed: a pattern of year, month and day"),
        (7, "industry.scheme", "found 'sic'; allowed: one of 'isic4', 'isic5', 'nace2'"),
        (8, "country.column", "found both; allowed: either column or value"),
        (9, "size.as", "found 'turnover'; allowed: one of 'head count', 'natural logarithm'"),
        (11, "nodes.0.scale.high", "found 5; allowed: another number than low"),
        (12, "nodes.1.id", "found 'overall' twice; allowed: each id once"),
        (12, "nodes.1.scale.low", "found 'x'; allowed: a number"),
        (12, "nodes.1.scale.high", "found nothing; allowed: a number"),
    ):
        assert any(one.startswith(f"peers.yaml:{line}: {key}: {what}") for one in found), (
            line,
            key,
            what,
            found,
        )
    assert len(found) == 14


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("line: owned", "line: cmc", "line: found 'cmc'; allowed: a key that is no model's id"),
        ("line: owned", "line: our-synthetic", "line: found 'our-synthetic'; allowed: a key that does not end in"),
        ("organisation: {column: firm}\n", "", "organisation: found nothing; allowed: a group of column, pseudonyms; or 'row number'"),
        ("date: {column: decided}", "date: {column: decided, day: 12-31}", "date.day: found it where it says nothing"),
        ("date: {column: decided}", "date: {value: soon}", "date.value: found 'soon'; allowed: a date as YYYY-MM-DD"),
        ("{column: decided}", "{column: decided, otherwise: 2999-01-01}", "date.otherwise: found 2999-01-01; allowed: a day that is past"),
        ("{column: staff}", "{column: staff, values: {few: micro}}", "size.values.few: found 'micro'; allowed: a number"),
        ("{column: staff}", "{column: staff, as: bands, values: {few: tiny}}", "size.values.few: found 'tiny'; allowed: one of micro"),
        ("scheme: isic4", "scheme: isic4, values: {Banks: ZZ}", "industry.values.Banks: found 'ZZ'; allowed: a code of ISIC Rev. 4"),
        ("country: {column: country}", "country: {value: Atlantis}", "country.value: found 'Atlantis'; allowed: a country by name"),
        ("peers: 1", "peers: 1\nfile: {encoding: utf-7}", "file.encoding: found 'utf-7'; allowed: one of 'utf-8'"),
        ("peers: 1", "peers: 1\nwindow_months: 0", "window_months: found 0; allowed: a whole number from 1 to 600"),
    ],
)  # fmt: skip
def test_what_is_refused(mapping_path, before, after, said):
    (only,) = faults(mapping_path((before, after)), models={"cmc"})
    assert said in only


def test_five_hundred_nodes_and_no_more(mapping_path, tmp_path):
    nodes = "\n".join(f"  - {{id: n{n}, column: c{n}, scale: {{low: 0, high: 1}}}}" for n in range(501))
    path = tmp_path / "many.yaml"
    path.write_text(mapping_path().read_text().split("nodes:")[0] + "nodes:\n" + nodes)
    assert faults(path) == ["many.yaml:10: nodes: found 501 items; allowed: a list of 1 to 500"]


@pytest.mark.parametrize("text", ["", "- a list\n", "line: [\n"])
def test_what_is_no_mapping(tmp_path, text):
    path = tmp_path / "m.yaml"
    path.write_text(text)
    assert faults(path)[0].startswith("m.yaml")
