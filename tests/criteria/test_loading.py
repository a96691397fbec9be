"""What a pack may not say is refused by file, line and key, everything at once; hostile files without a trace."""

from decimal import Decimal
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from criteria.faults import PackInvalid
from criteria.loading import load_pack
from criteria.registry import UnknownModel, load, references
from criteria.yaml import MAX_BYTES, parse_yaml, read_yaml

PACKS = Path(__file__).parents[1] / "data" / "packs"
BUILT_IN = Path(__file__).parents[2] / "criteria" / "packs"


class Draft:
    """A copy of a pack to spoil: replaces texts in its files and remembers on which line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def replace(self, file: str, old: str, new: str) -> int:
        path = self.folder / f"{file}.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (text.count(old), old)
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def faults(self) -> list[tuple[str, str, str, str]]:
        with pytest.raises(PackInvalid) as refused:
            load_pack(self.folder)
        assert refused.value.faults
        return [(f.where, f.key, f.found, f.allowed) for f in refused.value.faults]


@pytest.fixture
def ladder_draft(tmp_path):
    return Draft(Path(copytree(PACKS / "ladder" / "2.1", tmp_path / "2.1")))


@pytest.fixture
def twolayer_draft(tmp_path):
    return Draft(Path(copytree(PACKS / "twolayer" / "1.0", tmp_path / "1.0")))


@pytest.fixture
def cmc_draft(tmp_path):
    return Draft(Path(copytree(BUILT_IN / "cmc" / "2026.1", tmp_path / "2026.1")))


ONLY_KEYS = "only the keys of the pack format (docs/pack-format.md)"
COMMENT = "nothing (an unquoted # starts a comment: put such a value in quotes)"

HEAD = [
    pytest.param(
        'version: "2.1"', "version: 2.1",
        ("version", "2.1 (not in quotes)", "input should be a valid string"), id="unquoted version",
    ),
    pytest.param(
        "title: {en: Shop service ladder}", "title: #993300",
        ("title", COMMENT, "input should be a valid dictionary"), id="unquoted colour",
    ),
    pytest.param("pack: 1", "pack: 1\ncolour: red", ("colour", "an unknown key", ONLY_KEYS), id="unknown key"),
    pytest.param("pack: 1", "pack: 2", ("pack", "2 (not in quotes)", "input should be 1"), id="other format"),
    pytest.param(
        "status: published", "status: final",
        ("status", "'final'", "input should be 'draft' or 'published'"), id="unknown word",
    ),
    pytest.param(
        "points: 10", "points: ten", ("points", "'ten'", "a decimal number"), id="not a number",
    ),
    pytest.param(
        "points: 10", "points: yes", ("points", "'yes'", "a decimal number"), id="yes is a word",
    ),
    pytest.param(
        "points: 10", "points: 1_0", ("points", "'1_0'", "a decimal number"), id="underscore",
    ),
    pytest.param(
        "points: 10", "points: 1e999999999",
        ("points", "1E+999999999 (not in quotes)", "a decimal number"), id="number of absurd size",
    ),
    pytest.param(
        "points: 10", "points: 9", ("points", "dimensions that add up to 10", "9"), id="points do not add up",
    ),
    pytest.param("points: 10", "", ("points", "nothing", "field required"), id="missing key"),
    pytest.param(
        "languages: [en]", "languages: [en, fr]",
        ("languages.1", "'fr'", "input should be 'en', 'zh-Hans' or 'zh-Hant'"), id="unknown language",
    ),
    pytest.param(
        "id: ladder", "id: Shop ladder",
        ("id", "'Shop ladder'", "string should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'"), id="not a slug",
    ),
    pytest.param(
        "half-even, places: 1,", "half-odd, places: 1,",
        ("rounding.mode", "'half-odd'", "input should be 'half-up', 'half-even' or 'truncate'"), id="rounding",
    ),
    pytest.param(
        "half-even, places: 1,", "half-even, places: 1.5,",
        ("rounding.places", "1.5 (not in quotes)", "input should be a valid integer"), id="half a place",
    ),
    pytest.param(
        "practice: {low: 0, high: 5}", "practice: {low: 5, high: 5}",
        ("scales.practice", "low 5 and high 5", "low below high"), id="empty scale",
    ),
    pytest.param(
        "node: {low: 0, high: 5}", "node: {low: 0, high: 100}",
        ("scales.node", "0 to 100", "0 to 5, as the aggregation gives"), id="scale that does not follow",
    ),
    pytest.param(
        "overall: 0.6", "overall: 60", ("not_applicable.overall", "60", "a share from 0 to 1"), id="share",
    ),
    pytest.param(
        "never_wholly: [contact]", "never_wholly: [contract]",
        ("not_applicable.never_wholly.0", "'contract'", "one of offer, contact, upkeep"), id="never wholly",
    ),
    pytest.param(
        "dimensions: [offer, contact, upkeep]", "dimensions: [offer, contact, upkeep, offer]",
        ("dimensions.3", "'offer' twice", "each id once"), id="dimension twice",
    ),
    pytest.param(
        "weight: 0.6, answers: frequency", "weight: 0.5, answers: frequency",
        ("tracks.0.ratings.routine.components", "weights that add up to 0.9", "1"), id="weights",
    ),
    pytest.param(
        "weight: 0.6, answers: frequency", "weight: 0.6, answers: often",
        ("tracks.0.ratings.routine.components.0.answers", "'often'", "one of frequency, rungs"),
        id="unknown answer set",
    ),
    pytest.param(
        "{id: depth, title", "{id: extent, title",
        ("tracks.0.ratings.routine.components.1.id", "'extent' twice", "each id once"), id="component twice",
    ),
    pytest.param(
        "weight: 0.6, answers: frequency", "weight: 0.6, answers: frequency, range: {low: 0, high: 5}",
        ("tracks.0.ratings.routine.components.0", "both answers and range", "exactly one of the two"),
        id="answers and range",
    ),
    pytest.param(
        "weight: 0.6, answers: frequency", "weight: 0.6, range: {low: 0, high: 5, step: 2}",
        ("tracks.0.ratings.routine.components.0.range.step", "2", "a step that leads from 0 to 5"),
        id="step that misses the end",
    ),
    pytest.param(
        "weight: 0.6, answers: frequency", "weight: 0.6, range: {low: 0, high: 6}",
        ("tracks.0.ratings.routine.components.0", "scores from 0 to 6", "scores from 0 to 5"),
        id="scores off the scale",
    ),
    pytest.param(
        "{value: 5, score: 5, label: {en: Always}}", "{value: 3.75, score: 5, label: {en: Always}}",
        ("answer_sets.frequency.4.value", "the value 3.75 twice", "each value once"), id="answer twice",
    ),
    pytest.param(
        "      capability:\n", "      skill:\n",
        ("tracks.0.ratings", "habit, skill, routine",
         "a rating for every kind of practice, 'capability' too"), id="kind without a rating",
    ),
    pytest.param(
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total, above: 1.5, at_least: 1.5}]",
        ("levels.1.gates.0", "both at_least and above", "exactly one of the two"), id="gate with both bars",
    ),
    pytest.param(
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total}]",
        ("levels.1.gates.0", "neither at_least nor above", "exactly one of the two"), id="gate without a bar",
    ),
    pytest.param(
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total, above: 150}]",
        ("levels.1.gates.0", "150", "a bar that a score from 0 to 5 can pass"), id="bar off the scale",
    ),
    pytest.param(
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total, above: 1.5, only_key: true}]",
        ("levels.1.gates.0", "group or only_key on a gate of total", "these only where of: practice"),
        id="key gate of the total",
    ),
    pytest.param(
        "gates: [{of: total, above: 1.5}]", "gates: [{of: practice, above: 1.5, only_key: true}]",
        ("levels.1.gates.0", "a gate that no practice stands at", "a group or key that some have"),
        id="key gate without key practices",
    ),
    pytest.param(
        "gates: [{of: total, above: 1.5}]", "gates: [{of: practice, above: 1.5, group: planning}]",
        ("levels.1.gates.0", "a gate that no practice stands at", "a group or key that some have"),
        id="gate of an unknown group",
    ),
    pytest.param(
        "  - number: 3\n", "  - number: 2\n",
        ("levels.2.number", "2 after 2", "rising numbers, each once"), id="level twice",
    ),
    pytest.param(
        "points: 10\n", "points: 10\ndefault_profile: usual\n",
        ("default_profile", "'usual'", "one of the profiles"), id="profile that is not there",
    ),
    pytest.param(
        "points: 10\n", "points: 10\nbalance_floor: 0\n",
        ("balance_floor", "0", "more than 0"), id="balance floor",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), HEAD)
def test_head(ladder_draft, old, new, expected):
    line = ladder_draft.replace("model", old, new)
    (where, *fault), *others = ladder_draft.faults()
    assert tuple(fault) == expected
    assert not others
    added = new.startswith(old) and new != old and "\n" in new.rstrip("\n")
    parent = {"points": 4}.get(expected[0]) if expected[1] == "nothing" else None
    # a missing key is shown where its parent begins; a line that was added, on its own line
    assert where == f"2.1/model.yaml:{_line(line, expected, old, added, parent)}"


def _line(line, expected, old, added, parent):
    return line
