import shutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from assessor.config import PACKAGE
from assessor.extensions import db, writing
from assessor.models import Assessment
from assessor.questionnaires.labels import written_in
from assessor.questionnaires.queries import choices, listed, place_of
from criteria.guide import Guide
from criteria.model import Practice
from criteria.registry import BUILT_IN, load
from criteria.text import Text
from tests.assessor.browsing import CheckingClient

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WEIGHT = 150_000
CMC = load("cmc@2026.1")
CRITERIA = [criterion.id for criterion in CMC.criteria]


class Reader(HTMLParser):
    """The words of a page, as somebody reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> str:
    reader = Reader()
    reader.feed(page)
    return " ".join(" ".join(reader.words).split())


def texts_in(value: object) -> Iterator[Text]:
    """Everything that a part of the model says, found by walking over it."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Mapping):
        yield from texts_in(tuple(value.values()))
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_in(part)
    elif is_dataclass(value):
        yield from texts_in(tuple(getattr(value, field.name) for field in fields(value)))


def named(practice: Practice) -> Iterator[str]:
    """What is the same in every language."""
    yield practice.id
    yield from (f"{source.document} {source.passage}" for source in practice.sources)
    if practice.guide:
        yield from (f" {number} " for number in practice.guide.descriptors)
        yield from (f"{related.framework}: {related.element}" for related in practice.guide.related)


