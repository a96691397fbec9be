"""Files of evidence: which kinds are taken, what they are called, and where they are kept.

What a file is, its content says; its name only chooses between kinds of text. Nothing is unpacked: of an
Office file the list of its parts is read, never a part. Each is kept under the digest of its own bytes in the
folder of its tenant, readable by the server alone.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from flask import current_app

from assessor.languages import message
from assessor.whole_files import write_whole

MOST_BYTES = 10_000_000
MOST_PARTS = 10_000
NAME_LENGTH = 120
OFFICE = "application/vnd.openxmlformats-officedocument."
PNG, JPEG, ZIP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_MARKUP = re.compile(r"<(?:!doctype|!--|\?xml|html|head|body|svg|script|iframe|math)", re.I)
_MAIL_HEAD = re.compile(r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.A)


class FileRefused(ValueError):
    """A file that is not taken; the message, with what is filled in, says which are."""

    def __init__(self, text: str, **filled: object) -> None:
        super().__init__(text)
        self.text, self.filled = text, filled


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken."""

    media_type: str
    is_it: Callable[[bytes], bool]


def media_type_of(name: str, content: bytes) -> str:
    """What a file is. Raises FileRefused for an empty or large one, and for what is not in the list.

    >>> media_type_of("photo.png", b"\\x89PNG\\r\\n\\x1a\\n...")
    'image/png'
    """
    if not content:
        raise FileRefused(message("The file is empty"))
    if len(content) > MOST_BYTES:
        raise FileRefused(message("The file is larger than 10 MB"))
    ending = PurePosixPath(name.lower()).suffix.removeprefix(".")
    kind = KINDS.get(ending)
    if kind is None:
        said = message("Files of this kind are not taken. Choose one of these: %(allowed)s")
        raise FileRefused(said, allowed=", ".join(KINDS))
    if not kind.is_it(content):
        said = message("The name ends in .%(ending)s, but this is not such a file, or it has parts that run")
        raise FileRefused(said, ending=ending)
    return kind.media_type


def clean_name(name: str) -> str:
    """The name of a file without a path, and without what a name may not hold or would disguise it.

    >>> clean_name("C:\\\\fakepath\\\\..\\\\report\\u202efdp.pdf"), clean_name("../../etc/passwd")
    ('reportfdp.pdf', 'passwd')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cf", "Cs", "Co"))
    plain = " ".join(_UNFIT.sub(" ", shown).split()).lstrip(". ")
    ending = PurePosixPath(plain).suffix[:10]
    return plain if len(plain) <= NAME_LENGTH else plain[: NAME_LENGTH - len(ending)] + ending


# --- what a file is ---------------------------------------------------------------------------------


def _begins(mark: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(mark)


def _office(part: str) -> Callable[[bytes], bool]:
    """An Office file by the names of its parts, which are listed at its end; one with macros is none."""

    def is_it(content: bytes) -> bool:
        if not content.startswith(ZIP):
            return False
        try:
            with ZipFile(BytesIO(content)) as archive:
                names = {name.lower() for name in archive.namelist()}
        except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            return False
        runs = any(name.endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for name in names)
        return {part, "[content_types].xml"} <= names and len(names) <= MOST_PARTS and not runs

    return is_it


def _text(content: bytes) -> bool:
    """Text in Unicode, or as Chinese spreadsheets write it; not the source of a page."""
    text = _decoded(content)
    return text is not None and not _CONTROL.search(text) and not _MARKUP.search(text[:1000])


def _mail(content: bytes) -> bool:
    """A message begins with the lines of its head; what follows may be of any kind, and is never shown."""
    text = content[:20_000].decode("latin-1").replace("\r\n", "\n")
    head = _MAIL_HEAD.match(text)
    return head is not None and re.search(r"^(from|date|subject|received):", head[0], re.I | re.M) is not None


def _decoded(content: bytes) -> str | None:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


KINDS: dict[str, FileKind] = {
    "pdf": FileKind("application/pdf", _begins(b"%PDF-")),
    "png": FileKind("image/png", _begins(PNG)),
    "jpg": FileKind("image/jpeg", _begins(JPEG)),
    "jpeg": FileKind("image/jpeg", _begins(JPEG)),
    "docx": FileKind(f"{OFFICE}wordprocessingml.document", _office("word/document.xml")),
    "xlsx": FileKind(f"{OFFICE}spreadsheetml.sheet", _office("xl/workbook.xml")),
    "pptx": FileKind(f"{OFFICE}presentationml.presentation", _office("ppt/presentation.xml")),
    "txt": FileKind("text/plain", _text),
    "csv": FileKind("text/csv", _text),
    "eml": FileKind("message/rfc822", _mail),
}


# --- where it is kept -------------------------------------------------------------------------------


def put(tenant_id: UUID, content: bytes) -> str:
    """Keep a file; returns its digest. The same file again changes nothing."""
    digest = hashlib.sha256(content).hexdigest()
    if get(tenant_id, digest) is None:
        path = path_of(tenant_id, digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in (path.parent, *path.parent.parents[:2]):
            folder.chmod(0o700)
        write_whole(path, content, mode=0o600)
    return digest


def get(tenant_id: UUID, digest: str) -> bytes | None:
    """The file of a digest; None where it is gone or no longer what it was."""
    try:
        content = path_of(tenant_id, digest).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def discard(tenant_id: UUID, digest: str) -> None:
    """Delete a file that nothing refers to any more."""
    path_of(tenant_id, digest).unlink(missing_ok=True)


def path_of(tenant_id: UUID, digest: str) -> Path:
    """Where the file of a digest is kept. Raises ValueError for what is no digest."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("not a digest")
    return Path(current_app.instance_path) / "evidence" / str(tenant_id) / digest[:2] / digest
