"""What a pack may not say is refused by file, line, key, what was found and what is allowed."""

import pytest

# Texts to replace in the head of the ladder, and the one fault that follows: key, found, allowed; and what
# stands on the line that is named, where it is not the text that was put in.
HEAD = {
    "unquoted version": (
        'version: "2.1"', "version: 2.1",
        "version", "2.1 (not in quotes)", "input should be a valid string",
    ),
    "unquoted colour": (
        "title: {en: Shop service ladder}", "title: #993300",
        "title", "nothing (an unquoted # starts a comment: put such a value in quotes)",
        "input should be a valid dictionary",
    ),
    "unknown key": (
        "pack: 1", 'pack: 1\ncolour: red',
        "colour", "an unknown key", "only the keys of the pack format (docs/pack-format.md)",
        "colour: red",
    ),
    "other format": (
        "pack: 1", "pack: 2",
        "pack", "2 (not in quotes)", "input should be 1",
    ),
    "unknown word": (
        "status: published", "status: final",
        "status", "'final'", "input should be 'draft' or 'published'",
    ),
    "not a number": (
        "points: 10", "points: ten",
        "points", "'ten'", "a decimal number",
    ),
    "yes is a word": (
        "points: 10", "points: yes",
        "points", "'yes'", "a decimal number",
    ),
    "underscore": (
        "points: 10", "points: 1_0",
        "points", "'1_0'", "a decimal number",
    ),
    "number of absurd size": (
        "points: 10", "points: 1e999999999",
        "points", "1E+999999999 (not in quotes)", "a decimal number",
    ),
    "points do not add up": (
        "points: 10", "points: 9",
        "points", "dimensions that add up to 10", "9",
    ),
    "missing key": (
        "points: 10", "",
        "points", "nothing", "field required", "pack: 1",
    ),
    "unknown language": (
        "languages: [en]", "languages: [en, fr]",
        "languages.1", "'fr'", "input should be 'en', 'zh-Hans' or 'zh-Hant'",
    ),
    "not a slug": (
        "id: ladder", "id: Shop ladder",
        "id", "'Shop ladder'", "string should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'",
    ),
    "rounding": (
        "half-even, places: 1,", "half-odd, places: 1,",
        "rounding.mode", "'half-odd'", "input should be 'half-up', 'half-even' or 'truncate'",
    ),
    "half a place": (
        "half-even, places: 1,", "half-even, places: 1.5,",
        "rounding.places", "1.5 (not in quotes)", "input should be a valid integer",
    ),
    "scale that does not follow": (
        "node: {low: 0, high: 5}", "node: {low: 0, high: 100}",
        "scales.node", "0 to 100", "0 to 5, as the aggregation gives",
    ),
    "share": (
        "overall: 0.6", "overall: 60",
        "not_applicable.overall", "60", "a share from 0 to 1",
    ),
    "never wholly": (
        "never_wholly: [contact]", "never_wholly: [contract]",
        "not_applicable.never_wholly.0", "'contract'", "one of offer, contact, upkeep",
    ),
    "weights": (
        "weight: 0.6, answers: frequency", "weight: 0.5, answers: frequency",
        "tracks.0.ratings.routine.components", "weights that add up to 0.9", "1", "components:",
    ),
    "unknown answer set": (
        "weight: 0.6, answers: frequency", "weight: 0.6, answers: often",
        "tracks.0.ratings.routine.components.0.answers", "'often'", "one of frequency, rungs",
    ),
    "component twice": (
        "{id: depth, title", "{id: extent, title",
        "tracks.0.ratings.routine.components.1.id", "'extent' twice", "each id once",
    ),
    "answers and range": (
        "weight: 0.6, answers: frequency", "weight: 0.6, answers: frequency, range: {low: 0, high: 5}",
        "tracks.0.ratings.routine.components.0", "both answers and range", "exactly one of the two",
    ),
    "step that misses the end": (
        "weight: 0.6, answers: frequency", "weight: 0.6, range: {low: 0, high: 5, step: 2}",
        "tracks.0.ratings.routine.components.0.range.step", "2", "a step that leads from 0 to 5",
    ),
    "scores off the scale": (
        "weight: 0.6, answers: frequency", "weight: 0.6, range: {low: 0, high: 6}",
        "tracks.0.ratings.routine.components.0", "scores from 0 to 6", "scores from 0 to 5",
    ),
    "answer twice": (
        "{value: 5, score: 5, label: {en: Always}}", "{value: 3.75, score: 5, label: {en: Always}}",
        "answer_sets.frequency.4.value", "the value 3.75 twice", "each value once",
    ),
    "kind without a rating": (
        '      capability:\n', '      skill:\n',
        "tracks.0.ratings", "habit, skill, routine",
        "a rating for every kind of practice, 'capability' too", "ratings:",
    ),
    "gate with both bars": (
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total, above: 1.5, at_least: 1.5}]",
        "levels.1.gates.0", "both at_least and above", "exactly one of the two",
    ),
    "gate without a bar": (
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total}]",
        "levels.1.gates.0", "neither at_least nor above", "exactly one of the two",
    ),
    "bar off the scale": (
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total, above: 150}]",
        "levels.1.gates.0", "150", "a bar that a score from 0 to 5 can pass",
    ),
    "bar that nothing exceeds": (
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total, above: 5}]",
        "levels.1.gates.0", "5", "a bar that a score from 0 to 5 can pass",
    ),
    "too many steps": (
        "weight: 0.6, answers: frequency", "weight: 0.6, range: {low: 0, high: 5, step: 0.0001}",
        "tracks.0.ratings.routine.components.0.range.step", "0.0001", "at most 10000 steps",
    ),
    "key gate of the total": (
        "gates: [{of: total, above: 1.5}]", "gates: [{of: total, above: 1.5, only_key: true}]",
        "levels.1.gates.0", "group or only_key on a gate of total", "these only where of: practice",
    ),
    "key gate without key practices": (
        "gates: [{of: total, above: 1.5}]", "gates: [{of: practice, above: 1.5, only_key: true}]",
        "levels.1.gates.0", "a gate that no practice stands at", "a group or key that some have",
    ),
    "gate of an unknown group": (
        "gates: [{of: total, above: 1.5}]", "gates: [{of: practice, above: 1.5, group: planning}]",
        "levels.1.gates.0", "a gate that no practice stands at", "a group or key that some have",
    ),
    "level twice": (
        '  - number: 3\n', '  - number: 2\n',
        "levels.2.number", "2 after 2", "rising numbers, each once",
    ),
    "profile that is not there": (
        'points: 10\n', 'points: 10\ndefault_profile: usual\n',
        "default_profile", "'usual'", "one of the profiles", "default_profile: usual",
    ),
    "balance floor": (
        'points: 10\n', 'points: 10\nbalance_floor: 0\n',
        "balance_floor", "0", "more than 0", "balance_floor: 0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEAD)
def test_head(ladder_draft, name):
    """One fault each: key, what was found, what is allowed, on the line that was spoiled or named."""
    old, new, *expected = HEAD[name]
    ladder_draft.replace("model", old, new)
    (where, *fault), *others = ladder_draft.faults()
    assert not others
    assert fault == expected[:3]
    at = expected[3] if len(expected) > 3 else new.strip()
    assert where.startswith("2.1/model.yaml:")
    assert at in ladder_draft.line(where)


DIMENSION = {
    "id": (
        "id: contact", "id: contacts",
        "id", "'contacts'", "'contact', the name of the file",
    ),
    "points do not add up": (
        "points: 1.5", "points: 2",
        "points", "criteria that add up to 4", "3.5", "points: 3.5",
    ),
    "negative points": (
        "points: 1.5", "points: -1.5",
        "criteria.1.points", "-1.5", "more than 0",
    ),
    "criterion twice": (
        "- id: record", "- id: reply",
        "criteria.1.id", "'reply' twice", "each id once",
    ),
    "practice twice": (
        "- id: tone", "- id: speed",
        "criteria.0.practices.2.id", "'speed' twice", "each id once",
    ),
    "no weight": (
        "weight: 2", "weight: 0",
        "criteria.0.practices.1.weight", "0", "more than 0",
    ),
    "stage": (
        '        weight: 2\n', '        stage: sale\n',
        "criteria.0.practices.1.stage", "'sale'", "nothing: model.yaml names no stages",
    ),
    "language that does not exist": (
        'title: {en: "Tone"}', 'title: {en: "Tone", zh-Hans: 语气, de: Ton}',
        "criteria.0.practices.2.title.de", "'de'", "input should be 'en', 'zh-Hans' or 'zh-Hant'",
    ),
    "no text at all": (
        'title: {en: "Tone"}', "title: {}",
        "criteria.0.practices.2.title", "a group of values",
        "dictionary should have at least 1 item after validation, not 0",
    ),
    "missing language": (
        'title: {en: "Tone"}', 'title: {zh-Hans: "语气"}',
        "criteria.0.practices.2.title", "no en", "a text in en",
    ),
    "blank text": (
        'title: {en: "Tone"}', 'title: {en: " "}',
        "criteria.0.practices.2.title.en", "' '", "string should have at least 1 character",
    ),
    "anchor": (
        'title: {en: "Tone"}', 'title: &tone {en: "Tone"}',
        "criteria.0.practices.2.title", "the anchor &tone", "no anchors, aliases or tags",
    ),
    "key twice": (
        'title: {en: "Tone"}', 'title: {en: "Tone", en: "Manner"}',
        "criteria.0.practices.2.title.en", "the key twice", "each key once",
    ),
    "half a character": (
        'title: {en: "Tone"}', 'title: {en: "\\ud83d"}',
        "", "invalid Unicode character escape code",
        "valid YAML",
    ),
    "broken YAML": (
        'title: {en: "Tone"}', 'title: {en: "Tone"',
        "", "did not find expected ',' or '}'", "valid YAML", "question:",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIMENSION)
def test_dimension(ladder_draft, name):
    old, new, *expected = DIMENSION[name]
    ladder_draft.replace("contact", old, new)
    found = {(key, *rest): where for where, key, *rest in ladder_draft.faults()}
    assert tuple(expected[:3]) in found
    # a negative or doubled number also breaks a sum, and nothing else is said, nor anything twice
    assert sorted({expected[0]} | {"points"} & {key for key, *_ in found}) == sorted(key for key, *_ in found)
    at = expected[3] if len(expected) > 3 else new.strip()
    where = found[tuple(expected[:3])]
    assert where.startswith("2.1/contact.yaml:")
    assert at in ladder_draft.line(where)


def test_a_missing_group_where_the_aggregation_needs_one(ladder_draft):
    path = ladder_draft.folder / "upkeep.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("        group: plan\n", "", 1), encoding="utf-8"
    )
    ((where, *fault),) = ladder_draft.faults()
    assert fault == [
        "criteria.0.practices.0.group", "nothing", "a group, since the aggregation is mean-of-group-means",
    ]  # fmt: skip
    assert "id: spare-parts" in ladder_draft.line(where)


def test_groups_differ_where_levels_are_summed(ladder_draft):
    ladder_draft.replace("model", "aggregation: mean-of-group-means", "aggregation: sum-of-group-means")
    ladder_draft.replace("model", "node: {low: 0, high: 5}", "node: {low: 0, high: 10}")
    path = ladder_draft.folder / "upkeep.yaml"
    text = path.read_text(encoding="utf-8").replace("group: do", "group: act", 1)
    path.write_text(text, encoding="utf-8")
    assert [fault[1:] for fault in ladder_draft.faults()] == [
        ("aggregation", "criteria with different groups", "the same groups in every criterion")
    ]


CEILINGS = {
    "unknown component": (
        "{component: implementation, plus: 1}", "{component: deeds, plus: 1}",
        "ceilings.0.component", "'deeds'", "one of documentation, implementation",
    ),
    "under the scale": (
        "{component: implementation, plus: 1}", "{component: implementation, plus: -1}",
        "ceilings.0", "a ceiling that can fall to 0", "at least 1",
    ),
    "gaps": (
        "{component: implementation, plus: 1}",
        "{component: implementation, table: [{value: 1, allows: 2}, {value: 2, allows: 5}]}",
        "ceilings.0.table", "no row for 3, 4, 5", "a row for every value of the component",
    ),
    "more beside a table": (
        "{component: implementation, plus: 1}",
        "{component: implementation, plus: 1, table: [{value: 1, allows: 2}, {value: 2, allows: 3},"
        " {value: 3, allows: 4}, {value: 4, allows: 5}, {value: 5, allows: 5}]}",
        "ceilings.0.plus", "1", "nothing beside a table",
    ),
    "value that is not there": (
        "{component: implementation, plus: 1}",
        "{component: implementation, table: [{value: 1, allows: 2}, {value: 2, allows: 3},"
        " {value: 3, allows: 4}, {value: 4, allows: 5}, {value: 5, allows: 5}, {value: 6, allows: 5}]}",
        "ceilings.0.table.5.value", "6", "each value of the component once",
    ),
    "allows less than the scale has": (
        "{component: implementation, plus: 1}",
        "{component: implementation, table: [{value: 1, allows: 0}, {value: 2, allows: 3},"
        " {value: 3, allows: 4}, {value: 4, allows: 5}, {value: 5, allows: 5}]}",
        "ceilings.0.table.0.allows", "0", "1 to 5",
    ),
    "values are not scores": (
        "{value: 5, score: 5, label: {en: Excellent}}", "{value: 6, score: 5, label: {en: Excellent}}",
        "ceilings.0", "no table for answers whose values are not their scores",
        "a table: what each value allows", "component: implementation, plus",
    ),
    "negative weight": (
        "title: {en: Documentation}, weight: 0.5", "title: {en: Documentation}, weight: -0.5",
        "components.0.weight", "-0.5", "0 or more",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CEILINGS)
def test_ratings(twolayer_draft, name):
    old, new, *expected = CEILINGS[name]
    twolayer_draft.replace("model", old, new)
    found = {(key, *rest): where for where, key, *rest in twolayer_draft.faults()}
    expected = (f"tracks.0.ratings.measure.{expected[0]}", *expected[1:])
    assert expected[:3] in found
    assert expected[3] if len(expected) > 3 else new in twolayer_draft.line(found[expected[:3]])


def test_a_ceiling_table_of_cmc_that_misses_a_value(cmc_draft):
    path = cmc_draft.folder / "model.yaml"
    text = path.read_text(encoding="utf-8").replace("              - {value: 2, allows: 45}\n", "", 1)
    path.write_text(text, encoding="utf-8")
    ((where, *fault),) = cmc_draft.faults()
    assert fault == [
        "tracks.1.ratings.process.ceilings.2.table", "no row for 2", "a row for every value of the component",
    ]  # fmt: skip
    assert "table:" in cmc_draft.line(where)


def test_limits_and_ceilings_of_cmc(cmc_draft):
    cmc_draft.replace("model", "at_most: 25, unless: periods", "at_most: 250, unless: period")
    cmc_draft.replace("model", "- {component: scope}", "- {component: scope, table: [{value: 0, allows: 5}]}")
    results = "level, trend, comparison, integration, scope, periods, comparator, evidence"
    path = "tracks.1.ratings.results"
    assert [fault[1:] for fault in cmc_draft.faults()] == [
        (f"{path}.limits.0.unless", "'period'", f"one of {results}"),
        (f"{path}.limits.0.at_most", "250", "0 to 100"),
        (f"{path}.ceilings.0.table", "a table over a range without steps", "a row for every value"),
    ]


def test_profiles_that_take_points_away(cmc_draft):
    cmc_draft.replace(
        "model",
        "{leadership: 90, strategy: 80, people: 130,",
        "{leadership: -90, strategy: 260, people: 130,",
    )
    assert [fault[1:] for fault in cmc_draft.faults()] == [
        ("profiles.2.points.leadership", "-90", "0 or more")
    ]


def test_profiles_and_certification_of_cmc(cmc_draft):
    cmc_draft.replace("model", "{leadership: 85, strategy: 85,", "{leadership: 86, strategy: 85,")
    cmc_draft.replace("model", "- id: b2b", "- id: service")
    cmc_draft.replace("model", "minimum_level: 3", "minimum_level: 6")
    cmc_draft.replace("model", "confidence: [A, B]", "confidence: [A, D]")
    cmc_draft.replace("model", "evidence: evidence\n", "evidence: proof\n")
    ids = "answer, approach, comparator, comparison, deployment, evidence, integration, learning, level, "
    assert [fault[1:] for fault in cmc_draft.faults()] == [
        ("profiles.1.points", "points that add up to 1001", "1000"),
        ("profiles.3.id", "'service' twice", "each id once"),
        ("confidence.evidence", "'proof'", f"one of {ids}periods, scope, trend"),
        ("certification.minimum_level", "6", "one of 1, 2, 3, 4, 5"),
        ("certification.confidence.1", "'D'", "one of A, B"),
    ]


def test_a_text_without_one_of_the_languages_of_cmc(cmc_draft):
    cmc_draft.replace("leadership", "title: {en: Leadership, zh-Hans: 领导}", "title: {en: Leadership}")
    assert cmc_draft.faults() == [
        ("2026.1/leadership.yaml:2", "title", "no zh-Hans", "a text in en, zh-Hans"),
    ]
