"""Paths and swarms: places that can be read off, words that never meet, and another outcome told by shape."""

import pytest

from assessor.charts import ChartError, Reading, Spot, Stop, Threshold, path, swarm
from assessor.charts.drawing import WIDTH
from tests.assessor.charts.conftest import Drawn, numbers

LONG = "Complaints, suggestions and recovery, with everything that belongs to them in every branch"
CHINESE = "投诉、建议与服务补救以及与之相关的全部工作"
UNBROKEN = "Donaudampfschifffahrtsgesellschaftskapitänswitwe" * 2
BARS = [Threshold(bar, f"Level {n}: from {bar:g}") for n, bar in enumerate((250, 400, 600, 800), 2)]
NAMES = ("Left out", "Total", "Level", "One left out", "Another level", "With all")


def drawn_path(values, bars=BARS, words="Stop"):
    stops = [Stop(f"{words} {n}", words, value, f"{value:.0f}") for n, value in enumerate(values)]
    return path("p", "A path", stops, bars, headers=("Stage", "Done", "Total"))


def drawn_swarm(values, changes=(), held=500.0, bars=BARS, words="Criterion"):
    spots = [Spot(f"{words} {n}", value, f"{value:.0f}", "3", n in changes) for n, value in enumerate(values)]
    return swarm("s", "A swarm", spots, Reading(held, f"{held:.0f}"), bars, headers=NAMES)


EVERY = [
    drawn_path([452, 459, 600]),
    drawn_path([0, 1000]),
    drawn_path([523, 523, 523]),
    drawn_path([399.9, 400, 400.1], words=LONG),
    drawn_path([240, 810], words=CHINESE),
    drawn_path([300, 500, 700], words=UNBROKEN, bars=[Threshold(b, LONG) for b in (400, 410, 420)]),
    drawn_path([300, 500], bars=[]),
    drawn_swarm([500.0] * 30),
    drawn_swarm([480 + n for n in range(30)], changes=(0, 29), words=LONG),
    drawn_swarm([0.0, 1000.0], held=0.0),
    drawn_swarm([1000.0], held=1000.0, bars=[]),
    drawn_swarm([399.0, 401.0], held=400.0, bars=[Threshold(400.0, CHINESE * 2)]),
]


@pytest.mark.parametrize("one", EVERY)
def test_everything_is_inside_and_nothing_is_written_over_other_words(one):
    picture = Drawn(one)
    assert picture.strays == []
    assert picture.collisions == []
    assert all(words.size >= 10 for words in picture.words)
    assert "style=" not in one.svg
    assert "url(" not in one.svg


@pytest.mark.parametrize("one", EVERY)
def test_every_figure_stands_in_the_description_and_in_the_table(one):
    picture = Drawn(one)
    told = picture.all("desc")[0].text
    for row in one.table.rows:
        assert row[0] in told
        assert len(row) == len(one.table.headers)


def heights(chart) -> list[float]:
    return [float(node.attrib["cy"]) for node in Drawn(chart).all("circle")]


def test_a_higher_total_stands_higher_and_at_the_bar_it_meets():
    chart = drawn_path([452, 500, 600])
    today, half, end = heights(chart)
    assert today > half > end
    dashed = [n for n in Drawn(chart).all("line") if "stroke-dasharray" in n.attrib]
    assert sorted(float(n.attrib["y1"]) for n in dashed) == sorted({end, max(heights_of(dashed))})


def heights_of(lines) -> list[float]:
    return [float(line.attrib["y1"]) for line in lines]


def test_a_path_shows_the_bars_it_passes_and_the_one_below():
    said = Drawn(drawn_path([452, 500, 610])).said
    assert "from400" in said
    assert "from600" in said
    assert "from800" not in said
    assert "from250" not in said


def test_a_path_that_passes_no_bar_shows_the_next_above():
    said = Drawn(drawn_path([452, 500])).said
    assert "from600" in said
    assert "from800" not in said


def test_dots_that_would_meet_are_stacked_and_keep_their_place():
    chart = drawn_swarm([500.0] * 6 + [550.0])
    dots = [(float(n.attrib["cx"]), float(n.attrib["cy"])) for n in Drawn(chart).all("circle")]
    plotted = dots[:7]  # then the key
    assert len({x for x, _ in plotted}) == 2
    assert len({y for x, y in plotted if x == plotted[0][0]}) == 6
    left, right = plotted[0][0], plotted[6][0]
    middle = (60 + WIDTH - 60) / 2
    assert (left, right) == (
        pytest.approx(middle, abs=0.1),
        pytest.approx(middle + (WIDTH - 120) / 4, abs=0.1),
    )


def test_another_outcome_is_told_by_shape_and_named_in_the_key():
    plain, changed = drawn_swarm([480.0, 520.0]), drawn_swarm([480.0, 520.0], changes=(1,))
    assert "Anotherlevel" not in Drawn(plain).said
    assert "Anotherlevel" in Drawn(changed).said
    diamonds = [n for n in Drawn(changed).all("polygon") if len(numbers(n.attrib["points"])) == 8]
    assert len(diamonds) == 2  # the spot and its key
    assert not Drawn(plain).all("polygon")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: drawn_path([500]), "found 1 stops, allowed: 2 or more"),
        (lambda: drawn_path([500, 1001]), "found 1001"),
        (lambda: drawn_path([500, float("nan")]), "found nan"),
        (lambda: drawn_swarm([]), "found no rows"),
        (lambda: drawn_swarm([-1.0]), "found -1"),
        (lambda: drawn_swarm([5.0], held=2000.0), "found 2000"),
        (
            lambda: path("p", "P", [Stop("a", "", 1, "1")] * 2, [], headers=("a",)),
            "found 1, allowed: exactly 3",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, words):
    with pytest.raises(ChartError, match=words):
        make()


def test_markup_is_printed_as_words():
    hostile = '<script>alert(1)</script> & "x"'
    stops = [Stop(hostile, hostile, 1.0, hostile), Stop("b", "", 2.0, "2")]
    charts = [
        path("p", hostile, stops, [Threshold(1.5, hostile)], headers=("a", "b", "c")),
        swarm("s", hostile, [Spot(hostile, 1, "1", "")], Reading(1, "1"), [], headers=(hostile,) * 6),
    ]
    for chart in charts:
        assert not Drawn(chart).all("script")
        assert Drawn(chart).all("title")[0].text == hostile