# --- what the pages show ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_criterion_shows_everything_that_the_model_says_about_it(
    client: CheckingClient, language: str
) -> None:
    for criterion in CMC.criteria:
        words = read(client.get(f"/models/cmc@2026.1/{criterion.id}?lang={language}").text)
        texts = [text.in_language(language) for text in texts_in(criterion)]
        assert len(texts) > 3 * len(criterion.practices)
        texts += [text for practice in criterion.practices for text in named(practice)]
        assert [text for text in texts if " ".join(text.split()) not in words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_shows_its_parts_levels_and_profiles(client: CheckingClient, language: str) -> None:
    page = client.get(f"/models/cmc@2026.1?lang={language}").text
    words = read(page)
    texts = [CMC.title, CMC.about, *(t for d in CMC.dimensions for t in (d.title, d.summary))]
    texts += [t for c in CMC.criteria for t in (c.title, c.summary)]
    texts += [t for level in CMC.levels for t in (level.title, level.meaning)]
    texts += [t for profile in CMC.profiles.values() for t in (profile.title, profile.reason)]
    assert [str(t) for t in texts if t and t.in_language(language) not in words] == []
    for criterion in CMC.criteria:
        assert f'href="/models/cmc@2026.1/{criterion.id}"' in page
    assert page.count("<td") == len(CMC.dimensions) * len(CMC.profiles)
    assert f'<td class="n">{CMC.profiles["b2b"].points["strategy"]}</td>' in page
    for name, size in (("7", "dimensions"), ("30", "criteria"), ("120", "practices"), ("1000", "points")):
        assert f"<dd>{name}</dd>" in page, size


def test_a_level_shows_the_gates_that_guard_it(client: CheckingClient) -> None:
    words = read(client.get("/models/cmc@2026.1").text)
    assert "Total of at least 800 Every dimension at least 70 Every criterion above 50" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_shows_every_model(client: CheckingClient, language: str) -> None:
    page = client.get(f"/models?lang={language}").text
    assert 'href="/models/cmc@2026.1"' in page
    assert CMC.title.in_language(language) in page
    assert "cmc@2026.1" in read(page)
    for size in (7, 30, 120):
        assert f"<dd>{size}</dd>" in page


def test_levels_are_chosen_from_the_answer_set(client: CheckingClient) -> None:
    first = CMC.practices[0]
    labels = [str(option.label) for option in CMC.rating_of(first, "declared").components[0].options]
    page = read(client.get("/models/cmc@2026.1/leadership.vision").text)
    for number, label in enumerate(labels):
        assert f" {number} {label} " in page
    assert [(c.value, str(c.label)) for c in choices(CMC, first)] == [
        (str(number), label) for number, label in enumerate(labels)
    ]


def test_what_is_not_english_or_not_chinese_is_marked_so(client: CheckingClient) -> None:
    page = client.get("/models/cmc@2026.1/leadership.vision?lang=zh-Hans").text
    assert '<li lang="en">Baldrige 2023–2024: 1.1 Senior Leadership</li>' in page
    page = client.get("/models/cmc@2026.1/leadership.vision").text
    assert '000 <span lang="zh">§1.1 顾客包括两部分</span>' in page
    assert [written_in(passage) for passage in ("Clause 4.4", "§2 客户")] == ["en", "zh"]


# --- the way through --------------------------------------------------------------------------------


def test_every_criterion_leads_to_its_neighbours_and_back_to_its_model(client: CheckingClient) -> None:
    for before, here, after in zip([None, *CRITERIA], CRITERIA, [*CRITERIA[1:], None], strict=False):
        page = client.get(f"/models/cmc@2026.1/{here}").text
        for way, neighbour in (("prev", before), ("next", after)):
            link = f'rel="{way}" href="/models/cmc@2026.1/{neighbour}"'
            assert (link in page) is (neighbour is not None)
            assert page.count(f'rel="{way}"') == (neighbour is not None)
        assert 'href="/models"' in page
        assert f'href="/models/cmc@2026.1#{here.split(".")[0]}"' in page


def test_a_place_is_within_its_dimension() -> None:
    for dimension in CMC.dimensions:
        for criterion in dimension.criteria:
            assert place_of(CMC, criterion).dimension is dimension


def test_assessments_lead_to_the_model_that_they_were_made_with(
    client: CheckingClient, assessment: Assessment
) -> None:
    link = f'href="/models/{assessment.model}"'
    assert link in client.get(f"/assessments/{assessment.id}/").text
    assert link in client.get("/").text
    with writing():
        assessment.model = "cmc@1999.1"
    assert "cmc@1999.1" in client.get("/").text
    assert "/models/cmc@1999.1" not in client.get("/").text, "a link that leads nowhere"


def test_the_head_says_which_part_is_open(client: CheckingClient, assessment: Assessment) -> None:
    def current(address: str) -> list[str]:
        nav = client.get(address).text.split('class="masthead__sections"')[1].split("</nav>")[0]
        return [part.split("<")[0] for part in nav.split('aria-current="')[1:]]

    assert current("/") == ['page">Assessments']
    assert current(f"/assessments/{assessment.id}/") == ['true">Assessments']
    assert current("/models") == ['page">Models']
    assert current("/models/cmc@2026.1/operations.care") == ['true">Models']
    assert "masthead__sections" not in client.get("/nowhere").text


@pytest.mark.parametrize(
    "address",
    [
        "/models/cmc",
        "/models/cmc@1999.1",
        "/models/cmc@2026.1 ",
        "/models/cmc@02026.1",
        "/models/..",
        "/models/..%2F..%2Fcriteria",
        "/models/..%2fcmc@2026.1",
        "/models/cmc%2F2026.1",
        "/models/%2Fetc%2Fpasswd",
        "/models/cmc@2026.1%00",
        "/models/@",
        "/models/cmc@2026.1/nothing",
        "/models/cmc@2026.1/operations",
        "/models/cmc@2026.1/operations.complaints.suggestions",
        "/models/cmc@2026.1/..%2Fmodel.yaml",
        "/models/cmc@2026.1/operations.yaml",
        "/models/cmc/operations.complaints",
    ],
)
def test_only_what_exists_by_its_exact_name_is_there(client: CheckingClient, address: str) -> None:
    assert client.get(address, follow_redirects=True).status_code == 404


# --- models of somebody's own -----------------------------------------------------------------------


@pytest.fixture
def own(app: Flask, tmp_path: Path) -> Path:
    """A pack of the visitor's own, `own@1.0`, without guides; it says more or less as a test edits it."""
    folder = tmp_path / "packs" / "own" / "1.0"
    shutil.copytree(BUILT_IN / "cmc" / "2026.1", folder)
    shutil.rmtree(folder / "practices")
    (folder / "sources.yaml").unlink(missing_ok=True)
    edit(folder / "model.yaml", "id: cmc", "id: own")
    edit(folder / "model.yaml", 'version: "2026.1"', 'version: "1.0"')
    edit(folder / "model.yaml", "en: Customer management capability,", 'en: "Ours <b>& theirs</b>",')
    app.config["MODEL_FOLDERS"] = (tmp_path / "packs",)
    return folder


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name}: {before!r} stands there {text.count(before)} times"
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_practice_without_a_guide_has_its_question_and_the_names_of_the_levels(
    client: CheckingClient, own: Path
) -> None:
    page = client.get("/models/own@1.0/operations.complaints").text
    words = read(page)
    assert words.count("The model gives no guide to this practice") == 4
    assert str(CMC.by_id["operations.complaints.suggestions"].question) in words  # type: ignore[union-attr]
    assert "5 Leading" in words
    assert "Evidence to look for" not in words
    assert "Sources and related frameworks" in words


