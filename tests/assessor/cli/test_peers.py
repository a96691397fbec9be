"""assessor peers: what is printed where, and that a refusal writes nothing."""

from pathlib import Path

import pytest

from assessor.assessments.operations import record
from assessor.cli.peers import _ranges
from assessor.extensions import LOCAL, db, open_database
from assessor.models import Tenant
from tests.assessor.peers.mappings import MAPPING
from tests.assessor.sheets import declared, verified
from tests.benchmarks.peer_files import ROWS, csv_file, csv_text


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "peers.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def recorded(run) -> list[str]:
    """Two assessments in the installation of the command; their ids."""
    from assessor import create_app

    app = create_app()
    open_database(app)
    with app.app_context():
        tenant = db.session.query(Tenant).filter_by(slug=LOCAL).one()
        ids = [str(record(sheet, tenant, "tests").id) for sheet in (declared(), verified())]
        db.session.rollback()
        db.engine.dispose()
    return ids


def test_importing_twice(run, tmp_path, mapping):
    path = csv_file(tmp_path)
    done = run("peers", "import", path, "--mapping", mapping)
    assert (done.exit_code, done.stdout) == (0, "owned, declared: 3 assessments added from peers.csv\n")
    assert done.stderr == ""
    again = run("peers", "import", path, "--mapping", mapping)
    assert again.stdout == (
        "owned, declared: 0 assessments added from peers.csv\n3 assessments were there already, unchanged\n"
    )


def test_a_refusal_lists_everything_and_writes_nothing(run, tmp_path, mapping):
    path = csv_file(tmp_path, [*ROWS, ("F-4", "2030-01-01", "=cmd|' /C calc'!A0", "Atlantis", 5, 9, 1)])
    done = run("peers", "import", path, "--mapping", mapping)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("4 faults\n")
    assert "peers.csv, row 5: industry: found \"=cmd|' /C calc'!A0\"" in done.stderr
    assert run("peers", "lines").stdout.startswith("no peers yet")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("line: owned", "line: cmc", "peers.yaml:2: line: found 'cmc'"),
        ("track: declared", "track: both", "peers.yaml:4: track: found 'both'"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused(run, tmp_path, mapping, before, after, said):
    mapping.write_text(MAPPING.replace(before, after))
    done = run("peers", "import", csv_file(tmp_path), "--mapping", mapping)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_rows_without_a_place_are_all_named(run, tmp_path, mapping):
    rows = [(f"F-{n}", "2026-05-01", "C" if n in (7, 31) else "", "CN", 9, 3, 3) for n in range(40)]
    path = csv_file(tmp_path, rows)
    assert run("peers", "import", path, "--mapping", mapping).exit_code == 2
    done = run("peers", "import", path, "--mapping", mapping, "--skip-unplaced")
    assert done.exit_code == 0
    assert done.stdout == "owned, declared: 2 assessments added from peers.csv\n"
    assert "left out: 38 rows without a place: 2-8, 10-32, 34-41\n" in done.stderr
    assert "industry: found nothing" in done.stderr


def test_ranges():
    assert _ranges([]) == ""
    assert _ranges([2, 4, 5, 6, 9, 10]) == "2, 4-6, 9-10"


def test_lines_and_one_of_them(run, tmp_path, mapping):
    run("peers", "import", csv_file(tmp_path), "--mapping", mapping)
    listed = run("peers", "lines").stdout.splitlines()
    assert listed[1].split() == [
        "owned", "Peers", "of", "the", "test", "declared", "imported", "3", "3", "2025-05-01", "2026-05-01",
    ]  # fmt: skip
    shown = run("peers", "show", "owned", "--lang", "zh-Hans").stdout
    assert "owned: 3 assessments, Peers of the test" in shown
    assert "overall: Overall, 1 to 5" in shown
    assert "制造业" in shown
    assert "东亚" in shown
    missing = run("peers", "show", "other")
    assert missing.exit_code == 2
    assert "found no contributions; allowed: a line that has some: owned" in missing.stderr


def test_withdrawing_from_an_imported_line(run, tmp_path, mapping):
    run("peers", "import", csv_file(tmp_path), "--mapping", mapping)
    done = run("peers", "withdraw", "F-1", "--line", "owned")
    assert done.stdout.startswith("F-1: consent withdrawn, 1 assessment out of the pool")
    again = run("peers", "import", csv_file(tmp_path), "--mapping", mapping)
    assert "left out: 1 row of organisations that withdrew" in again.stderr
    assert "1 withdrawn" in run("peers", "show", "owned").stdout
    assert run("peers", "withdraw", "F-1", "--line", "owned").exit_code == 2
    unknown = run("peers", "consent", "F-77", "--line", "owned", "--by", "director")
    assert "found 'F-77'; allowed: an id of the file that was imported into owned" in unknown.stderr
    assert "allowed: an imported line" in run("peers", "withdraw", "F-1", "--line", "cmc").stderr


def test_the_text_of_the_consent_in_every_language(run):
    texts = [
        run("peers", "consent", "--text", "--lang", lang).stdout for lang in ("en", "zh-Hans", "zh-Hant")
    ]
    assert all("2026-11" in text for text in texts)
    assert len(set(texts)) == 3


def test_from_consent_to_contribution_and_back(run, recorded):
    left = run("peers", "contribute")
    assert (left.exit_code, left.stdout) == (0, "0 assessments contributed\n")
    assert left.stderr.count("found no consent on record") == 2
    given = run("peers", "consent", "Lantern Street Bank", "--by", "managing director", "--lang", "zh-Hans")
    assert given.stdout.startswith(
        "Lantern Street Bank: consent recorded (version 2026-11, zh-Hans, by managing"
    )
    assert (
        "in force already" in run("peers", "consent", "Lantern Street Bank", "--by", "somebody else").stdout
    )
    both = run("peers", "contribute", *recorded)
    assert (both.exit_code, both.stdout) == (2, "")
    assert "Copper Kettle Logistics, verified of" in both.stderr
    assert run("peers", "contribute", recorded[0]).stdout == "1 assessment contributed\n"
    assert run("peers", "contribute", recorded[0]).stdout == "0 assessments contributed\n"
    assert "contributed" in run("peers", "lines").stdout
    assert "1 assessment out of the pool" in run("peers", "withdraw", "Lantern Street Bank").stdout
    assert "withdrawn" in run("peers", "contribute", recorded[0]).stderr


def test_unknown_names_say_which_there_are(run, recorded):
    done = run("peers", "consent", "Lantern Bank", "--by", "director")
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        "found 'Lantern Bank'; allowed: one whose assessments are recorded: Lantern Street Bank"
        in done.stderr
    )
    done = run("peers", "contribute", "nothing.xlsx")
    assert done.exit_code == 2
    assert recorded[0] in done.stderr


def test_a_consent_needs_an_organisation_and_a_role(run):
    assert run("peers", "consent", "Lantern Street Bank").exit_code == 2


def test_help_needs_no_application(run, tmp_path):
    assert run("peers", "--help").exit_code == 0
    assert not (tmp_path / "home").exists()


def test_a_file_in_another_encoding(run, tmp_path, mapping):
    path = tmp_path / "peers.csv"
    path.write_bytes(csv_text([("铜壶", *ROWS[0][1:])]).encode("gb18030"))
    assert "(file: encoding)" in run("peers", "import", path, "--mapping", mapping).stderr
    mapping.write_text(MAPPING + "file: {encoding: gb18030}\n")
    assert run("peers", "import", path, "--mapping", mapping).exit_code == 0
