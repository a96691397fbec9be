"""Keys from files, the demonstration authority, and every way in which a key may be unfit."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from assessor.signing.checking import verify
from assessor.signing.demonstration import FILE
from assessor.signing.refusals import SigningRefused
from assessor.signing.sealing import sign
from assessor.signing.settings import CHAIN, KEY, PASSPHRASE, SigningSettings, settings_from
from assessor.signing.signer import read_signer, signer_in_force
from assessor.signing.trust import Trust
from tests.assessor.signing import authorities, papers
from tests.assessor.signing.authorities import identity, written

WORD = "correct horse"


def in_force(folder, ask=None, **values):
    return signer_in_force(settings_from(values), folder, ask)


def refusal(folder, ask=None, **values) -> str:
    with pytest.raises(SigningRefused) as refused:
        in_force(folder, ask, **values)
    return str(refused.value)


@pytest.mark.parametrize("name", ["key.pem", "key.p12"])
@pytest.mark.parametrize("passphrase", [None, WORD])
def test_a_key_from_a_file_signs(tmp_path, name, passphrase):
    office = authorities.signer()
    content = office.pem(passphrase) if name == "key.pem" else office.pkcs12(passphrase)
    path = written(tmp_path, name, content)
    signer = in_force(tmp_path, **{KEY: path, PASSPHRASE: passphrase})
    assert signer.source == str(path)
    assert not signer.demonstration
    assert [*signer.chain] == office.chain
    found = verify(sign(papers.paper(), signer, reason="r"), papers.trust())
    assert (found.verdict, found.signature.trusted) == ("good", True)


def test_a_passphrase_is_asked_for_where_the_environment_has_none(tmp_path):
    asked = []
    path = written(tmp_path, "key.p12", authorities.signer().pkcs12(WORD))
    signer = in_force(tmp_path, lambda what: asked.append(what) or WORD, **{KEY: path})
    assert asked == [f"Passphrase of {path}"]
    assert WORD not in repr(settings_from({KEY: path, PASSPHRASE: WORD}))
    assert "PRIVATE" not in repr(signer)


def test_the_chain_may_stand_in_a_file_of_its_own(tmp_path):
    office = authorities.signer()
    key = written(tmp_path, "key.pem", office.key_pem())
    certificates = [office.certificate, *office.chain]
    chain = written(tmp_path, "chain.pem", b"".join(one.public_bytes(Encoding.PEM) for one in certificates))
    assert [*in_force(tmp_path, **{KEY: key, CHAIN: chain}).chain] == office.chain


def test_an_rsa_key_of_enough_bits_signs(tmp_path):
    office = identity("Example RSA", key=rsa.generate_private_key(65537, 3072))
    signer = in_force(tmp_path, **{KEY: written(tmp_path, "key.pem", office.pem())})
    found = verify(sign(papers.paper(), signer, reason="r"), Trust((office.certificate,)))
    assert (found.verdict, found.signature.algorithm) == ("good", "SHA-256, RSA 3072")


UNFIT = {
    "rsa of 2048 bits": (lambda: identity("A", key=rsa.generate_private_key(65537, 2048)), "found RSA 2048"),
    "another curve": (lambda: identity("A", key=ec.generate_private_key(ec.SECP256K1())), "found secp256k1"),
    "expired": (authorities.expired, "found a certificate that expired on"),
    "not yet valid": (
        lambda: identity("A", begins=authorities.NOW + timedelta(days=5)),
        "found a certificate that holds only from",
    ),
    "not for signing": (lambda: identity("A", usages=["key_agreement"]), "whose key usage is not signing"),
    "mismatched": (
        lambda: authorities.Identity(ec.generate_private_key(ec.SECP256R1()), authorities.root().certificate),
        "none is of this key",
    ),
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_key_that_is_unfit_is_named_and_nothing_takes_its_place(tmp_path, name):
    make, said = UNFIT[name]
    path = written(tmp_path, "key.pem", make().pem())
    refused = refusal(tmp_path, **{KEY: path})
    assert said in refused
    assert "allowed: " in refused
    assert str(path) in refused
    assert not (tmp_path / FILE).exists(), "the demonstration does not step in"


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    past = authorities.NOW - timedelta(days=1)
    weak = rsa.generate_private_key(65537, 2048)
    bad = identity("A", key=weak, usages=["key_agreement"], begins=past - timedelta(days=9), ends=past)
    refused = refusal(tmp_path, **{KEY: written(tmp_path, "key.pem", bad.pem())})
    assert refused.count("allowed: ") == 3


def test_files_that_are_no_keys(tmp_path):
    missing = refusal(tmp_path, **{KEY: tmp_path / "none.pem"})
    assert "found No such file or directory; allowed: a file that can be read" in missing
    for name, content in (("a", b""), ("b", b"-----BEGIN nonsense"), ("c", b"\x30\x82" + bytes(50))):
        assert "protected or damaged" in refusal(tmp_path, **{KEY: written(tmp_path, name, content)})
    only_key = written(tmp_path, "d", authorities.signer().key_pem())
    assert "no certificate: none is of this key" in refusal(tmp_path, **{KEY: only_key})
    assert CHAIN in refusal(tmp_path, **{KEY: only_key})
    other = ed25519.Ed25519PrivateKey.generate()
    office = authorities.Identity(other, authorities.root().certificate)
    assert "Ed25519" in refusal(tmp_path, **{KEY: written(tmp_path, "e", office.pem())})


@pytest.mark.parametrize("name", ["key.pem", "key.p12"])
def test_a_wrong_or_missing_passphrase_is_said_and_not_repeated(tmp_path, name):
    office = authorities.signer()
    path = written(tmp_path, name, office.pem(WORD) if name == "key.pem" else office.pkcs12(WORD))
    assert PASSPHRASE in refusal(tmp_path, **{KEY: path})
    refused = refusal(tmp_path, **{KEY: path, PASSPHRASE: "wrong guess"})
    assert "that the passphrase does not open" in refused
    assert "wrong guess" not in refused


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({PASSPHRASE: "x"}, f"{KEY}: found nothing, but {PASSPHRASE}"),
        ({CHAIN: "x"}, f"{KEY}: found nothing, but {CHAIN}"),
        ({"ASSESSOR_SIGNING_PIN": "1"}, "ASSESSOR_SIGNING_MODULE: found nothing"),
        ({"ASSESSOR_SIGNING_MODULE": "m"}, "ASSESSOR_SIGNING_TOKEN: found nothing"),
        ({KEY: "k", "ASSESSOR_SIGNING_TOKEN": "t"}, "a file or a token, not both"),
        ({"ASSESSOR_TIMESTAMP_URL": "ftp://x"}, "allowed: an address that begins with http://"),
        ({"ASSESSOR_TIMESTAMP_POLICY": "maybe"}, "allowed: one of required, optional"),
    ],
)
def test_settings_that_contradict_each_other(values, said):
    with pytest.raises(SigningRefused) as refused:
        settings_from(values)
    assert said in str(refused.value)


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("ASSESSOR_TIMESTAMP_URL", "https://stamp.example/tsa")
    monkeypatch.setenv("ASSESSOR_TIMESTAMP_POLICY", "optional")
    monkeypatch.setenv("ASSESSOR_TRUST", "a.pem:b.pem")
    settings = settings_from()
    assert (settings.key, settings.timestamps.required) == (None, False)
    assert [one.name for one in settings.trust] == ["a.pem", "b.pem"]


def test_the_demonstration_authority_says_so_and_is_made_once(tmp_path):
    signer = signer_in_force(SigningSettings(), tmp_path)
    path = tmp_path / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signer.demonstration
    assert "certifies nobody" in signer.facts.subject
    assert "certifies nobody" in signer.facts.issuer
    assert signer.facts.key == "P-256"
    assert signer.facts.valid_until - signer.facts.valid_from > timedelta(days=3650)
    assert path.read_bytes().count(b"PRIVATE KEY-----") == 2, "the root's key is kept by nobody"
    assert signer_in_force(SigningSettings(), tmp_path).certificate == signer.certificate


def test_two_that_make_it_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: read_signer(SigningSettings(), tmp_path).facts.fingerprint, range(8)))
    assert len(set(made)) == 1
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


def test_a_demonstration_is_trusted_by_nobody_even_where_it_is_told_to_be(tmp_path):
    signer = signer_in_force(SigningSettings(), tmp_path)
    pdf = sign(papers.paper(), signer, reason="r")
    for trust in (Trust(), Trust(signer.chain), papers.trust()):
        found = verify(pdf, trust)
        assert (found.verdict, found.signature.trusted) == ("untrusted", False)
        assert "demonstration authority, which certifies nobody" in found.signature.trust.message


def test_a_spoiled_demonstration_is_not_made_again_in_silence(tmp_path):
    written(tmp_path, FILE, b"nothing of use")
    with pytest.raises(SigningRefused, match=FILE):
        signer_in_force(SigningSettings(), tmp_path)


def test_a_certificate_that_expires_soon_is_said():
    soon = identity("A", ends=authorities.NOW + timedelta(days=29))
    assert papers.key(soon).expires_soon()
    assert not papers.key(authorities.signer()).expires_soon()
