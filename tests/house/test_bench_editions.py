"""The bench of editions, on few assessments: what it says of itself and of others is so."""

import json
from pathlib import Path

import numpy as np
import pytest

import benchmarks
from benchmarks.counts import TOP
from tools.bench_editions.__main__ import arguments, kept, main
from tools.bench_editions.baselines import Reference
from tools.bench_editions.ours import QUANTILES, quantiles
from tools.bench_editions.planning import WAYS, jobs, worth_running
from tools.bench_editions.population import SHARES, cells, draw, patterns
from tools.bench_editions.running import Job, Lap, Limits, Run, measure
from tools.bench_editions.showing import growth

FEW = 3_000
AMPLE = Limits(seconds=120, memory=8 * 10**9)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an edition, and the quantiles that were counted from its file."""
    place = tmp_path_factory.mktemp("bench")
    for name in ("edition", "frozen"):
        assert measure(Job(name, FEW), place, AMPLE).outcome == "done"
    return place


# --- what is drawn ----------------------------------------------------------------------------------


def test_assessments_are_spread_unevenly_over_all_cells() -> None:
    assert len(cells()) == 20 * 22 * 4
    drawn = draw(200_000, "smooth")
    sizes = np.bincount(drawn.cell, minlength=len(cells()))
    assert sizes.min() > 0
    assert sizes.max() > 20 * np.median(sizes)


def test_totals_look_like_real_ones() -> None:
    total = draw(20_000, "smooth").scores[0] / 10
    assert abs(total.mean() - 38) < 1
    assert abs(total.std() - 12) < 1


def test_stepped_criteria_have_few_values_and_dimensions_many() -> None:
    scores = draw(20_000, "stepped").scores
    criteria, dimensions = scores[8:], scores[1:8]
    assert {int(score) for column in criteria for score in np.unique(column)} <= set(range(0, TOP + 1, 50))
    assert min(len(np.unique(column)) for column in dimensions) > 50


def test_the_same_seed_draws_the_same() -> None:
    one, two = draw(500, "smooth"), draw(500, "smooth")
    assert list(one) == list(two)


# --- what is measured -------------------------------------------------------------------------------


def test_quantiles_from_the_file_are_those_of_its_rows(folder: Path) -> None:
    """Each cohort is the union of the labels inside it, and numpy finds the same quantiles in its rows."""
    cohorts, n, values = quantiles(folder / "edition")
    edition = benchmarks.read(folder / "edition")
    rows, label = edition.evidence.contributions, edition.evidence.label
    shares = [numerator / denominator for numerator, denominator in SHARES]
    for place in range(0, len(cohorts), 37):
        inside = edition.labels.inside(cohorts[place])[label]
        of_cohort = np.array([column[inside] for column in rows.scores]) / 10
        assert n[place].tolist() == [of_cohort.shape[1]] * len(rows.scores)
        np.testing.assert_allclose(values[place], np.quantile(of_cohort, shares, axis=1).T, atol=1e-9)


@pytest.mark.parametrize("name", ["pandas", "duckdb"])
def test_baselines_find_all_the_same_quantiles_in_every_way(folder: Path, name: str) -> None:
    for way in WAYS[name]:
        told = measure(Job(name, FEW, way=way), folder, AMPLE).fact("compared")
        assert told is not None
        assert told["same"], told
        assert told["compared"] == np.load(folder / QUANTILES)["values"].size


def test_one_tenth_apart_is_seen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohorts, _, values = quantiles(folder / "edition")
    values[-1, 0, 0] += 0.1
    reference = Reference(folder / "edition")
    capsys.readouterr()
    reference.compare((cohort.key, found * 10) for cohort, found in zip(cohorts, values, strict=True))
    reference.tell()
    assert not json.loads(capsys.readouterr().out)["same"]


def test_a_missing_cohort_is_seen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohorts, _, values = quantiles(folder / "edition")
    reference = Reference(folder / "edition")
    capsys.readouterr()
    reference.compare([(cohorts[0].key, values[0] * 10)])
    reference.tell()
    told = json.loads(capsys.readouterr().out)
    assert told["missing"] == values[1:].size
    assert not told["same"]


def test_rows_of_a_real_database_become_an_edition(tmp_path: Path) -> None:
    assert measure(Job("fill", 500), tmp_path, AMPLE).outcome == "done"
    done = measure(Job("rows", 500), tmp_path, AMPLE)
    assert done.outcome == "done"
    parts = [lap.seconds for lap in done.laps if lap.what in ("build", "write")]
    assert len(parts) == 2
    assert sum(parts) < done.laps_of("rows to edition")[0].seconds


def test_a_row_that_gets_lost_fails_the_measurement(tmp_path: Path) -> None:
    measure(Job("fill", 500), tmp_path, AMPLE)
    outcome = measure(Job("rows", 501), tmp_path, AMPLE).outcome
    assert outcome.startswith("failed: ValueError: the edition knows")
    assert outcome.endswith("of the 501 in the database")


# --- when it does not end well ----------------------------------------------------------------------


def test_what_takes_too_long_is_given_up_and_says_how_far_it_came(folder: Path) -> None:
    done = measure(Job("pandas", FEW, way="uint16"), folder, Limits(seconds=0.02, memory=AMPLE.memory))
    assert done.outcome.startswith("did not finish within 0.02 s")
    assert done.given_up
    assert len(done.laps) < len(list(patterns()))
    assert done.peak > 10**7


def test_what_needs_too_much_memory_is_given_up(tmp_path: Path) -> None:
    done = measure(Job("edition", 400_000_000), tmp_path, Limits(seconds=60, memory=10**9))
    assert done.outcome.startswith("did not finish within 1 GB: no step done")


def test_a_fault_is_told_with_its_last_line(tmp_path: Path) -> None:
    done = measure(Job("frozen", FEW), tmp_path, AMPLE)
    assert done.outcome.startswith("failed: ")
    assert "evidence.arrow" in done.outcome


# --- what is planned, and shown ---------------------------------------------------------------------


def test_beyond_the_sizes_tried_only_the_fastest_way_is_run() -> None:
    def run(size: int, way: str, seconds: float) -> Run:
        return Run(Job("pandas", size, way=way), laps=[Lap("all", seconds, seconds)])

    tried = [run(10_000, "uint16", 1), run(10_000, "float64", 2), run(100_000, "uint16", 9)]
    tried.append(run(100_000, "float64", 8))
    large = [Job("pandas", 1_000_000, way=way) for way in WAYS["pandas"]]
    assert [job.way for job in large if worth_running(job, tried)] == ["float64"]
    assert [job.way for job in large if worth_running(job, [])] == ["uint16"]


def test_an_edition_is_built_before_it_is_read_and_one_thread_runs_once_on_one_core() -> None:
    planned = [job.name for job in jobs(1000, ["rows", "standing"], ["pandas", "duckdb"], cores=1)]
    assert planned == ["edition", "frozen", "standing", "fill", "rows", *["pandas"] * 2, *["duckdb"] * 2]


def test_growth_is_the_slope_between_sizes_on_logarithmic_scales() -> None:
    assert growth({1_000: 0.5, 100_000: 50.0}, 1_000, 100_000) == "1.00"
    assert growth({1_000: 0.5}, 1_000, 100_000) == ""


@pytest.mark.parametrize("wrong", ["0", "10x", "1.5M", "many"])
def test_a_size_that_is_none_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments(["--sizes", wrong])
    assert f"found '{wrong}', allowed are numbers such as" in capsys.readouterr().err


def test_a_run_is_printed_and_kept_and_can_be_printed_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept_in = tmp_path / "figures.json"
    line = ["--sizes", "500", "--baselines", "pandas", "--parts", "bandwidth", "--output", str(kept_in)]
    assert main(line) == 0
    printed = capsys.readouterr().out
    for expected in (
        "ours: all quantiles from the frozen file",
        "pandas uint16",
        "the physical limit",
        "yes",
    ):
        assert expected in printed
    assert [run.job.name for run in kept(kept_in)] == ["edition", "frozen", "bandwidth", "pandas", "pandas"]
    assert main(["--show", str(kept_in)]) == 0
    assert capsys.readouterr().out == printed.replace(f"written to {kept_in}\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["figures.json"]


def test_a_baseline_that_disagrees_fails_the_run(tmp_path: Path) -> None:
    differing = Run(
        Job("pandas", 500), told=[{"event": "compared", "compared": 1, "furthest": 1.0, "same": False}]
    )
    (tmp_path / "figures.json").write_text(json.dumps({"runs": [differing.plain]}))
    assert main(["--show", str(tmp_path / "figures.json")]) == 1
