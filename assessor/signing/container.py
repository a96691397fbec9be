"""The bytes of a signature in its PDF: that it covers the rest of the file, and was not touched itself.

A signature cannot cover its own bytes. So their form is fixed here to the last digit: whatever could be
altered in them without breaking the signature is refused.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1
from asn1crypto.core import Void
from cryptography import x509

from assessor.languages import message
from assessor.signing.certificates import issued_by, path_of, unproven
from assessor.signing.verification import Remark, remark

_ONE_CASE = re.compile(rb"[0-9A-F]*|[0-9a-f]*")
_BIT_STRING, _CONSTRUCTED = 0x03, 0x20
_PLAIN_DIGESTS = ("sha256", "sha384", "sha512")


@dataclass(frozen=True, slots=True)
class Container:
    """The gap that a signature's ByteRange leaves, and what stands in it."""

    whole_file: bool
    faults: tuple[Remark, ...]


def examine(pdf: bytes, byte_range: Sequence[int], contents: bytes) -> Container:
    """Whether a ByteRange covers all of a file but the signature, and the signature is as it was made."""
    start, length, resume, rest = [*map(int, byte_range), 0, 0, 0, 0][:4]
    fits = len(byte_range) == 4 and start == 0 and 0 < length < resume <= len(pdf) and rest > 0
    if not fits:
        return Container(False, (remark(message("the signature does not say which bytes it covers")),))
    gap = pdf[length:resume]
    written = gap[1:-1]
    faults = []
    if gap[:1] != b"<" or gap[-1:] != b">" or not _ONE_CASE.fullmatch(written) or len(written) % 2:
        faults.append(remark(message("the place of the signature holds something else than the signature")))
    elif bytes.fromhex(written.decode("ascii")) != contents:
        faults.append(remark(message("the signature that is read is not the one in the place left for it")))
    else:
        faults.extend(_of_form(contents))
    return Container(resume + rest == len(pdf), tuple(faults))


def _of_form(contents: bytes) -> Iterator[Remark]:
    try:
        encoded = contents[: _end(contents, 0)]
        info = cms.ContentInfo.load(encoded)
        padded = encoded + bytes(len(contents) - len(encoded)) == contents
        if not padded or not _well_formed(encoded) or not _canonical(info):
            yield remark(message("the signature's own bytes were altered"))
        elif not all(map(_belong_together, (info, *_stamps(info)))):
            yield remark(message("a certificate with the signature was altered, or does not belong to it"))
    except Exception:  # altered bytes raise whatever they come to, in either library
        yield remark(message("the signature's own bytes were altered"))


def _end(der: bytes, start: int) -> int:
    """Where the element that begins at `start` ends; raises where it has no proper length."""
    return sum(_extent(der, start))


def _extent(der: bytes, start: int) -> tuple[int, int]:
    """Where the content of an element begins, and its length; only the shortest form of a length is one."""
    if der[start] & 0x1F in (0x1F, 0) and der[start] & 0xC0 == 0:
        raise ValueError("no element of a signature has this tag")
    first = der[start + 1]
    if first < 0x80:
        return start + 2, first
    begin = start + 2 + (first & 0x7F)
    length = int.from_bytes(der[start + 2 : begin], "big")
    if length < 0x80 or der[start + 2] == 0 or first == 0x80:
        raise ValueError("a length is not in its shortest form")
    return begin, length


def _well_formed(der: bytes) -> bool:
    """Whether elements fill exactly the elements they stand in, and no bits are left over."""
    waiting = [(0, len(der))]
    while waiting:
        at, end = waiting.pop()
        while at < end:
            begin, length = _extent(der, at)
            if begin + length > end or (der[at] == _BIT_STRING and der[begin] != 0):
                return False
            if der[at] & _CONSTRUCTED:
                waiting.append((begin, begin + length))
            at = begin + length
    return True


def _canonical(info: cms.ContentInfo) -> bool:
    """Whether what no digest protects is as the standards fix it."""
    signed = info["content"]
    if len(signed["signer_infos"]) != 1:
        return False
    signer = signed["signer_infos"][0]
    digest = signer["digest_algorithm"]
    by_issuer = signer["sid"].name == "issuer_and_serial_number"
    stamped = signed["encap_content_info"]["content_type"].native == "tst_info"
    return (
        info["content_type"].native == "signed_data"
        and signed["version"].native == ("v1" if by_issuer and not stamped else "v3")
        and signer["version"].native == ("v1" if by_issuer else "v3")
        and digest["algorithm"].native in _PLAIN_DIGESTS
        and [one.dump() for one in signed["digest_algorithms"]] == [digest.dump()]
        and _no_parameters(digest)
        and _nothing_else(signer)
    )


def _no_parameters(algorithm: cms.DigestAlgorithm) -> bool:
    return algorithm["parameters"].dump() in (b"", b"\x05\x00")


def _nothing_else(signer: cms.SignerInfo) -> bool:
    """Whether a time stamp is all that stands outside what was signed."""
    unsigned = signer["unsigned_attrs"]
    if isinstance(unsigned, Void):
        return True
    stamped = [(one["type"].native, len(one["values"])) for one in unsigned]
    return stamped == [("signature_time_stamp_token", 1)] and _canonical(unsigned[0]["values"][0])


def _stamps(info: cms.ContentInfo) -> list[cms.ContentInfo]:
    """The time stamp of a signature, where it has one."""
    unsigned = info["content"]["signer_infos"][0]["unsigned_attrs"]
    return [] if isinstance(unsigned, Void) else [unsigned[0]["values"][0]]


def _belong_together(info: cms.ContentInfo) -> bool:
    """Whether the signer's certificate is named to the letter, and every other one is proven by these."""
    encoded = [one.chosen.dump() for one in info["content"]["certificates"]]
    signer = info["content"]["signer_infos"][0]["sid"].chosen
    leaf = next((one for one in encoded if _named(one, signer)), None)
    if leaf is None:
        return False
    certificates = [x509.load_der_x509_certificate(one) for one in encoded]
    path = path_of(x509.load_der_x509_certificate(leaf), certificates)
    proven = (one in path or any(issued_by(one, issuer) for issuer in certificates) for one in certificates)
    return all(proven) and not any(unproven(certificates))


def _named(certificate: bytes, signer: Any) -> bool:  # noqa: ANN401 - one of two ways to name a certificate
    one = asn1.Certificate.load(certificate)
    if isinstance(signer, cms.IssuerAndSerialNumber):
        same: bool = signer["issuer"].dump() == one.issuer.dump()
        return same and signer["serial_number"].native == one.serial_number
    return bool(signer.native == one.key_identifier)
