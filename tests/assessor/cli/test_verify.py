"""assessor verify: what is said of a file, and the exit code a script goes by."""

import json

import pytest

from assessor.signing.sealing import sign
from tests.assessor.signing import authorities, papers
from tests.assessor.signing.authorities import written
from tests.assessor.signing.registering import NUMBER, register


@pytest.fixture
def files(tmp_path):
    """A signed file and the authority to trust."""
    pdf = written(tmp_path, "report.pdf", papers.signed())
    return pdf, written(tmp_path, "root.pem", authorities.root().root_pem())


def test_a_good_file(run, files):
    pdf, root = files
    done = run("verify", pdf, "--trust", root)
    assert (done.exit_code, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert said[0].strip() == "report.pdf"
    assert said[1].startswith("Good: signed by a trusted authority and unchanged")
    assert "trusted by CN=Example Root" in done.stdout
    assert "CN=Example Certification Office,O=Example Certification Body" in done.stdout
    assert "the whole file" in done.stdout
    assert "agree: Level, Name of the level, Total" in done.stdout
    assert "not reachable: no register is configured" in done.stdout


def test_authorities_may_come_from_the_environment(run, files, monkeypatch):
    pdf, root = files
    assert run("verify", pdf).exit_code == 4
    monkeypatch.setenv("ASSESSOR_TRUST", str(root))
    assert run("verify", pdf).exit_code == 0


def test_a_changed_file_is_named_with_what_changed(run, files, tmp_path):
    _, root = files
    changed = bytearray(papers.signed())
    changed[len(changed) // 3] ^= 1
    done = run("verify", written(tmp_path, "changed.pdf", bytes(changed)), "--trust", root)
    assert done.exit_code == 1
    assert "NOT good" in done.stdout
    assert "Problem" in done.stdout
    again = run("verify", written(tmp_path, "appended.pdf", papers.signed() + b" "), "--trust", root)
    assert again.exit_code == 1
    assert "something was appended afterwards" in again.stdout


def test_print_and_data_that_differ(run, files, tmp_path):
    of = papers.document()
    data = papers.data(of, total__shown="532", total__value=532.0)
    pdf = sign(
        papers.attached(papers.printed(papers.page(of)), data), papers.key(authorities.signer()), reason="r"
    )
    done = run("verify", written(tmp_path, "two.pdf", pdf), "--trust", files[1])
    assert done.exit_code == 1
    assert "Total: printed 533, attached 532" in done.stdout


def test_an_unsigned_file(run, tmp_path):
    done = run("verify", written(tmp_path, "plain.pdf", papers.paper()))
    assert done.exit_code == 3
    assert "NOT signed" in done.stdout


def test_a_demonstration_is_said_to_be_one(run, tmp_path):
    made = run("signing", "init-demo")
    assert made.exit_code == 0
    assert "certifies nobody" in made.stdout
    assert "it certifies nobody" in made.stderr
    from assessor.config import home
    from assessor.signing.settings import SigningSettings
    from assessor.signing.signer import signer_in_force

    pdf = sign(papers.paper(), signer_in_force(SigningSettings(), home()), reason="r")
    done = run("verify", written(tmp_path, "demo.pdf", pdf))
    assert done.exit_code == 4
    assert "a demonstration authority, which certifies nobody" in done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no PDF", "allowed: one that begins with %PDF-"), (None, "No such file or directory")],
)
def test_what_cannot_be_looked_into_is_refused(run, tmp_path, content, said):
    path = tmp_path / "x.pdf" if content is None else written(tmp_path, "x.pdf", content)
    done = run("verify", path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "x.pdf" in done.stderr


def test_a_large_file_is_refused_before_it_is_read(run, tmp_path):
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(200_000_000)
    done = run("verify", path)
    assert done.exit_code == 2
    assert "found 200000000 bytes; allowed: 67108864 at most" in done.stderr


def test_an_authority_that_cannot_be_read(run, files, tmp_path):
    done = run("verify", files[0], "--trust", written(tmp_path, "odd.pem", b"odd"))
    assert done.exit_code == 2
    assert "odd.pem" in done.stderr


def test_everything_as_json(run, files):
    pdf, root = files
    done = run("verify", pdf, "--trust", root, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["exit_code"], told["verdict"]) == (0, 0, "good")
    assert told["signature"]["signer"]["key"] == "P-256"
    assert told["signature"]["trust"] == "trusted by CN=Example Root,O=Example Certification Body"
    assert told["attachment"]["schema"] == "assessor.result/1"
    assert {one["comparison"] for one in told["figures"]} == {"same"}
    assert told["register"] == {"status": None, "unreachable": "no register is configured"}


@pytest.mark.parametrize(("language", "said"), [("zh-Hans", "受信任的机构"), ("zh-Hant", "受信任的機構")])
def test_in_chinese(run, files, language, said):
    pdf, root = files
    done = run("verify", pdf, "--trust", root, "--lang", language)
    assert done.exit_code == 0
    assert said in done.stdout


def test_a_certificate_that_the_register_suspended(run, files, tmp_path, monkeypatch):
    with register(tmp_path, monkeypatch, {"number": NUMBER, "status": "suspended"}) as (url, asked):
        done = run("verify", files[0], "--trust", files[1], "--register", url)
    assert (done.exit_code, asked) == (5, [f"/certificates/{NUMBER}"])
    assert f"certificate {NUMBER} is suspended" in done.stdout


def test_a_register_that_is_not_there_changes_nothing(run, files):
    done = run("verify", files[0], "--trust", files[1], "--register", "https://127.0.0.1:9/x")
    assert done.exit_code == 0
    assert "not reachable: " in done.stdout


def test_a_changed_file_does_not_choose_whom_to_ask_for(run, tmp_path, monkeypatch):
    with register(tmp_path, monkeypatch, {"number": NUMBER, "status": "valid"}) as (url, asked):
        done = run("verify", written(tmp_path, "c.pdf", papers.signed() + b" "), "--register", url)
    assert (done.exit_code, asked) == (1, [])
