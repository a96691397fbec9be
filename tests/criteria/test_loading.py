"""All faults of a pack are named at once, and the digest follows what it says."""

import pytest

from criteria.faults import PackInvalid
from criteria.loading import load_pack


def test_all_faults_of_all_files_at_once(ladder_draft):
    ladder_draft.replace("model", "points: 10", "points: ten")
    ladder_draft.replace("model", "status: published", "state: published")
    ladder_draft.replace("offer", "kind: capability", "kind: 7")
    ladder_draft.replace("upkeep", "title: {en: Upkeep}", "title: #333333")
    assert [(where, key, found) for where, key, found, _ in ladder_draft.faults()] == [
        ("2.1/model.yaml:3", "status", "nothing"),
        ("2.1/model.yaml:6", "state", "an unknown key"),
        ("2.1/model.yaml:9", "points", "'ten'"),
        ("2.1/offer.yaml:3", "kind", "7 (not in quotes)"),
        (
            "2.1/upkeep.yaml:2",
            "title",
            "nothing (an unquoted # starts a comment: put such a value in quotes)",
        ),
    ]


def test_faults_of_every_sort_in_one_file_at_once(ladder_draft):
    """What the reader, the schema and the sums find, of one file, in one go."""
    ladder_draft.replace("contact", "id: contact\n", "id: contact\nid: contact\n")  # reader
    ladder_draft.replace("contact", "kind: capability", "kind: capability\nowner: nobody")  # schema
    ladder_draft.replace("contact", "points: 1.5", "points: 2.5")  # sum
    ladder_draft.replace("contact", "- id: tone", "- id: speed")  # duplicate
    ladder_draft.replace("contact", 'title: {en: "Notes"}', 'title: {zh-Hans: "记录"}')  # language
    assert [(where, key, found) for where, key, found, _ in ladder_draft.faults()] == [
        ("2.1/contact.yaml:2", "id", "the key twice"),
        ("2.1/contact.yaml:5", "owner", "an unknown key"),
        ("2.1/contact.yaml:6", "points", "criteria that add up to 4.5"),
        ("2.1/contact.yaml:23", "criteria.0.practices.2.id", "'speed' twice"),
        ("2.1/contact.yaml:37", "criteria.1.practices.1.title", "no en"),
    ]


def test_a_file_that_cannot_be_read_does_not_hide_the_faults_of_the_others(ladder_draft):
    (ladder_draft.folder / "upkeep.yaml").unlink()
    ladder_draft.replace("contact", "points: 1.5", "points: 2.5")
    assert ladder_draft.faults() == [
        ("2.1/contact.yaml:4", "points", "criteria that add up to 4.5", "3.5"),
        ("2.1/upkeep.yaml", "", "No such file or directory", "a readable file"),
    ]


def test_a_dimension_named_twice(ladder_draft):
    ladder_draft.replace("model", "[offer, contact, upkeep]", "[offer, contact, upkeep, offer]")
    assert [fault[:3] for fault in ladder_draft.faults()] == [
        ("2.1/model.yaml:9", "points", "dimensions that add up to 14"),
        ("2.1/model.yaml:10", "dimensions.3", "'offer' twice"),
    ]


def test_a_file_that_no_dimension_names(ladder_draft):
    (ladder_draft.folder / "contact-old.yaml").write_text("id: contact", encoding="utf-8")
    assert ladder_draft.faults() == [
        (
            "2.1/contact-old.yaml",
            "",
            "a file that no dimension names",
            "files listed in model.yaml: dimensions",
        ),
    ]


def test_no_pack_at_all(tmp_path):
    with pytest.raises(PackInvalid, match=r"model\.yaml: found No such file or directory"):
        load_pack(tmp_path / "nowhere")


def test_the_digest_follows_what_is_said_not_how(ladder_draft):
    before = load_pack(ladder_draft.folder).digest
    ladder_draft.replace("contact", "points: 3.5", "points: 3.50   # a comment")
    assert load_pack(ladder_draft.folder).digest == before
    ladder_draft.replace("contact", "points: 1.5", "points: 2")
    ladder_draft.replace(
        "contact",
        "    points: 2\n    practices:\n      - id: channels",
        "    points: 1.5\n    practices:\n      - id: channels",
    )
    assert load_pack(ladder_draft.folder).digest != before