def test_what_a_pack_says_is_shown_as_text(client: CheckingClient, own: Path) -> None:
    for address in ("/models", "/models/own@1.0", "/models/own@1.0/operations.care"):
        page = client.get(address).text
        assert escape("Ours <b>& theirs</b>") in page
        assert "<b>& theirs" not in unescape(page.replace("&lt;", ""))


def test_terms_with_a_definition_are_explained(client: CheckingClient, own: Path) -> None:
    (own / "glossary.yaml").write_text("terms:\n  - {en: [churn], zh-Hans: [流失]}\n", encoding="utf-8")
    assert 'id="glossary"' not in client.get("/models/own@1.0").text
    edit(
        own / "glossary.yaml",
        "{en: [churn], zh-Hans: [流失]}",
        "{en: [churn], zh-Hans: [流失], definition: {en: Customers who leave., zh-Hans: 离开的客户。}}",
    )
    assert "churn Customers who leave." in read(client.get("/models/own@1.0").text)
    assert "流失 離開的客戶。" in read(client.get("/models/own@1.0?lang=zh-Hant").text)


def test_a_faulty_pack_is_named_with_its_faults_and_hides_no_other(
    app: Flask, client: CheckingClient, own: Path
) -> None:
    edit(own / "model.yaml", "default_profile: balanced", "default_profile: nowhere")
    page = client.get("/models").text
    assert "Faulty" in page
    assert "own@1.0" in page
    assert 'href="/models/cmc@2026.1"' in page
    for address in ("/models/own@1.0", "/models/own@1.0/operations.care"):
        response = client.get(address)
        assert response.status_code == 409
        assert "model.yaml" in response.text
        assert "nowhere" in response.text
    assert [line.model is None for line in listed(app.config["MODEL_FOLDERS"])] == [False, True]


def described(numbers: tuple[int, ...]) -> Practice:
    """The first practice of cmc, with a descriptor for each of these levels."""
    practice = CMC.practices[0]
    assert isinstance(practice.guide, Guide)
    guide = replace(practice.guide, descriptors={n: Text({"en": f"Seen at {n}"}) for n in numbers})
    return replace(practice, guide=guide)


def test_descriptors_that_no_answer_set_has_are_listed_under_the_levels_of_the_model() -> None:
    found = choices(CMC, described((5, 6, 7)))
    assert [(c.value, str(c.label or ""), str(c.descriptor)) for c in found] == [
        ("5", "Leading", "Seen at 5"),
        ("6", "", "Seen at 6"),
        ("7", "", "Seen at 7"),
    ]


def test_half_a_level_is_shown_without_the_descriptor_of_a_whole_one() -> None:
    declared = CMC.tracks["declared"]
    rating = declared.ratings["process"]
    (component,) = rating.components
    halves = tuple(replace(o, value=o.value / 2) for o in component.options)
    answer = replace(component, options=halves)
    track = replace(declared, ratings={"process": replace(rating, components=(answer,))})
    model = replace(CMC, tracks={"declared": track})
    found = choices(model, described((1, 2)))
    assert [c.value for c in found] == ["0", "0.5", "1", "1.5", "2", "2.5"]
    assert [str(c.descriptor) for c in found if c.descriptor] == ["Seen at 1", "Seen at 2"]
    assert halves[1].value == Fraction(1, 2)


def test_without_answer_set_and_guide_there_is_nothing_to_choose() -> None:
    model = replace(CMC, tracks={"verified": CMC.tracks["verified"]})
    assert choices(model, replace(CMC.practices[0], guide=None)) == ()


# --- weight and work --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_heavy_and_none_asks_the_database_for_the_model(
    app: Flask, client: CheckingClient, language: str
) -> None:
    styles = sum(path.stat().st_size for path in PACKAGE.glob("static/**/*.css"))
    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    pages = ["/models", "/models/cmc@2026.1", *(f"/models/cmc@2026.1/{name}" for name in CRITERIA)]
    for address in pages:
        statements.clear()
        weight = len(client.get(f"{address}?lang={language}").data) + styles
        assert weight <= WEIGHT, f"{address} weighs {weight} bytes"
        assert [s for s in statements if s != "BEGIN" and "FROM tenant" not in s] == []
