"""The certificate at its limits: two languages, long names, many sites, a brand; always one whole page."""

from dataclasses import replace
from functools import lru_cache
from io import BytesIO

import pytest
import weasyprint
from pypdf import PdfReader

from assessor.brands.brand import Brand, Logo
from assessor.brands.svg import cleaned_svg
from assessor.languages import wording
from assessor.reports.certificate import LanguagesDisagree, certificate_html
from assessor.reports.certificate_fitting import FOOT, STEPS, fitted, lines
from assessor.reports.certificate_texts import Voice, texts_of
from assessor.reports.document import SiteView
from tests.assessor.brands.pictures import SHAPE, svg
from tests.pdf.documents import certificate as decision
from tests.pdf.documents import full
from tests.pdf.edges import small
from tests.pdf.printing import ADDRESS, print_cleanly, squeezed, structure, text_of

MM = 96 / 25.4
LATIN = "Northern Household Repair, Warranty and After-Sales Service Cooperative of Example County "
CHINESE = "示例省家用电器维修与售后服务行业联合合作社"
BODY = Brand(
    "Example Certification Body",
    "certification body",
    primary="#4a1d5c",
    accent="#8a3a10",
    picture=Logo(*cleaned_svg(svg(SHAPE))[:1], "image/svg+xml", 2.0),
    footer="Example Certification Body, 1 Example Street",
)
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
LABELS = (
    "Certificate", "This is to certify that", "Scope", "Sites", "Model and version", "Track", "Fingerprint",
    "Benchmark edition", "Decided on", "Effective from", "Expires on",
)  # fmt: skip
PAIRS = (("en", "zh-Hans"), ("zh-Hant", "en"), ("zh-Hans", "zh-Hant"))


