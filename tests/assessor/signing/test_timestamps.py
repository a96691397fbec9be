"""Time stamps from a service on this machine, over HTTP, and every way in which one may fail."""

import logging
from datetime import timedelta

import pytest

from assessor.signing.checking import verify
from assessor.signing.refusals import TimestampFailed
from assessor.signing.sealing import sign
from assessor.signing.settings import TimestampService
from assessor.signing.trust import Trust
from tests.assessor.signing import authorities, papers
from tests.assessor.signing.stamping import service


def stamped(
    url: str, *, seconds: float = 10, required: bool = True, by: authorities.Identity | None = None, **how
) -> bytes:
    stamps = TimestampService(url, required, seconds)
    return sign(papers.paper(), papers.key(by or authorities.signer()), reason="r", timestamps=stamps, **how)


def test_a_stamp_proves_the_time_and_is_asked_for_once():
    with service() as running:
        found = verify(stamped(running.url), papers.trust())
    assert running.asked == ["application/timestamp-query"]
    assert (found.verdict, found.changes, found.warnings) == ("good", (), ())
    stamp = found.signature.stamp
    assert found.signature.profile == "PAdES B-T"
    assert stamp.trusted
    assert stamp.authority == "CN=Example Time,O=Example Certification Body"
    assert abs(stamp.at - found.signature.claimed_at) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("refusal", r"not granted \(rejection: no such policy\)"),
        ("imprint", "stamps something else"),
        ("nonce", "answers another request"),
        ("garbage", "no time stamp"),
        ("endless", "answers with more than 12000 bytes"),
        ("status", "answers with status 503"),
        ("redirect", "redirects elsewhere"),
        ("slow", "did not answer within 0.5 s"),
    ],
)
def test_a_service_that_fails_is_named(spoil, said):
    with service(spoil) as running, pytest.raises(TimestampFailed, match=said) as failed:
        stamped(running.url, seconds=0.5 if spoil == "slow" else 10)
    assert str(failed.value).startswith(f"{running.url}: time stamp: found ")


def test_a_service_that_is_not_there():
    with pytest.raises(TimestampFailed, match="refused"):
        stamped("http://127.0.0.1:9/tsa")


def test_an_optional_stamp_is_left_out_and_that_is_logged(caplog):
    with caplog.at_level(logging.WARNING), service("refusal") as running:
        found = verify(stamped(running.url, required=False), papers.trust())
    assert (found.verdict, found.signature.profile) == ("good", "PAdES B-B")
    assert "without a time stamp" in caplog.text
    assert running.url in caplog.text


def test_a_stamp_of_somebody_unknown_proves_nothing():
    stranger = authorities.identity("Somebody")
    with service() as running:
        pdf = stamped(running.url, by=stranger)
    found = verify(pdf, Trust((stranger.certificate,)))
    assert found.verdict == "good", "trust in the signer is another question"
    assert not found.signature.stamp.trusted
    assert [one.values for one in found.warnings] == [
        (("name", "CN=Example Time,O=Example Certification Body"),)
    ]


def test_a_certificate_is_judged_at_the_time_that_is_proven():
    """Signed and stamped while it held: good after it expired. Without a stamp nobody knows."""
    begins, ends = authorities.NOW - timedelta(days=9), authorities.NOW + timedelta(days=2)
    short = authorities.identity("Example Short", authorities.issuing(), begins=begins, ends=ends)
    later = authorities.NOW + timedelta(days=5)
    with service() as running:
        with_stamp = stamped(running.url, by=short)
    without = sign(papers.paper(), papers.key(short), reason="r")
    assert verify(with_stamp, papers.trust(), later).verdict == "good"
    found = verify(without, papers.trust(), later)
    assert found.verdict == "untrusted"
    assert "does not hold" in found.signature.trust.message


def test_a_stamp_taken_from_another_signature_is_noticed():
    from asn1crypto import cms

    with service() as running:
        one, other = stamped(running.url), stamped(running.url)
    start, end = one.rindex(b"/Contents <") + 11, one.index(b">", one.rindex(b"/Contents <") + 11)
    first = cms.ContentInfo.load(bytes.fromhex(one[start:end].decode()))
    begin = other.rindex(b"/Contents <") + 11
    second = cms.ContentInfo.load(bytes.fromhex(other[begin : other.index(b">", begin)].decode()))
    first["content"]["signer_infos"][0]["unsigned_attrs"] = second["content"]["signer_infos"][0][
        "unsigned_attrs"
    ]
    spoiled = first.dump(force=True).hex().upper().encode().ljust(end - start, b"0")
    found = verify(one[:start] + spoiled + one[end:], papers.trust())
    assert found.verdict == "changed"
    assert any("time stamp does not belong" in one.message for one in found.changes)
