"""A key on a token: a software token (SoftHSM) on this machine, reached as every other token is."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from assessor.signing.checking import verify
from assessor.signing.refusals import SigningRefused
from assessor.signing.sealing import sign
from assessor.signing.settings import CHAIN, LABEL, MODULE, PIN, TOKEN, settings_from
from assessor.signing.signer import signer_in_force
from tests.assessor.signing import authorities, papers
from tests.assessor.signing.authorities import written

MODULES = [Path(folder, "softhsm/libsofthsm2.so") for folder in ("/usr/lib", "/usr/lib/x86_64-linux-gnu")]
MODULES += [
    Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"),
]
FOUND = next((one for one in MODULES if one.exists()), None)
NAME, USER_PIN = "Example token", "4711"

pytestmark = pytest.mark.skipif(
    FOUND is None or shutil.which("softhsm2-util") is None, reason="SoftHSM (softhsm2) is not installed"
)


@pytest.fixture(scope="module")
def token(tmp_path_factory) -> dict[str, object]:
    """The settings of a token with the office's key and certificate on it."""
    pkcs11 = pytest.importorskip("pkcs11")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    configuration = written(folder, "softhsm2.conf", f"directories.tokendir = {folder}/tokens\n".encode())
    os.environ["SOFTHSM2_CONF"] = str(configuration)  # the module reads it when it is loaded, once
    key = written(folder, "key.pem", authorities.signer().key_pem())
    for command in (
        ["--init-token", "--free", "--label", NAME, "--so-pin", "0000", "--pin", USER_PIN],
        ["--init-token", "--free", "--label", "Second", "--so-pin", "0000", "--pin", USER_PIN],
        ["--init-token", "--free", "--label", "Third", "--so-pin", "0000", "--pin", USER_PIN],
        ["--import", key, "--token", NAME, "--label", "office", "--id", "01", "--pin", USER_PIN],
    ):
        subprocess.run(["softhsm2-util", *command], check=True, capture_output=True)
    _store_certificate(pkcs11)
    chain = written(folder, "chain.pem", authorities.signer().pem().split(b"PRIVATE KEY-----\n")[-1])
    yield {MODULE: FOUND, TOKEN: NAME, LABEL: "office", PIN: USER_PIN, CHAIN: chain}
    del os.environ["SOFTHSM2_CONF"]


def _store_certificate(pkcs11) -> None:
    from pkcs11.util.x509 import decode_x509_certificate

    from assessor.signing.certificates import as_asn1

    der = as_asn1(authorities.signer().certificate).dump()
    with pkcs11.lib(str(FOUND)).get_token(token_label=NAME).open(rw=True, user_pin=USER_PIN) as session:
        session.create_object(
            decode_x509_certificate(der) | {pkcs11.Attribute.LABEL: "office", pkcs11.Attribute.TOKEN: True}
        )


def in_force(tmp_path, token, **changes):
    return signer_in_force(settings_from({**token, **changes}), tmp_path)


def test_a_token_signs_and_keeps_its_key(tmp_path, token):
    signer = in_force(tmp_path, token)
    assert signer.source == "token Example token, key office"
    assert [*signer.chain] == authorities.signer().chain
    found = verify(sign(papers.paper(), signer, reason="r"), papers.trust())
    assert (found.verdict, found.signature.algorithm) == ("good", "SHA-256, P-256")
    again = verify(sign(papers.paper("zh-Hans"), signer, reason="r"), papers.trust())
    assert again.verdict == "good", "its session stays open"
    assert USER_PIN not in repr(settings_from(token))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({PIN: "1234"}, f"{PIN}: found a PIN that the token 'Example token' refuses"),
        (
            {PIN: "1234", TOKEN: "Third"},
            f"{PIN}: found a PIN that the token 'Third' refuses (PinIncorrect)",
        ),
        ({TOKEN: "Second"}, f"{LABEL}: found 0 private keys labelled 'office'; allowed: exactly one"),
        ({PIN: ""}, f"{PIN}: found nothing; allowed: the PIN of the token"),
        (
            {TOKEN: "Another"},
            f"{TOKEN}: found 'Another'; allowed: the label of a token that is present: 'Example token'",
        ),
        ({LABEL: "another"}, f"{LABEL}: found 0 private keys labelled 'another'; allowed: exactly one"),
        ({MODULE: "/nowhere.so"}, f"{MODULE}: /nowhere.so: found "),
    ],
)
def test_what_a_token_refuses_is_said(tmp_path, token, changes, said):
    with pytest.raises(SigningRefused) as refused:
        in_force(tmp_path, token, **changes)
    assert said.split("found")[0] in str(refused.value)
    assert said.split("found")[1].split(";")[0] in str(refused.value)
    assert "1234" not in str(refused.value)
    assert list(tmp_path.iterdir()) == [], "no demonstration in its place"


def test_a_module_that_is_none(tmp_path, token):
    path = written(tmp_path, "module.so", b"no library")
    with pytest.raises(SigningRefused, match=MODULE):
        in_force(tmp_path, token, **{MODULE: path})
