"""What a signature adds to a PDF, and that it leaves everything else as it was."""

import logging
import re
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from assessor.signing.checking import verify
from assessor.signing.refusals import SigningRefused
from assessor.signing.sealing import sign
from tests.assessor.signing import authorities, papers

EARLIER = authorities.NOW.replace(microsecond=0) - timedelta(hours=6)


def test_a_signature_says_who_when_and_over_what():
    found = verify(papers.signed(), papers.trust())
    signature = found.signature
    assert (found.verdict, found.changes) == ("good", ())
    assert signature.signer.subject == "CN=Example Certification Office,O=Example Certification Body"
    assert signature.trust.said(lambda text, **values: text % values) == (
        "trusted by CN=Example Root,O=Example Certification Body"
    )
    assert (signature.profile, signature.algorithm) == ("PAdES B-B", "SHA-256, P-256")
    assert (signature.intact, signature.whole_file, signature.permits) == (True, True, "nothing")
    assert signature.reason == "Statement of result"
    assert signature.stamp is None
    assert [one.subject.split(",")[0] for one in signature.chain] == [
        "CN=Example Issuing Authority",
        "CN=Example Root",
    ]


def test_the_time_that_is_claimed_is_the_callers():
    pdf = sign(
        papers.paper(), papers.key(authorities.signer()), reason="r", location="Somewhere", when=EARLIER
    )
    signature = verify(pdf).signature
    assert signature.claimed_at == EARLIER
    assert signature.location == "Somewhere"


def test_everything_before_the_signature_is_as_it_was():
    before, after = papers.paper(), papers.signed()
    assert after.startswith(before)
    assert PdfFileReader(BytesIO(after)).trailer["/ID"][0] == PdfFileReader(BytesIO(before)).trailer["/ID"][0]
    assert metadata(after) == metadata(before)


def metadata(pdf: bytes) -> tuple[bytes, dict[str, str]]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        info = {str(name): str(value) for name, value in opened.docinfo.items()}
        return opened.Root.Metadata.read_bytes(), info


def test_the_field_keeps_pdf_a_and_pdf_ua():
    """The rules a signature could break: PDF/A-3 6.3.2, 6.3.3, 6.4.1, PDF/UA-1 7.18.1, 7.18.3, 7.18.4."""
    with pikepdf.open(BytesIO(papers.signed())) as opened:
        (field,) = opened.Root.AcroForm.Fields
        flags = int(field.F)
        assert flags & 4, "printable"
        assert not flags & (1 | 2 | 32 | 256), "neither invisible, hidden, no view nor toggled"
        assert field.Rect[0] == field.Rect[2]
        assert field.Rect[1] == field.Rect[3]
        assert float(field.Rect[0]) < float(opened.pages[0].MediaBox[0]), "outside the page: needs no tag"
        assert str(field.TU) == "Signature"
        assert opened.pages[0].Tabs == "/S"
        assert "/NeedAppearances" not in opened.Root.AcroForm
        assert "/AA" not in field
        assert "/A" not in field
        assert set(opened.Root.Perms.keys()) == {"/DocMDP"}
        (reference,) = field.V.Reference
        assert not {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference.keys())
        assert int(reference.TransformParams.P) == 1
        assert "/Version" not in opened.Root
        assert opened.pdf_version == "1.7"


@pytest.mark.parametrize("modes", ["disable", "generate"])
def test_tables_and_streams_of_references_stay_what_they_are(modes):
    mode = getattr(pikepdf.ObjectStreamMode, modes)
    data = papers.data(papers.document())
    pdf = papers.attached(papers.printed(papers.page(papers.document())), data, object_stream_mode=mode)
    signed = sign(pdf, papers.key(authorities.signer()), reason="r")
    streams = len(re.findall(rb"/Type\s*/XRef", signed))
    assert streams == (2 if modes == "generate" else 0)
    assert not PdfFileReader(BytesIO(signed)).xrefs.hybrid_xrefs_present
    assert verify(signed, papers.trust()).verdict == "good"
    with pikepdf.open(BytesIO(signed)) as opened:
        assert opened.check_pdf_syntax() == []


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(tmp_path):
    path = authorities.written(tmp_path, "signed.pdf", papers.signed())
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
def test_another_reader_agrees(tmp_path):
    path = authorities.written(tmp_path, "signed.pdf", papers.signed())
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True)
    assert "Signature is Valid" in done.stdout
    assert "Total document signed" in done.stdout
    assert "ETSI.CAdES.detached" in done.stdout


def test_what_is_signed_already_is_not_signed_again():
    with pytest.raises(SigningRefused, match="signed already"):
        sign(papers.signed(), papers.key(authorities.signer()), reason="r")


@pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.7\n", papers.__doc__.encode()])
def test_what_is_no_pdf_is_not_signed(content):
    with pytest.raises(SigningRefused, match="allowed: a "):
        sign(content, papers.key(authorities.signer()), reason="r")


def test_what_is_encrypted_is_not_signed():
    with pikepdf.open(BytesIO(papers.paper())) as opened:
        out = BytesIO()
        opened.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(SigningRefused, match="encrypted"):
        sign(out.getvalue(), papers.key(authorities.signer()), reason="r")


def test_an_expired_key_signs_nothing():
    with pytest.raises(SigningRefused, match="expired on"):
        sign(papers.paper(), papers.key(authorities.expired()), reason="r")
    long_ago = EARLIER - timedelta(days=900)
    with pytest.raises(SigningRefused, match="holds only from"):
        sign(papers.paper(), papers.key(authorities.signer()), reason="r", when=long_ago)


def test_nothing_is_logged_where_nothing_is_wrong(caplog):
    with caplog.at_level(logging.WARNING):
        sign(papers.paper(), papers.key(authorities.signer()), reason="r")
    assert caplog.records == []
