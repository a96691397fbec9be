"""Files made to hurt whoever reads them: refused in words or found out, never a stack trace, never long."""

import time
import zlib
from io import BytesIO

import pikepdf
import pytest

from assessor.signing import confinement
from assessor.signing.checking import verify
from assessor.signing.confinement import verify_confined
from assessor.signing.refusals import PdfRefused, TrustRefused
from assessor.signing.sealing import sign
from assessor.signing.verification import LARGEST
from tests.assessor.signing import authorities, papers


def pdf_of(*objects: bytes, root: bytes = b"<< /Type /Catalog /Pages 2 0 R >>") -> bytes:
    """A PDF with these objects from number 2 on."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate((root, *objects), start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def deflated(size: int, times: int = 1) -> bytes:
    data = bytes(size)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


NO_PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"
BOMB = stream(deflated(300_000_000, 2), b"/Type /EmbeddedFile /Filter [/FlateDecode /FlateDecode]")
SPECIFICATION = (
    b"<< /Type /Filespec /F (result.json) /UF (result.json) /AFRelationship /Data /EF << /F 4 0 R >> >>"
)
WITH_RESULT = b"<< /Type /Catalog /Pages 2 0 R /AF [3 0 R] >>"


def encrypted() -> bytes:
    with pikepdf.open(BytesIO(papers.paper())) as opened:
        out = BytesIO()
        opened.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
        return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "found a file that begins with b''"),
        (b"\x89PNG\r\n", "allowed: one that begins with %PDF-"),
        (b"MZ\x1b[31m", "allowed: one that begins with %PDF-"),
        (b"%PDF-" + bytes(LARGEST), f"found {LARGEST + 5} bytes; allowed: {LARGEST} at most"),
    ],
)
def test_what_is_not_looked_into_is_refused(content, said):
    with pytest.raises(PdfRefused) as refused:
        verify(content)
    assert said in str(refused.value)
    assert "\x1b" not in str(refused.value)


def test_an_encrypted_pdf_is_refused():
    with pytest.raises(PdfRefused, match="found an encrypted PDF; allowed: one that everybody can read"):
        verify(encrypted())


CIRCLES = {
    "pages that hold themselves": pdf_of(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
    "an object that is itself": pdf_of(b"2 0 R"),
    "a form that holds itself": pdf_of(
        NO_PAGES,
        b"<< /FT /Sig /T (a) /Kids [3 0 R] >>",
        root=b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
    ),
    "lists in lists": pdf_of(NO_PAGES, b"[" * 50_000 + b"]" * 50_000, root=WITH_RESULT),
    "a length that is its own stream": pdf_of(
        NO_PAGES, b"<< /Length 3 0 R >>\nstream\nx\nendstream", root=WITH_RESULT
    ),
    "references that point backwards": (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer << /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF"
    ),
    "nothing but a head": b"%PDF-1.7",
    "a signature of nonsense": pdf_of(
        NO_PAGES,
        b"<< /FT /Sig /T (a) /V 4 0 R >>",
        b"<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 9 9 999999] /Contents <00> >>",
        root=b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
    ),
    "a signature without a range": pdf_of(
        NO_PAGES,
        b"<< /FT /Sig /T (a) /V 4 0 R >>",
        b"<< /Type /Sig >>",
        root=b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
    ),
    "fields that are none": pdf_of(
        NO_PAGES, root=b"<< /Type /Catalog /Pages 2 0 R /AcroForm /None /Names 7 /AF 1 >>"
    ),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_structures_without_end(name):
    begun = time.monotonic()
    found = verify(CIRCLES[name])
    assert found.verdict in ("changed", "unsigned")
    assert found.signature is None
    assert found.changes
    assert time.monotonic() - begun < 10


def test_an_attachment_that_unpacks_without_end():
    """300 MB of nothing, packed twice into less than a thousand bytes."""
    pdf = pdf_of(NO_PAGES, SPECIFICATION, BOMB, root=WITH_RESULT)
    assert len(pdf) < 3_000
    found = verify(pdf)
    assert (found.verdict, found.attachment) == ("unsigned", None)
    assert [one.message for one in found.changes] == ["the attached result cannot be read"]


def test_a_page_that_unpacks_without_end():
    of = papers.document()
    with pikepdf.open(BytesIO(papers.printed(papers.page(of)))) as opened:
        bomb = pikepdf.Stream(opened, zlib.compress(b"q Q " * 75_000_000, 9))
        bomb.Filter = pikepdf.Name.FlateDecode
        opened.pages[0].Contents = bomb
        out = BytesIO()
        opened.save(out, compress_streams=False)
    pdf = sign(papers.attached(out.getvalue(), papers.data(of)), papers.key(authorities.signer()), reason="r")
    found = verify_confined(pdf, seconds=60)
    assert found.verdict == "changed"
    assert "the text of the pages cannot be read" in found.changes[0].message


def test_names_of_strangers_do_not_reach_the_terminal_as_they_are():
    odd = authorities.identity("A\x1b[31m\u202eB\x07")
    found = verify(sign(papers.paper(), papers.key(odd), reason="\x1b]0;title\x07"))
    assert not set("\x1b\u202e\x07") & set(found.signature.signer.subject + found.signature.reason)


# --- in a process of its own --------------------------------------------------------------------------


def test_the_process_of_its_own_finds_the_same(tmp_path):
    root = authorities.written(tmp_path, "root.pem", authorities.root().root_pem())
    found = verify_confined(papers.signed(), [root])
    assert found == verify(papers.signed(), papers.trust())


def test_refusals_come_out_of_it_as_they_are(tmp_path):
    with pytest.raises(PdfRefused, match="encrypted"):
        verify_confined(encrypted())
    with pytest.raises(TrustRefused, match=r"none\.pem"):
        verify_confined(papers.signed(), [tmp_path / "none.pem"])


def test_work_without_end_is_ended():
    with pytest.raises(PdfRefused, match=r"more than 0\.01 s of work"):
        verify_confined(papers.signed(), seconds=0.01)


def test_a_reader_that_does_not_survive_is_said(monkeypatch):
    monkeypatch.setattr(confinement.sys, "executable", "/bin/false")
    with pytest.raises(PdfRefused, match="that its reader did not survive"):
        verify_confined(papers.signed())