def long_text(name, length):
    return (name * (length // len(name) + 1))[:length].strip()


@lru_cache(maxsize=32)
def worst(language, name, sites=12, holder=200, scope=1200):
    """A certificate with as much on it as anybody has sent in."""
    document = small(language)
    subject = replace(
        document.subject,
        name=long_text(name, holder),
        scope=long_text(name, scope),
        sites=tuple(SiteView(f"{long_text(name, 40)} {number}", "1%") for number in range(sites)),
    )
    return replace(document, subject=subject, certificate=decision(decided_by=long_text(name, 120)))


def in_two(first, second, name):
    """The same decision in two languages."""
    document = worst(first, name)
    other = replace(worst(second, name), subject=document.subject)
    return certificate_html(document, first, ADDRESS, BODY, (other, second))


def boxes(html):
    """Where every part of the one page lies, in mm, by its class."""
    rendered = weasyprint.HTML(string=html).render()
    assert len(rendered.pages) == 1
    found = {}
    for box in _walked(rendered.pages[0]._page_box):
        found.setdefault(box.element.get("class", "").split()[0], box)
    return found


def _walked(box):
    if getattr(box, "element", None) is not None and box.element.get("class", "").strip():
        yield box
    for child in getattr(box, "children", ()):
        yield from _walked(child)


def below(box):
    return (box.position_y + box.height) / MM


def check_layout(html):
    """Nothing runs into anything else, and nothing leaves the frame."""
    found = boxes(html)
    assert below(found["sheet"]) < FOOT
    assert max(below(found["signed"]), below(found["check"])) < 272.5
    assert below(found.get("peers") or found.get("issued") or found["foot"]) < 281
    assert found["signed"].position_x > found["check"].position_x + found["check"].width


@pytest.mark.parametrize("name", [LATIN, CHINESE], ids=["latin", "chinese"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_case_is_one_page(language, name):
    html = certificate_html(worst(language, name), language, ADDRESS, BODY)
    check_layout(html)
    pdf = print_cleanly(html)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize(
    "name", [LATIN, CHINESE, "WWW MMM ", "a"], ids=["latin", "chinese", "broad", "one word"]
)
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_so_is_the_worst_case_in_two_languages(first, second, name):
    check_layout(in_two(first, second, name))


@pytest.mark.parametrize("name", [LATIN, CHINESE], ids=["latin", "chinese"])
def test_a_name_of_two_hundred_characters_is_never_cut(name):
    printed = text_of(print_cleanly(certificate_html(worst("en", name), "en", ADDRESS, BODY)))
    assert squeezed(long_text(name, 200)) in printed


def test_twelve_sites_of_ordinary_length_are_all_there():
    document = small()
    sites = tuple(SiteView(f"Service centre {place}", "1%") for place in "ABCDEFGHIJKL")
    document = replace(document, subject=replace(document.subject, sites=sites))
    printed = text_of(print_cleanly(certificate_html(document, "en", ADDRESS)))
    assert [site.name for site in sites if squeezed(site.name) not in printed] == []


def test_what_is_cut_says_where_the_rest_is():
    texts, _ = fitted(texts_of(Voice(worst("en", LATIN, sites=60, scope=9000), wording("en")), None))
    scope, sites = texts.facts[0].value.first, texts.facts[1].value.first
    assert scope.endswith("… (in full in the report)")
    assert sites.endswith("further sites, listed in the report")
    assert texts.holder == long_text(LATIN, 200)


def test_a_short_certificate_has_the_largest_type_and_is_not_cut():
    voice = Voice(full(), wording("en"))
    texts, step = fitted(texts_of(voice, None))
    assert step.holder in (STEPS[0].holder, STEPS[1].holder)
    assert texts == texts_of(voice, None)


@pytest.mark.parametrize("size", [7, 10, 25])
@pytest.mark.parametrize("text", [LATIN * 3, CHINESE * 6, "ILLINOIS MMMM WWWW " * 9, "x" * 300])
def test_lines_are_never_estimated_too_few(text, size):
    """What is laid out takes no more lines than were counted on."""
    style = (
        "@page{size:210mm 400mm;margin:0} p{margin:0;width:162mm;overflow-wrap:anywhere;"
        f"font:bold {size}pt/1 'Noto Serif CJK SC',serif}}"
    )
    html = f'<html lang="en"><title>x</title><style>{style}</style><p class="p">{text}</p>'
    laid = boxes(html)["p"].height / (size * 96 / 72)
    assert round(laid) <= lines(text, size, 162)


# --- what it says -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_in_two_languages_every_label_is_there_twice(first, second):
    document = full(first)
    other = replace(full(second), subject=document.subject)
    html = certificate_html(document, first, ADDRESS, None, (other, second))
    printed = text_of(print_cleanly(html))
    for label in LABELS:
        for language in (first, second):
            assert squeezed(wording(language)(label)) in printed, (language, label)
    for told in (document, other):
        assert squeezed(told.basis.track_title) in printed
        assert squeezed(told.level.title) in printed
    assert html.count("<h1") == 1
    assert f'lang="{second}"' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_how_long_it_holds_and_where_its_status_is(language):
    document = full(language)
    say, made = wording(language), document.certificate
    said = say(
        "Valid from %(first)s until %(last)s, subject to annual surveillance. "
        "The current status is kept at the address below.",
        first=made.effective_on_shown,
        last=made.expires_on_shown,
    )
    assert squeezed(said) in text_of(print_cleanly(certificate_html(document, language, ADDRESS)))


def test_another_decision_is_no_second_language():
    document = full()
    other = replace(full("zh-Hans"), subject=replace(document.subject, name="Another Ltd"))
    with pytest.raises(LanguagesDisagree):
        certificate_html(document, "en", ADDRESS, None, (other, "zh-Hans"))
    with pytest.raises(LanguagesDisagree):
        certificate_html(document, "en", ADDRESS, None, (document, "en"))


def test_without_peers_sites_or_scope_it_says_so():
    document = small()
    bare = replace(document, standing=None, subject=replace(document.subject, sites=(), scope=""))
    printed = text_of(print_cleanly(certificate_html(bare, "en", ADDRESS)))
    assert "none:notcomparedwithpeers" in printed
    assert "Scopenotstated" in printed
    assert "Sites" not in printed


def test_a_certification_bodys_brand_is_on_it_and_no_other():
    branded = certificate_html(full(synthetic=False), "en", ADDRESS, BODY)
    assert BODY.picture.address in branded
    assert BODY.primary in branded
    assert BODY.footer in branded
    alternatives = {str(e.get("/Alt")) for e in structure(print_cleanly(branded)) if e.get("/S") == "/Figure"}
    assert BODY.name in alternatives
    plain = certificate_html(full(synthetic=False), "en", ADDRESS)
    assert certificate_html(full(synthetic=False), "en", ADDRESS, replace(BODY, kind="client")) == plain
