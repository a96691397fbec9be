"""Whatever is done to a signed file is noticed and named."""

import random
import shutil
import subprocess
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata
from pyhanko.sign.signers.pdf_signer import PdfSigner
from pypdf import PdfReader, PdfWriter

from assessor.signing.checking import verify
from assessor.signing.container import examine
from assessor.signing.sealing import sign
from assessor.signing.settings import TimestampService
from assessor.signing.verification import Verification
from assessor.signing.waiting import awaited
from tests.assessor.signing import authorities, papers
from tests.assessor.signing.stamping import service

PLACES = 200


def said(found: Verification) -> str:
    return "\n".join(one.said(lambda text, **values: text % values) for one in found.changes)


def test_a_flipped_bit_anywhere_is_noticed():
    """Two hundred places over the whole file, the signature's own included: no byte is left out."""
    pdf, chance, missed = papers.signed(), random.Random(2026), []
    for place in sorted(chance.sample(range(len(pdf)), PLACES)):
        spoiled = bytearray(pdf)
        spoiled[place] ^= 1 << chance.randrange(8)
        if place < 5:
            continue  # not a PDF any more: refused, see the hostile files
        found = verify(bytes(spoiled), papers.trust())
        if found.verdict != "changed" or not found.changes:
            missed.append((place, found.verdict))
    assert missed == []


def container(pdf: bytes) -> tuple[list[int], bytes]:
    signature = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0]
    return [int(one) for one in signature.byte_range], signature.pkcs7_content


def test_every_byte_of_the_gap_is_accounted_for():
    """The place of the signature is not signed: padding, case and brackets are checked by their form."""
    pdf = papers.signed()
    limits, contents = container(pdf)
    assert examine(pdf, limits, contents).faults == ()
    for place in range(limits[1], limits[2]):
        spoiled = bytearray(pdf)
        spoiled[place] ^= 0x20 if spoiled[place] in b"ABCDEF" else 1
        assert examine(bytes(spoiled), limits, contents).faults, place


@pytest.mark.parametrize("stamped", [False, True])
def test_what_no_digest_protects_is_checked_by_its_form(stamped):
    """Bits of the signature itself: also versions, names and certificates, which its mathematics ignore."""
    pdf, chance = papers.signed(), random.Random(7)
    if stamped:
        with service() as running:
            stamps = TimestampService(running.url)
            pdf = sign(papers.paper(), papers.key(authorities.signer()), reason="r", timestamps=stamps)
    limits, contents = container(pdf)
    used = len(contents.rstrip(b"\0"))
    for place in chance.sample(range(used), 40):
        spoiled = bytearray(contents)
        spoiled[place] ^= 1 << chance.randrange(8)
        file = pdf[: limits[1] + 1] + bytes(spoiled).hex().upper().encode() + pdf[limits[2] - 1 :]
        found = verify(file, papers.trust())
        assert found.verdict == "changed", place


