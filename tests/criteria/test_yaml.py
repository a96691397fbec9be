"""YAML as packs and answers use it: exact numbers, plain words, lines; hostile files without a trace."""

from decimal import Decimal
from random import Random

import pytest

from criteria.faults import PackInvalid
from criteria.loading import load_pack
from criteria.yaml import MAX_BYTES, parse_yaml, read_yaml

# --- hostile files ----------------------------------------------------------------------------------

HOSTILE = {
    "empty": b"",
    "only a comment": b"# nothing\n",
    "null": b"~\n",
    "a list": b"- 1\n- 2\n",
    "a word": b"cmc\n",
    "two documents": b"a: 1\n---\nb: 2\n",
    "not UTF-8": b"title: caf\xe9\n",
    "UTF-16": "title: x".encode("utf-16"),
    "a NUL": b"a: \x00\n",
    "unclosed": b"a: {b: [1, 2\n",
    "tab": b"\ta: 1\n",
    "deep": b"[" * 100_000,
    "deep blocks": b"- " * 5_000,
    "deep flows": b"{a: [" * 90 + b"1" + b"]}" * 90,
    "a bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "itself": b"&a [*a]\n",
    "no such anchor": b"a: *b\n",
    "anchored key": b"&a id: x\n",
    "merge": b"<<: {id: x}\n",
    "complex key": b"? [a, b]\n: 1\n",
    "python object": b"id: !!python/object/apply:os.system ['true']\n",
    "tagged number": b"pack: !!int +-5\n",
    "escape beyond Unicode": b'id: "\\U00110000"\n',
    "escape beyond reason": b'id: "\\UFFFFFFFF"\n',
    "half a character": b'"\\ud800": "\\udfff"\n',
    "numbers": b"pack: 1e999999999\npoints: .nan\nversion: 0x1F\nid: 1" + b"0" * 5_000 + b"\n",
    "other version": b"%YAML 3.0\n---\na: 1\n",
    "too long": b"#" * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("file", ["model", "contact"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_by_name(ladder_draft, name, file):
    (ladder_draft.folder / f"{file}.yaml").write_bytes(HOSTILE[name])
    faults = ladder_draft.faults()
    assert all(where.startswith(f"2.1/{file}.yaml") for where, *_ in faults)
    assert all(found and allowed for *_, found, allowed in faults)
    for fault in faults:
        "".join(fault).encode()  # can be printed


def test_spoiled_bytes_never_give_anything_but_a_refusal(ladder_draft):
    random, path = Random(2026), ladder_draft.folder / "contact.yaml"
    whole = path.read_bytes()
    refused = []
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(data))
            spoil = random.choice(
                [b"\x00", b"&a ", b"*a", b"{", b"]", b"\n", b"\t", b"\xff", b"#", b": ", b"'", b"!!", b"9"]
            )
            data[at : at + random.randint(0, 4)] = spoil
        path.write_bytes(bytes(data))
        try:
            load_pack(ladder_draft.folder)
        except PackInvalid as invalid:
            refused.append(invalid.faults)
    assert len(refused) > 40
    assert all(refused)


# --- reading ----------------------------------------------------------------------------------------


def test_numbers_stay_as_written_and_words_stay_words():
    document = parse_yaml(
        "a: 0.10\nb: 7\nc: yes\nd: 12:30:45\ne: '5'\nf: 2026-10-31\ng: true\nh: .5", "x.yaml"
    )
    assert document.value == {
        "a": Decimal("0.10"), "b": 7, "c": "yes", "d": "12:30:45", "e": "5", "f": "2026-10-31", "g": True,
        "h": Decimal("0.5"),
    }  # fmt: skip
    assert str(document.value["a"]) == "0.10"


def test_an_alias_is_refused_where_it_stands():
    document = parse_yaml("a: &one 1\nb: 2\nc: *one\n", "x.yaml")
    assert [(f.where, f.key) for f in document.faults] == [("x.yaml:1", "a"), ("x.yaml:3", "c")]
    assert document.value == {"a": None, "b": 2, "c": None}


def test_an_anchored_key_is_refused():
    (fault,) = parse_yaml("a: 1\n&b c: 2\n", "x.yaml").faults
    assert (fault.where, fault.key, fault.found) == ("x.yaml:2", "c", "a key that is not a plain word")


def test_nesting_has_an_end():
    assert parse_yaml("[" * 30 + "]" * 30, "x.yaml").faults == ()
    (fault,) = parse_yaml("[" * 40 + "]" * 40, "x.yaml").faults
    assert (fault.found, fault.allowed) == ("deeper nesting", "at most 30 levels")
    (fault,) = parse_yaml("[" * 201, "x.yaml").faults
    assert (fault.found, fault.allowed) == ("deeper nesting", "at most 30 levels")


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path).value == {"a": 1}
