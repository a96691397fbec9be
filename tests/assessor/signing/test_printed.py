"""Print and data: every figure that differs is named, and what printing does to a text is no difference."""

import json
from dataclasses import replace
from io import BytesIO

import pytest

from assessor.printing.fonts import code_point
from assessor.reports.document import Figure
from assessor.signing.attachment import attached_result
from assessor.signing.checking import verify
from assessor.signing.printed import compare, contradictions
from assessor.signing.sealing import sign
from tests.assessor.signing import authorities, papers
from tests.assessor.signing.test_tampering import said
from tests.pdf.documents import full


def checked(pdf: bytes):
    return verify(sign(pdf, papers.key(authorities.signer()), reason="r"), papers.trust())


def with_data(language="en", **changes):
    of = papers.document(language)
    return checked(papers.attached(papers.printed(papers.page(of)), papers.data(of, **changes)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"total__shown": "532", "total__value": 532.0}, "Total: printed 533, attached 532"),
        ({"level__number": 4}, "Level: printed 3, attached 4"),
        ({"level__title": "Leading"}, "Name of the level: printed Defined, attached Leading"),
        ({"basis__points__shown": "900"}, "Points of the model: printed 1000, attached 900"),
        (
            {"subject__name": "Another Group Ltd"},
            "Organisation: printed Example Service Group Ltd, attached Another",
        ),
        ({"certificate__number": "CMC-2026-000018"}, "printed CMC-2026-000017, attached CMC-2026-000018"),
        (
            {"standing__edition": "cmc-2025-verified-1"},
            "printed cmc-2026-verified-3, attached cmc-2025-verified-1",
        ),
        ({"basis__assessed_on_shown": "3 November 2026"}, "printed 2November2026, attached 3 November 2026"),
        ({"certificate__expires_on_shown": "8 November 2030"}, "Expires on: printed 8November2029"),
        (
            {"certificate__decided_on_shown": "1 May 2026"},
            "Decided on: printed 9November2026, attached 1 May 2026",
        ),
    ],
)
def test_a_signed_document_whose_data_say_something_else(changes, expected):
    found = with_data(**changes)
    assert found.verdict == "changed"
    assert found.signature.intact, "the signature is good: the signer signed a contradiction"
    assert expected in said(found)
    assert sum(one.comparison == "differs" for one in found.figures) == 1


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_differences_are_found_in_chinese_too(language):
    found = with_data(
        language, total__shown="532", total__value=532.0, certificate__expires_on_shown="2030年1月1日"
    )
    assert "Total: printed 533, attached 532" in said(found)
    assert "Expires on: printed 8November2029, attached 2030年1月1日" in said(found)


@pytest.mark.parametrize(
    "holder",
    [
        "A" * 200,
        "Fjällräven ﬁnance & offices “Å”",
        "示例客服 集团（中国）有限公司",
        "An organisation whose name goes on and on " * 5,
        "1,234 Services",
        "Line\u00adbreak and no\u00a0break",
        "<b>Not markup</b> %(total)s",
        "شركة المثال للخدمات",
        "Παράδειγμα Ελλάς",
    ],
)
def test_names_are_found_however_they_are_set(holder):
    of = papers.document()
    of = replace(of, subject=replace(of.subject, name=holder))
    page = papers.page(of).replace("<h1>", '<h1 style="font-size: 40pt">')
    found = checked(papers.attached(papers.printed(page), papers.data(of)))
    assert (found.verdict, said(found)) == ("good", "")


def test_a_name_for_which_there_are_no_glyphs_is_printed_by_its_numbers():
    of = papers.document()
    of = replace(of, subject=replace(of.subject, name="उदाहरण\u202e Ltd"))
    page = papers.page(of)
    page = "".join(code_point(c) if c > "\u0900" and c not in "–ः" else c for c in page)
    assert "[U+0909][U+0926]" in page
    assert checked(papers.attached(papers.printed(page), papers.data(of))).verdict == "good"


def test_a_name_for_which_there_was_no_room():
    of = papers.document()
    name = "Example Service Group with a Very Long Name indeed"
    long = replace(of, subject=replace(of.subject, name=name))
    short = replace(of, subject=replace(of.subject, name=f"{name[:30]}…"))
    wrong = replace(of, subject=replace(of.subject, name="Example Service Grouse with a…"))
    assert checked(papers.attached(papers.printed(papers.page(short)), papers.data(long))).verdict == "good"
    assert (
        checked(papers.attached(papers.printed(papers.page(wrong)), papers.data(long))).verdict == "changed"
    )


def test_thousands_may_be_grouped_in_print():
    of = papers.document()
    of = replace(of, total=Figure(1234.0, "1234"), basis=replace(of.basis, points=Figure(2000.0, "2000")))
    page = papers.page(of).replace("1234 of 2000", "1,234 of 2,000")
    assert checked(papers.attached(papers.printed(page), papers.data(of))).verdict == "good"


def test_a_document_that_states_no_result():
    of = papers.document()
    pdf = papers.printed(f'<html lang="en"><title>T</title><p>{of.subject.name}</p></html>')
    found = checked(papers.attached(pdf, papers.data(of)))
    assert found.verdict == "changed"
    assert "Result: not printed, attached Level 3, Defined, with 533 of 1000 points." in said(found)


def test_what_a_shorter_document_leaves_out_is_no_fault():
    """A certificate does not print when the assessment was made."""
    of = papers.document()
    page = papers.page(of).replace("Assessed on", "").replace(of.basis.assessed_on_shown, "")
    found = checked(papers.attached(papers.printed(page), papers.data(of)))
    assert found.verdict == "good"
    assert {one.name: one.comparison for one in found.figures}["Assessed on"] == "not printed"


