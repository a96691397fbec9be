"""Dumbbells: each series has a mark of its own, where its value is, and none covers another."""

from itertools import pairwise

import pytest

from assessor.charts import ChartError, Dumbbell, Reading, dumbbell
from assessor.charts.dumbbell import MARKS
from assessor.charts.palette import contrast, lightness

HEADERS = ("Criterion", "Gap")


def row(*values: float | None, label: str = "Vision") -> Dumbbell:
    return Dumbbell(label, "gap", [Reading(v, "–" if v is None else f"{v:.1f}") for v in values])


def drawn_of(drawn, *rows: Dumbbell):
    series = [f"Group {n}" for n in range(len(rows[0].marks))]
    return drawn(dumbbell("d", "T", rows, series, headers=HEADERS))


def outlines(picture) -> list[tuple[str, str]]:
    """Every mark as its shape, seen from its own middle, and its fill; the key's come last."""
    found = []
    for node, box in picture.marks:
        tag = node.tag.rpartition("}")[2]
        if tag == "circle":
            found.append(("round", node.attrib["fill"]))
        elif tag == "polygon":
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            points = [tuple(map(float, pair.split(","))) for pair in node.attrib["points"].split()]
            found.append((str([(round(px - x), round(py - y)) for px, py in points]), node.attrib["fill"]))
    return found


def test_no_two_series_look_alike_even_without_colour(drawn) -> None:
    picture = drawn_of(drawn, row(*range(0, 80, 10)))
    marks, keys = outlines(picture)[: len(MARKS)], outlines(picture)[len(MARKS) :]
    assert sorted(keys) == sorted(marks)
    assert len(set(marks)) == len(MARKS)
    for shape in {shape for shape, _ in marks}:
        tones = sorted(lightness(fill) for other, fill in marks if other == shape)
        assert all(high - low > 40 for low, high in pairwise(tones))
    assert all(contrast(fill, "#ffffff") > 3 or fill == "#ffffff" for _, fill in marks)


def middle(box) -> float:
    return (box.left + box.right) / 2


def test_marks_lie_in_proportion_to_their_values(drawn) -> None:
    picture = drawn_of(drawn, row(0, 50, 100))
    boxes = [box for node, box in picture.marks if node.tag.endswith(("circle", "polygon"))][:3]
    low, half, high = map(middle, boxes)
    assert half == pytest.approx((low + high) / 2, abs=0.2)
    assert low < half < high


@pytest.mark.parametrize("values", [(40, 40, 40), (40, 41, 42), (0, 0, 100), (100, 99.9, 0)])
def test_no_mark_covers_another(drawn, values) -> None:
    picture = drawn_of(drawn, row(*values), row(10, 20, 30))
    boxes = [box for node, box in picture.marks if node.tag.endswith(("circle", "polygon"))][:6]
    overlapping = [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a.overlaps(b)]
    assert overlapping == []
    assert picture.collisions == []


def test_what_is_missing_is_not_drawn_but_told(drawn) -> None:
    chart = dumbbell("d", "T", [row(10, None, 30)], ["a", "b", "c"], headers=HEADERS)
    assert chart.table.rows == (("Vision", "gap", "10.0", "–", "30.0"),)
    marks = [node for node, _ in drawn(chart).marks if node.tag.endswith(("circle", "polygon"))]
    assert len(marks) == 2 + 3, "two values, and the key of three groups"
    assert "b –" in drawn(chart).all("desc")[0].text


def test_a_row_without_any_value_keeps_its_place(drawn) -> None:
    picture = drawn_of(drawn, row(None, None, label="Empty"), row(5, 6))
    assert "Empty" in picture.said
    assert len([n for n, _ in picture.marks if n.tag.endswith(("circle", "polygon"))]) == 2 + 2


def test_the_ends_have_their_figures(drawn) -> None:
    said = drawn_of(drawn, row(72.5, 31.0, 50.0)).said
    assert "31.0" in said
    assert "72.5" in said


def test_a_long_figure_stays_inside(drawn) -> None:
    long = Reading(0.0, "not a figure but a whole sentence, as hostile text may be"), Reading(100.0, "x" * 90)
    picture = drawn(dumbbell("d", "T", [Dumbbell("L", "g", long)], ["a", "b"], headers=HEADERS))
    assert picture.strays == []
    assert picture.collisions == []


@pytest.mark.parametrize(
    ("rows", "series", "words"),
    [
        ([row(1, 2)], ["a"], "Vision: found 2 marks, allowed: 1"),
        ([row(*range(9))], list("abcdefghi"), "series: found 9, allowed: 1 to 8"),
        ([row(101.0)], ["a"], "Vision: found 101.0, allowed: 0 to 100, or None"),
        ([], ["a"], "found no rows"),
        ([row()], [], "series: found 0, allowed: 1 to 8"),
    ],
)
def test_refuses_what_it_cannot_draw(rows, series, words) -> None:
    with pytest.raises(ChartError, match=words):
        dumbbell("d", "T", rows, series, headers=HEADERS)
