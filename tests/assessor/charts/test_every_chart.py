"""What holds for every chart, in every language and at every extreme."""

import re

import pytest
from markupsafe import Markup

from assessor.charts import Axis, Band, Bar, ChartError, HeatRow, bars, heatmap, radar, stages
from assessor.charts.palette import contrast

ALLOWED = {"svg", "title", "desc", "g", "text", "line", "rect", "circle", "polygon", "path"}


def test_is_named_for_those_who_hear_it(chart, drawn):
    root = drawn(chart).root
    assert isinstance(chart.svg, Markup)
    assert root.attrib["role"] == "img"
    ids = root.attrib["aria-labelledby"].split()
    named = {node.attrib["id"]: node for node in root.iter() if "id" in node.attrib}
    assert list(named) == ids
    assert [named[name].tag.split("}")[1] for name in ids] == ["title", "desc"]
    assert named[ids[0]].text == chart.table.caption
    assert named[ids[1]].text


def test_uses_nothing_that_a_strict_policy_or_the_pdf_renderer_refuses(chart, drawn):
    nodes = list(drawn(chart).root.iter())
    assert {node.tag.split("}")[1] for node in nodes} <= ALLOWED
    assert not {"style", "class", "opacity", "filter", "href"} & {
        name for node in nodes for name in node.attrib
    }
    assert "url(" not in chart.svg
    assert "var(" not in chart.svg


def test_names_its_faces_without_a_blank_after_the_comma(chart, drawn):
    faces = drawn(chart).root.attrib["font-family"]
    assert ", " not in faces
    script = "TC" if drawn(chart).root.attrib["lang"] == "zh-Hant" else "SC"
    assert faces.startswith(f"'Noto Sans CJK {script}',")


def test_keeps_everything_inside_its_view(chart, drawn):
    assert drawn(chart).strays == []


def test_writes_nothing_over_other_words(chart, drawn):
    assert drawn(chart).collisions == []


def test_is_legible(chart, drawn):
    for words in drawn(chart).words:
        assert words.size >= 10
        assert contrast(words.fill, words.behind) >= 4.5, words


def test_prints_every_figure_and_label_of_its_table(chart, drawn):
    said = drawn(chart).said
    # The quantiles of the strip are drawn and not written.
    columns = (0, 1) if len(chart.table.headers) < 5 else (0, 1, -1)
    for row in chart.table.rows:
        for column in columns:
            assert "".join(row[column].split()) in said


def test_places_marks_to_a_tenth_so_that_bytes_do_not_hang_on_the_last_bit(chart, drawn):
    coordinates = (
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "width",
        "height",
        "points",
        "d",
        "viewBox",
    )
    listed = [
        node.attrib[name] for node in drawn(chart).root.iter() for name in coordinates if name in node.attrib
    ]
    assert not [text for text in listed if re.search(r"\.\d\d|e|nan|inf", text)]


HOSTILE = "</text><script>alert('x')</script>&amp; \"quoted\" ]]> \x00\x08\ud800 end"
SAFE = HOSTILE.replace("\x00", "\ufffd").replace("\x08", "\ufffd").replace("\ud800", "\ufffd")


@pytest.mark.parametrize(
    "make",
    [
        lambda text: radar(
            "x", text, [Axis(text, 1, text)], headers=(text, text), summary=text, synthetic=text
        ),
        lambda text: bars("x", text, [Bar(text, 1, text)], headers=(text,) * 4, summary=text, language=text),
        lambda text: heatmap(
            "x", text, [HeatRow(text, [Axis(text, 1, text)])], [Band(0, text, "#ffffff")], headers=(text,) * 4
        ),
        lambda text: stages("x", text, [Axis(text, None, text)], headers=(text, text)),
    ],
)
def test_prints_markup_as_words(make, drawn):
    chart = make(HOSTILE)
    picture = drawn(chart)
    assert not picture.all("script")
    assert "".join(SAFE.split()) in picture.said
    assert picture.all("title")[0].text == SAFE


@pytest.mark.parametrize("wrong", ["", "1st", "a b", 'a"', "a>", "é"])
def test_refuses_an_id_that_is_none(wrong):
    with pytest.raises(ChartError, match="chart id: found"):
        stages(wrong, "T", [Axis("a", 1, "1")], headers=("a", "b"))


def test_names_every_wrong_value_at_once():
    rows = [Bar("first", -1, "-1"), Bar("second", 40, "40"), Bar("third", float("nan"), "?", low=3, high=101)]
    with pytest.raises(ChartError) as caught:
        bars("dims", "T", rows, headers=tuple("abcd"))
    assert str(caught.value) == (
        "chart 'dims': first: found -1, allowed: 0 to 100, or None; "
        "third: found nan, allowed: 0 to 100, or None; "
        "third (high): found 101, allowed: 0 to 100, or None"
    )


@pytest.mark.parametrize("top", [0, -5, float("inf"), float("nan")])
def test_refuses_a_scale_that_is_none(top):
    with pytest.raises(ChartError, match="top: found"):
        stages("x", "T", [Axis("a", 0, "0")], top, headers=("a", "b"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: radar("x", "T", [], headers=("a", "b")), "found no rows"),
        (lambda: bars("x", "T", [], headers=tuple("abcd")), "found no rows"),
        (lambda: stages("x", "T", [], headers=("a", "b")), "found no rows"),
        (
            lambda: heatmap("x", "T", [HeatRow("a", [])], [Band(0, "b", "#ffffff")], headers=tuple("abcd")),
            "found no rows",
        ),
        (
            lambda: radar("x", "T", [Axis("a", 1, "1")], headers=("a",)),
            "headers: found 1, allowed: exactly 2",
        ),
        (lambda: bars("x", "T", [Bar("a", 1, "1", 5, 2)], headers=tuple("abcd")), "interval of a: allowed"),
        (lambda: bars("x", "T", [Bar("a", 1, "1", 5)], headers=tuple("abcd")), "interval of a: allowed"),
    ],
)
def test_refuses_what_it_cannot_draw(make, words):
    with pytest.raises(ChartError, match=words):
        make()
