"""One file of answers, in any of its formats -> an answer sheet, or every fault of the file."""

import hashlib
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assessor.answers.checking import checked
from assessor.answers.documents import from_json, from_yaml
from assessor.answers.reading import Reading
from assessor.answers.sheet import AnswerSheet
from assessor.answers.tables import from_csv
from assessor.answers.workbook_reading import from_workbook
from criteria.faults import AnswersInvalid, Fault

MAX_BYTES = 10_000_000


def read_answers(path: Path, *, model: str | None = None, folders: Sequence[Path] = ()) -> AnswerSheet:
    """Read and check one file of answers: .yaml, .yml, .json, .csv or .xlsx.

    `model` (`cmc@2026.1`, or `cmc`) is used where the file names none; a file that names another is refused.
    `folders` are searched for model packs beside the built-in ones.

    Raises AnswersInvalid with every fault, each naming file, line or cell, key, what was found and what is
    allowed; PackInvalid where the model's own pack is broken.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise _invalid(path, repr(path.suffix or path.name), f"a file that ends in {', '.join(_READERS)}")
    data = bytes_of(path)
    return checked(read(data, path.name), hashlib.sha256(data).hexdigest(), model, folders)


def bytes_of(path: Path) -> bytes:
    """The content of an ordinary file, neither empty nor too large. Raises AnswersInvalid for any other."""
    try:
        kind = path.stat().st_mode
        data = _beginning(path) if stat.S_ISREG(kind) else None  # a pipe would be read for ever
    except OSError as error:
        raise _invalid(path, error.strerror or str(error), "a readable file") from None
    except ValueError:  # a NUL in the path itself
        raise _invalid(path, "no path", "a readable file") from None
    if data is None:
        raise _invalid(path, "a directory" if stat.S_ISDIR(kind) else "no ordinary file", "a file")
    if len(data) > MAX_BYTES:
        raise _invalid(path, f"more than {MAX_BYTES} bytes", f"at most {MAX_BYTES} bytes")
    if not data.strip():
        raise _invalid(path, "an empty file", "answers")
    return data


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _text(parse: Callable[[str, str], Reading]) -> Callable[[bytes, str], Reading]:
    def read(data: bytes, file: str) -> Reading:
        return parse(decoded(data, file), file)

    return read


def decoded(data: bytes, file: str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark. Raises AnswersInvalid for any other."""
    if data.startswith(b"PK\x03\x04"):
        raise AnswersInvalid([Fault(file, "", "an archive or a workbook", "text; a workbook ends in .xlsx")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"bytes that are not UTF-8 at byte {error.start + 1}{_perhaps(data)}"
        allowed = "UTF-8 (in Excel: save as 'CSV UTF-8')" if file.lower().endswith(".csv") else "UTF-8"
        raise AnswersInvalid([Fault(file, "", found, allowed)]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise AnswersInvalid([Fault(f"{file}:{line}", "", "a NUL byte", "UTF-8 text")])
    return text


def _perhaps(data: bytes) -> str:
    """What else it may be written in: what Excel saves where the system is Chinese, or as 'Unicode text'."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ", perhaps UTF-16"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return ", perhaps GB18030" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else ""


def _invalid(path: Path, found: str, allowed: str) -> AnswersInvalid:
    return AnswersInvalid([Fault(path.name, "", found, allowed)])


_READERS: Mapping[str, Callable[[bytes, str], Reading]] = {
    ".yaml": _text(from_yaml),
    ".yml": _text(from_yaml),
    ".json": _text(from_json),
    ".csv": _text(from_csv),
    ".xlsx": from_workbook,
}