def incremental(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(BytesIO(pdf))


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_page_that_was_edited_incrementally():
    writer = incremental(papers.signed())
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = NumberObject(180)
    writer.update_container(page)
    found = verify(written(writer), papers.trust())
    assert found.verdict == "changed"
    assert "something was appended afterwards" in said(found)
    assert "after the signature: pages" in said(found)
    assert found.signature.intact, "the bytes that were signed are still there"
    assert not found.signature.whole_file


def test_an_attachment_that_was_replaced_incrementally():
    of = papers.document()
    writer = incremental(papers.signed())
    stream = writer.root["/AF"][0]["/EF"]["/F"]
    stream._data = papers.data(of, total__shown="999", total__value=999.0)
    stream._encoded_data = None
    writer.update_container(stream)
    found = verify(written(writer), papers.trust())
    assert found.verdict == "changed"
    assert "after the signature: attachments" in said(found)
    assert f"Total: printed {of.total.shown}, attached 999" in said(found)


def test_pypdf_appending_to_it():
    writer = PdfWriter(BytesIO(papers.signed()), incremental=True)
    writer.add_metadata({"/Title": "Another"})
    out = BytesIO()
    writer.write(out)
    found = verify(out.getvalue(), papers.trust())
    assert found.verdict == "changed"
    assert "appended" in said(found)


def test_another_signature_that_was_added():
    writer = incremental(papers.signed())
    writer.encrypt = None
    stranger = papers.key(authorities.identity("Somebody Else"))
    meta = PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    signer = PdfSigner(meta, stranger.engine, new_field_spec=SigFieldSpec("Second"))
    signer._enforce_certification_constraints = lambda reader: None  # a forger is not held back by manners
    forged = awaited(lambda: signer.sign_pdf(writer))
    found = verify(forged.getvalue(), papers.trust())
    assert found.verdict == "changed"
    assert "another signature was added: CN=Somebody Else,O=Example Certification Body" in said(found)
    assert found.signature.signer.subject.startswith("CN=Example Certification Office")


def test_spaces_at_the_end():
    found = verify(papers.signed() + b"\n", papers.trust())
    assert found.verdict == "changed"
    assert f"covers {len(papers.signed())} of {len(papers.signed()) + 1} bytes" in said(found)


def test_bytes_before_it():
    found = verify(b"%PDF-1.7\n" + papers.signed(), papers.trust())
    assert found.verdict == "changed"


@pytest.mark.parametrize("linearize", [False, True])
def test_a_file_that_was_saved_again(linearize):
    with pikepdf.open(BytesIO(papers.signed())) as opened:
        out = BytesIO()
        opened.save(out, linearize=linearize)
    found = verify(out.getvalue(), papers.trust())
    assert found.verdict == "changed"
    assert not (found.signature and found.signature.intact)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_a_file_that_qpdf_saved_again(tmp_path):
    path = authorities.written(tmp_path, "signed.pdf", papers.signed())
    again = tmp_path / "again.pdf"
    subprocess.run(["qpdf", "--object-streams=generate", path, again], check=True)
    assert verify(again.read_bytes(), papers.trust()).verdict == "changed"


def test_a_swapped_attachment_in_a_file_saved_again():
    of = papers.document()
    with pikepdf.open(BytesIO(papers.signed())) as opened:
        opened.Root.AF[0].EF.F.write(papers.data(of, total__shown="999", total__value=999.0))
        out = BytesIO()
        opened.save(out)
    found = verify(out.getvalue(), papers.trust())
    assert found.verdict == "changed"
    assert f"Total: printed {of.total.shown}, attached 999" in said(found)
    assert "not the file that the document says it is" in said(found)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off(share):
    pdf = papers.signed()
    found = verify(pdf[: int(len(pdf) * share)], papers.trust())
    assert found.verdict == "changed"
    assert found.changes


def test_a_signature_that_was_taken_off():
    with pikepdf.open(BytesIO(papers.signed())) as opened:
        del opened.Root.AcroForm, opened.Root.Perms
        del opened.pages[0]["/Annots"]
        out = BytesIO()
        opened.save(out)
    found = verify(out.getvalue(), papers.trust())
    assert (found.verdict, found.signature) == ("unsigned", None)


def test_a_signature_whose_field_is_hidden_from_readers():
    found = verify(papers.signed().replace(b"/AcroForm", b"/AcroFarm"), papers.trust())
    assert found.verdict == "changed"
    assert "what is left of a signature" in said(found)


def test_a_signature_from_another_file():
    """The container of one file in the place of another's: the same signer, the same length."""
    other = sign(papers.paper("zh-Hans"), papers.key(authorities.signer()), reason="Statement of result")
    ours, theirs = container(papers.signed())[0], container(other)[0]
    assert ours[2] - ours[1] == theirs[2] - theirs[1]
    gap = other[theirs[1] : theirs[2]]
    found = verify(papers.signed()[: ours[1]] + gap + papers.signed()[ours[2] :], papers.trust())
    assert found.verdict == "changed"
    assert "its digest is another one" in said(found)


def test_a_range_that_leaves_something_out():
    """The sum of the parts is the file's length, but one part of it stands in the gap."""
    pdf = papers.signed()
    limits, _ = container(pdf)
    shifted = [0, limits[1] - 8, limits[2] - 8, limits[3] + 8]
    old, new = (b"/ByteRange [%s]" % b" ".join(b"%d" % one for one in part) for part in (limits, shifted))
    place = pdf.index(b"/ByteRange")
    end = pdf.index(b"]", place) + 1
    spoiled = pdf[:place] + new.ljust(end - place) + pdf[end:]
    assert len(old) == len(new)
    assert verify(spoiled, papers.trust()).verdict == "changed"


def test_a_signed_file_in_another_language_is_good_as_well():
    for language in ("zh-Hans", "zh-Hant"):
        found = verify(papers.signed(language), papers.trust())
        assert (found.verdict, said(found)) == ("good", "")


def test_the_paper_itself_is_unsigned():
    found = verify(papers.paper(), papers.trust())
    assert (found.verdict, found.signature, found.changes) == ("unsigned", None, ())
    assert PdfReader(BytesIO(papers.paper())).pages
    assert NameObject("/AcroForm") not in PdfFileReader(BytesIO(papers.paper())).root
