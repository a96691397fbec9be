"""Which version of a document this is, who stands behind it and who may read it."""

from dataclasses import dataclass
from typing import Literal

DocumentStatus = Literal["draft", "final"]


@dataclass(frozen=True, slots=True)
class ControlView:
    """Document control. A text that nobody gave is empty, and said in words where it is printed.

    `distribution` are the readers by role or name; `issued_by` is whose brand the document carries.
    """

    status: DocumentStatus
    status_title: str
    version: str
    issued_by: str
    issuer_kind: str
    prepared_by: str
    approved_by: str
    approved_on: str
    approved_on_shown: str
    distribution: tuple[str, ...]
    confidentiality: str


@dataclass(frozen=True, slots=True)
class SealView:
    """Whose signature closes the file; a demonstration authority certifies nobody."""

    signer: str
    demonstration: bool
