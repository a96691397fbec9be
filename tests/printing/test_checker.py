"""The checker of conformance speaks: every rule names the damage that was done to a good file."""

from io import BytesIO

import pytest
from pikepdf import Encryption, ObjectStreamMode, Pdf, StreamDecodeLevel

from tests.printing import damage
from tests.printing.conformance import faults, qpdf_says, rules
from tests.printing.samples import ADDRESS, sample


def damaged(change):
    """The good file with one thing changed, and nothing else put right on the way."""
    target = BytesIO()
    with Pdf.open(BytesIO(sample())) as pdf:
        change(pdf)
        pdf.save(
            target,
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.preserve,
            fix_metadata_version=False,
        )
    return target.getvalue()


def test_the_good_file_has_no_faults():
    assert faults(sample(), ADDRESS) == []
    assert not qpdf_says(sample())
    assert faults(damaged(lambda pdf: None), ADDRESS) == []


@pytest.mark.parametrize(("rule", "said", "change"), damage.ALL, ids=damage.titles())
def test_each_damage_is_named_by_its_rule(rule, said, change):
    found = faults(damaged(change), ADDRESS, only=rule)
    assert any(fault.startswith(f"{rule}: ") and said in fault for fault in found), found


def test_every_rule_was_seen_to_speak():
    spoken = {rule for rule, _, _ in damage.ALL} | {"header"}  # the header is damaged below
    assert sorted(set(rules()) - spoken) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"%PDF-1.7", b"%PDF-1.4", "begins with b'%PDF-1.4'"),
        (b"%\xbf\xf7\xa2\xfe", b"%abcd", "no comment of four high bytes"),
        (b" /ID [", b" /IX [", "has no identifier"),
    ],
)
def test_the_head_and_the_tail_of_the_file_are_read(old, new, said):
    assert sample().count(old) == 1
    assert any(said in fault for fault in faults(sample().replace(old, new), ADDRESS))


def test_bytes_behind_the_end_are_seen():
    assert "header: data behind the end of the file" in faults(sample() + b"more", ADDRESS)


def test_encryption_is_seen():
    target = BytesIO()
    with Pdf.open(BytesIO(sample())) as pdf:
        pdf.save(target, encryption=Encryption(owner="x", user="", R=6))
    assert "header: is encrypted" in faults(target.getvalue(), ADDRESS)


def test_a_link_out_of_the_file_is_a_fault_unless_it_leads_to_the_one_address():
    assert faults(sample()) == [f"actions: a link leads to '{ADDRESS}17'"]
