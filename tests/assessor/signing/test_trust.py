"""Who is trusted: authorities from PEM files, what they revoked, and what does not hold any more."""

from datetime import timedelta

import pytest
from cryptography import x509

from assessor.signing.checking import verify
from assessor.signing.refusals import TrustRefused
from assessor.signing.sealing import sign
from assessor.signing.settings import TimestampService
from assessor.signing.trust import Trust, read_trust
from tests.assessor.signing import authorities, papers
from tests.assessor.signing.authorities import written
from tests.assessor.signing.stamping import service


def reason(found) -> str:
    return found.signature.trust.said(lambda text, **values: text % values)


def test_without_an_authority_nobody_is_trusted():
    found = verify(papers.signed())
    assert (found.verdict, found.signature.trusted) == ("untrusted", False)
    assert reason(found) == (
        "not trusted: CN=Example Root,O=Example Certification Body is none of the authorities trusted here"
    )


def test_an_authority_of_the_same_name_is_another():
    impostor = authorities.identity("Example Root", ca=True)
    found = verify(papers.signed(), Trust((impostor.certificate,)))
    assert found.verdict == "untrusted"


def test_a_signature_that_sends_no_chain_is_trusted_by_its_issuer():
    alone = papers.key(authorities.Identity(authorities.signer().key, authorities.signer().certificate))
    pdf = sign(papers.paper(), alone, reason="r")
    assert verify(pdf, Trust((authorities.issuing().certificate,))).verdict == "good"
    assert verify(pdf, papers.trust()).verdict == "untrusted"


def test_a_certificate_of_its_own_can_be_trusted_itself():
    own = authorities.identity("Example Own")
    pdf = sign(papers.paper(), papers.key(own), reason="r")
    assert verify(pdf, Trust((own.certificate,))).verdict == "good"
    assert verify(pdf, papers.trust()).verdict == "untrusted"


def test_an_expired_certificate_is_trusted_no_more():
    later = authorities.NOW + timedelta(days=500)
    found = verify(papers.signed(), papers.trust(), later)
    assert found.verdict == "untrusted"
    assert "the certificate of CN=Example Certification Office" in reason(found)


@pytest.mark.parametrize("whose", ["signer", "issuing"])
def test_a_revoked_certificate_is_trusted_no_more(tmp_path, whose):
    of = getattr(authorities, whose)()
    listed = authorities.revocations(of, of.issuer, authorities.NOW - timedelta(hours=1))
    path = written(tmp_path, "trust.pem", authorities.root().root_pem() + listed)
    found = verify(papers.signed(), read_trust([path]))
    assert found.verdict == "untrusted"
    assert reason(found).startswith("not trusted: revoked on 20")


def test_a_list_that_somebody_else_signed_revokes_nothing(tmp_path):
    impostor = authorities.identity("Example Issuing Authority", ca=True)
    of = authorities.signer()
    listed = authorities.revocations(of, impostor, authorities.NOW - timedelta(hours=1))
    path = written(tmp_path, "trust.pem", authorities.root().root_pem() + listed)
    assert verify(papers.signed(), read_trust([path])).verdict == "good"


def test_what_was_stamped_before_the_revocation_stays_good():
    of = authorities.signer()
    with service() as running:
        stamps = TimestampService(running.url)
        pdf = sign(papers.paper(), papers.key(of), reason="r", timestamps=stamps)
    soon = authorities.NOW + timedelta(hours=2)
    listed = x509.load_pem_x509_crl(authorities.revocations(of, of.issuer, soon))
    later = authorities.NOW + timedelta(hours=5)
    assert verify(pdf, papers.trust(listed), later).verdict == "good"
    assert verify(papers.signed(), papers.trust(listed), later).verdict == "untrusted", "no stamp, no proof"


def test_an_authority_that_was_not_to_issue_is_no_authority():
    """Whoever got an ordinary certificate cannot issue others with it."""
    forged = authorities.identity("Example Forged", authorities.signer())
    found = verify(sign(papers.paper(), papers.key(forged), reason="r"), papers.trust())
    assert found.verdict == "untrusted"
    assert reason(found) == "not trusted: the certificate does not allow this signature"


def test_files_of_authorities_that_cannot_be_read_are_all_named(tmp_path):
    empty = written(tmp_path, "empty.pem", b"")
    spoiled = written(
        tmp_path, "spoiled.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    )
    good = written(tmp_path, "good.pem", authorities.root().root_pem())
    with pytest.raises(TrustRefused) as refused:
        read_trust([empty, good, spoiled, tmp_path / "none.pem"])
    assert [one.where.rsplit("/", 1)[1] for one in refused.value.faults] == [
        "empty.pem",
        "spoiled.pem",
        "none.pem",
    ]
