"""Counts of answers: every number is written, the median is framed, and what cannot be drawn is named."""

import pytest

from assessor.charts import ChartError, Tally, tally
from assessor.charts.palette import RAMP

LEVELS = ["0 Nothing in place", "1 Initial", "2 Managed", "No answer"]
ROWS = [Tally("All (10)", (1, 2, 7, 0)), Tally("Front line (10)", (0, 10, 0, 0))]


def test_writes_every_count_and_fills_by_the_share_of_its_row(drawn):
    chart = tally("t", "How many", ROWS, LEVELS, header="Group")
    shown = [words.text for words in drawn(chart).words if words.text.isdecimal()]
    assert shown == ["1", "2", "7", "0", "0", "10", "0", "0"]
    fills = [node.attrib["fill"] for node in drawn(chart).all("rect")]
    assert [fill for fill in fills if fill in RAMP] == [RAMP[0], RAMP[1], RAMP[3], RAMP[4]]


def test_frames_the_marked_answer_of_the_first_row_only(drawn):
    chart = tally("t", "How many", ROWS, LEVELS, header="Group", marked=2, mark="Median")
    assert len(drawn(chart).all("polygon")) == 2  # the cell, and its sign in the key
    assert "Median" in drawn(chart).said
    assert len(drawn(tally("t", "How many", ROWS, LEVELS, header="Group")).all("polygon")) == 0


def test_the_table_has_the_same_counts():
    table = tally("t", "How many", ROWS, LEVELS, header="Group").table
    assert table.headers == ("Group", *LEVELS)
    assert table.rows[0] == ("All (10)", "1", "2", "7", "0")


@pytest.mark.parametrize(
    ("rows", "answers", "marked", "said"),
    [
        ([], LEVELS, None, "found 0 rows"),
        (ROWS, [], None, "0 answers"),
        ([Tally("All", (1,))], LEVELS, None, "All: found 1 counts, allowed: 4"),
        ([Tally("All", (1, -2, 0, 0))], LEVELS, None, "All: found -2, allowed: 0 or more"),
        (ROWS, LEVELS, 4, "marked: found 4, allowed: 0 to 3, or None"),
    ],
)
def test_what_cannot_be_counted_is_refused(rows, answers, marked, said):
    with pytest.raises(ChartError, match=said):
        tally("t", "How many", rows, answers, header="Group", marked=marked)
