"""assessor signing: which key is in force, and what is wrong with it."""

from datetime import timedelta

from tests.assessor.signing import authorities
from tests.assessor.signing.authorities import written


def test_nothing_is_made_by_looking(run, tmp_path):
    done = run("signing", "show")
    assert done.exit_code == 0
    assert "will be made when something is first signed" in done.stdout
    assert not (tmp_path / "home").exists()


def test_the_demonstration_is_shown_as_one(run, tmp_path):
    assert run("signing", "init-demo").exit_code == 0
    done = run("signing", "show")
    assert done.exit_code == 0
    assert str(tmp_path / "home" / "demonstration-signer.pem") in done.stdout
    assert "This is a demonstration authority: it certifies nobody." in done.stderr


def test_a_configured_key(run, tmp_path, monkeypatch):
    path = written(tmp_path, "key.p12", authorities.signer().pkcs12("word"))
    monkeypatch.setenv("ASSESSOR_SIGNING_KEY", str(path))
    monkeypatch.setenv("ASSESSOR_SIGNING_PASSPHRASE", "word")
    monkeypatch.setenv("ASSESSOR_TIMESTAMP_URL", "https://stamp.example/tsa")
    done = run("signing", "show")
    assert (done.exit_code, done.stderr) == (0, "")
    for said in (
        str(path),
        "CN=Example Certification Office",
        "P-256",
        "https://stamp.example/tsa (required)",
    ):
        assert said in done.stdout
    assert "word" not in done.stdout.replace("key.p12", "")


def test_a_key_that_expires_soon(run, tmp_path, monkeypatch):
    soon = authorities.identity("Example", ends=authorities.NOW + timedelta(days=20))
    monkeypatch.setenv("ASSESSOR_SIGNING_KEY", str(written(tmp_path, "key.pem", soon.pem())))
    done = run("signing", "show")
    assert done.exit_code == 0
    assert "The certificate expires on" in done.stderr


def test_a_key_that_cannot_sign(run, tmp_path, monkeypatch):
    path = written(tmp_path, "key.pem", authorities.expired().pem())
    monkeypatch.setenv("ASSESSOR_SIGNING_KEY", str(path))
    done = run("signing", "show")
    assert done.exit_code == 2
    assert "CN=Example Expired Office" in done.stdout
    assert "found a certificate that expired on" in done.stderr
    assert not (tmp_path / "home").exists()


def test_settings_that_are_not_complete(run, monkeypatch):
    monkeypatch.setenv("ASSESSOR_SIGNING_TOKEN", "x")
    done = run("signing", "show")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("2 faults\n")
