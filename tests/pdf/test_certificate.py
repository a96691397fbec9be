"""The certificate: one page with everything it must show, and never without a decision."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
import weasyprint
from pypdf import PdfReader

from assessor.languages import wording
from assessor.reports.certificate import NotCertified, certificate_html, fingerprint
from assessor.reports.document import SiteView
from tests.pdf.documents import certificate as decision
from tests.pdf.documents import full
from tests.pdf.edges import small, unfinished
from tests.pdf.printing import ADDRESS, certificate, pages, squeezed, structure, text_of

LANGUAGES = ("en", "zh-Hans", "zh-Hant")


def crowded(language):
    document = small(language)
    long = (
        "全国家用电器维修与客户服务行业合作组织"
        if language != "en"
        else "National Household Repair Cooperative "
    )
    subject = replace(
        document.subject,
        name=long * 6,
        scope=long * 30,
        sites=tuple(SiteView(f"{long} {i}", "1%") for i in range(40)),
    )
    return replace(document, subject=subject, certificate=decision(decided_by=long * 3, statement=long * 8))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_shows_everything_a_certificate_must(language):
    document = full(language)
    printed = text_of(certificate(document, language))
    subject, basis, made = document.subject, document.basis, document.certificate
    wanted = [
        subject.name,
        subject.scope,
        *(site.name for site in subject.sites),
        basis.model,
        basis.model_title,
        basis.track_title,
        document.level.title,
        str(document.level.number),
        document.total.shown,
        made.number,
        made.decided_on_shown,
        made.effective_on_shown,
        made.expires_on_shown,
        made.decided_by,
        made.statement,
        document.standing.edition,
        ADDRESS,
        fingerprint(document),
    ]
    assert [text for text in wanted if squeezed(text) not in printed] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [full, crowded])
def test_it_fits_one_page(make, language):
    pdf = certificate(make(language), language)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert squeezed(fingerprint(make(language))) in squeezed(pages(pdf)[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [full, crowded])
def test_nothing_on_it_overlaps(make, language):
    """Laid out again, for what lies where cannot be read from the file."""
    page = weasyprint.HTML(string=certificate_html(make(language), language, ADDRESS)).render().pages[0]
    boxes = {box.element.get("class", "").split()[0]: box for box in _with_class(page._page_box)}
    sheet, foot, signed, check = (boxes[name] for name in ("sheet", "foot", "signed", "check"))
    assert sheet.position_y + sheet.height < foot.position_y
    assert max(signed.position_y + signed.height, check.position_y + check.height) < boxes["peers"].position_y
    assert signed.position_x > check.position_x + check.width


def _with_class(box):
    if getattr(box, "element", None) is not None and box.element.get("class", "").strip():
        yield box
    for child in getattr(box, "children", ()):
        yield from _with_class(child)


def test_sites_that_have_no_room_are_counted():
    printed = text_of(certificate(crowded("en")))
    named = len(re.findall(r"NationalHouseholdRepairCooperative\d", printed))
    found = re.search(r"(\d+)furthersites", printed)
    assert found
    assert named >= 2
    assert named + int(found.group(1)) == 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_synthetic_peers_it_says_that_it_is_a_demonstration(language):
    note = wording(language)("DEMONSTRATION")
    assert squeezed(note) in text_of(certificate(full(language), language))


def test_with_real_peers_it_does_not():
    document = full(synthetic=False)
    html = certificate_html(document, "en", ADDRESS)
    assert "DEMONSTRATION" not in html
    assert "synthetic" not in html


def test_without_a_certificate_it_refuses_and_says_why():
    refused = decision(issued=False, obstacles=("Level 2 is below level 3.", "No assessors are named."))
    with pytest.raises(NotCertified, match=r"Level 2 is below level 3\.; No assessors are named\."):
        certificate_html(replace(small(), certificate=refused), "en", ADDRESS)
    with pytest.raises(NotCertified, match="no certificate was issued"):
        certificate_html(unfinished(), "en", ADDRESS)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "verify.example/1", ""])
def test_the_address_must_be_one_for_the_web(address):
    with pytest.raises(ValueError, match=r"allowed: http:// or https://"):
        certificate_html(small(), "en", address)


def test_an_address_too_long_for_a_readable_code_is_refused():
    with pytest.raises(ValueError, match="too long for a readable code"):
        certificate_html(small(), "en", ADDRESS + "x" * 400)


def test_the_fingerprint_is_the_same_in_every_language_and_changes_with_what_is_certified():
    document = full()
    assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}", fingerprint(document))
    same = replace(full("zh-Hans"), subject=document.subject)
    assert fingerprint(same) == fingerprint(document)
    others = [
        replace(document, subject=replace(document.subject, name="Another Ltd")),
        replace(document, subject=replace(document.subject, sites=document.subject.sites[:1])),
        replace(document, level=document.levels[3]),
        replace(document, certificate=decision(number="CMC-2026-000018")),
        replace(document, basis=replace(document.basis, source_digest="sha256:0")),
    ]
    assert len({fingerprint(other) for other in (document, *others)}) == len(others) + 1


def test_the_code_is_a_vector_with_words_for_those_who_cannot_see_it():
    pdf = certificate(full())
    reader = PdfReader(BytesIO(pdf))
    assert not reader.pages[0].images
    alternatives = {str(e.get("/Alt")) for e in structure(pdf) if e.get("/S") == "/Figure"}
    assert {"Code with the verification address", "Level 3, Defined"} <= alternatives