@pytest.mark.parametrize("state", ["incomplete", "not ratable"])
def test_results_without_a_total(state):
    from assessor.languages import wording
    from assessor.reports.document import Interval
    from assessor.signing.printed import NOT_RATABLE, OPEN, RATED

    of, say = papers.document(), wording("en")
    ends = Interval(Figure(300.0, "300"), Figure(410.0, "410")) if state == "incomplete" else None
    other = replace(of, total=None, level=None, interval=ends)
    sentence = say(OPEN, lowest="300", highest="410", points="1000") if ends else say(NOT_RATABLE)
    rated = say(RATED, number=of.level.number, title=of.level.title, total=of.total.shown, points="1000")
    page = papers.page(of).replace(rated, sentence)
    assert sentence in page
    assert checked(papers.attached(papers.printed(page), papers.data(other))).verdict == "good"
    assert checked(papers.attached(papers.printed(papers.page(of)), papers.data(other))).verdict == "changed"


def test_data_that_contradict_themselves():
    found = with_data(total__value=700.0)
    assert "the attached result contradicts itself: total is 700.0, shown as 533" in said(found)
    rounded_up = {
        "total": {"value": 472.5, "shown": "473"},
        "dimensions": [{"title": "D", "score": {"value": 1, "shown": "x"}}],
    }
    assert [dict(one.values)["title"] for one in contradictions(rounded_up)] == ["D"]


def test_pages_are_read_only_until_all_is_found():
    of, read = papers.document(), []

    def pages():
        for number in range(5):
            read.append(number)
            yield text if number == 1 else "nothing of it"

    from pypdf import PdfReader

    text = PdfReader(BytesIO(papers.paper())).pages[0].extract_text()
    figures = compare(json.loads(papers.data(of)), pages())
    assert {one.comparison for one in figures} == {"same"}
    assert read == [0, 1]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_certificates_as_they_are_printed(language):
    from dataclasses import replace

    from assessor.printing.press import press
    from assessor.reports.operations import certificate_of

    of = full(language)
    booklet = certificate_of(of, language)
    good = checked(press().print(booklet).pdf)
    assert (good.verdict, said(good)) == ("good", "")
    printed = press().print(replace(booklet, attachments=())).pdf
    assert checked(papers.attached(printed, papers.data(of))).verdict == "good"
    wrong = checked(papers.attached(printed, papers.data(of, total__shown="532", total__value=532.0)))
    assert "Total: printed 533, attached 532" in said(wrong)


def compared(text: str, **changes) -> dict[str, str]:
    told = json.loads(papers.data(papers.document(), **changes))
    return {one.name: one.comparison for one in compare(told, [text])}


def test_a_certificate_in_two_languages():
    text = "Level 等级\n3Defined 规范\nTotal 总分\n533of 1000 points 满分 1000\n"
    names = ("Level", "Name of the level", "Total", "Points of the model")
    found = compared(text)
    assert [found[name] for name in names] == ["same"] * 4
    found = compared(text.replace("Defined", "Undefined").replace("3", "4", 1))
    assert [found[name] for name in names] == ["differs", "differs", "same", "same"]


def test_a_number_in_front_of_the_sentence_is_not_part_of_it():
    of = papers.document("zh-Hant")
    told = json.loads(papers.data(of))
    sentence = "3 級（規範），\n總分 533（滿分 1000）。"
    found = {one.name: one.comparison for one in compare(told, [f"滿分 1000\n{sentence}"])}
    assert found["Level"] == "same"


# --- the attachment -----------------------------------------------------------------------------------


def test_no_attachment():
    found = checked(papers.printed(papers.page(papers.document())))
    assert (found.verdict, said(found)) == ("changed", "no result is attached to the document")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{}", "the attached result is '', not assessor.result/1"),
        (b'{"schema": "assessor.result/9"}', "the attached result is 'assessor.result/9', not"),
        (b"not JSON", "the attached result is '', not assessor.result/1"),
        (b"[" * 100_000, "the attached result is '', not assessor.result/1"),
        (b'{"schema": "assessor.result/1"}', "Result: not printed, attached Not ratable"),
    ],
)
def test_an_attachment_that_is_no_result(content, expected):
    found = checked(papers.attached(papers.printed(papers.page(papers.document())), content))
    assert found.verdict == "changed"
    assert expected in said(found)


def test_two_attachments_of_that_name():
    of = papers.document()
    once = papers.attached(papers.printed(papers.page(of)), papers.data(of, total__shown="999"))
    found = checked(papers.attached(once, papers.data(of)))
    assert "2 results are attached, where one is meant" in said(found)


def test_an_attachment_that_is_not_the_documents_data():
    of = papers.document()
    pdf = papers.attached(papers.printed(papers.page(of)), papers.data(of), relationship="/Unspecified")
    found = checked(pdf)
    assert (found.verdict, found.attachment.relationship) == ("changed", "Unspecified")
    assert "not associated with the document as its data" in said(found)


def test_another_attachment_is_not_taken_for_the_result():
    of = papers.document()
    other = papers.attached(papers.printed(papers.page(of)), b"notes", name="notes.txt")
    assert said(checked(other)) == "no result is attached to the document"


def test_a_tree_of_attachments_that_runs_in_circles():
    import pikepdf
    from pyhanko.pdf_utils.reader import PdfFileReader

    with pikepdf.open(BytesIO(papers.paper())) as opened:
        circle = opened.make_indirect(pikepdf.Dictionary())
        circle.Kids = pikepdf.Array([circle, circle])
        opened.Root.Names = pikepdf.Dictionary(EmbeddedFiles=circle)
        out = BytesIO()
        opened.save(out)
    assert attached_result(PdfFileReader(BytesIO(out.getvalue()))).facts.name == "result.json"
