"""What verifying a PDF found, as plain values: the command line, the web and JSON all say it from here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assessor.signing.certificates import CertificateFacts, plain_text

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is looked into; reports have one to five million."""

Verdict = Literal["good", "changed", "unsigned", "untrusted"]
Comparison = Literal["same", "differs", "not printed"]


_OURS = ("label", "what")
"""Names of what is filled in that is itself a message of the catalogue."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say: a message of the catalogue, and what is filled in.

    >>> remark("signed on %(day)s", day="2 May").said(lambda message, **values: message % values)
    'signed on 2 May'
    """

    message: str
    values: tuple[tuple[str, str], ...] = ()

    def said(self, say: Callable[..., str]) -> str:
        """The text in one language; what is filled in is a stranger's, unless it is a word of ours."""
        return say(
            self.message, **{name: say(value) if name in _OURS else value for name, value in self.values}
        )


def remark(message: str, **values: object) -> Remark:
    """A remark whose values came out of a stranger's file."""
    return Remark(message, tuple((name, plain_text(value)) for name, value in values.items()))


@dataclass(frozen=True, slots=True)
class StampFacts:
    """A time stamp: when, by whom, and whether an authority that is trusted here answers for it."""

    at: datetime
    authority: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """The signature: who, when, over what. `permits` is what the signer allows to be changed afterwards."""

    signer: CertificateFacts
    chain: tuple[CertificateFacts, ...]
    profile: str
    algorithm: str
    intact: bool
    whole_file: bool
    permits: Literal["nothing", "filling in forms", "filling in forms and comments", "not stated"]
    trusted: bool
    trust: Remark
    claimed_at: datetime | None
    stamp: StampFacts | None
    reason: str
    location: str


@dataclass(frozen=True, slots=True)
class AttachmentFacts:
    """The result in the PDF as data: `digest` is the SHA-256 of its bytes."""

    name: str
    relationship: str
    size: int
    digest: str
    schema: str


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """One figure as the attachment has it and as it is printed; `printed` is empty where it is nowhere."""

    name: str
    attached: str
    printed: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found out about a file.

    `changes` says everything for which the file is not as it was signed, or not as a result must be;
    `warnings` what the reader should know besides. `certificate_number` is empty where none was issued.
    """

    verdict: Verdict
    signature: SignatureFacts | None
    changes: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    attachment: AttachmentFacts | None
    figures: tuple[FigureFacts, ...]
    certificate_number: str
    digest: str
    size: int
