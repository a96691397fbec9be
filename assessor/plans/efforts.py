"""An organisation's own person-days from a file: CSV or YAML of practice, level and days."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from assessor.plans.wishes import MOST_DAYS, Key, actions_of
from criteria.faults import AnswersInvalid, Fault
from criteria.model import Model
from criteria.yaml import read_yaml

FIELDS = ("practice", "level", "days")


def read_efforts(path: Path, model: Model) -> dict[Key, int]:
    """The person-days by practice and level. Raises AnswersInvalid naming everything that is wrong in it."""
    faults: list[Fault] = []
    known, found = actions_of(model), {}
    for where, row in _rows(path):
        practice, level, days = (str(row.get(name, "")).strip() for name in FIELDS)
        key = (practice, int(level)) if level.isascii() and level.isdecimal() and len(level) < 3 else None
        if key is None or key not in known:
            said = f"{practice!r}, level {level!r}"
            faults.append(
                Fault(where, "", said, f"a practice and a level with an action of {model.reference}")
            )
        elif not (days.isascii() and days.isdecimal() and len(days) <= len(str(MOST_DAYS))):
            faults.append(Fault(where, "", repr(days), f"whole person-days from 0 to {MOST_DAYS}"))
        elif key in found:
            faults.append(Fault(where, "", f"{practice!r}, level {level} again", "each step once"))
        else:
            found[key] = int(days)
    if faults:
        raise AnswersInvalid(faults)
    return found


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each row with its file and line; a file that has no rows of these fields is refused."""
    wrong = Fault(
        path.name, "", "no such rows", f"CSV with the columns {', '.join(FIELDS)}, or a YAML list of them"
    )
    if path.suffix.lower() in (".yaml", ".yml"):
        document = read_yaml(path)
        rows = document.value if isinstance(document.value, list) else []
        found = [(document.where((n,)), row) for n, row in enumerate(rows) if isinstance(row, dict)]
        faults = [*document.faults, *([] if found and len(found) == len(rows) else [wrong])]
    else:
        reader = csv.DictReader(StringIO(_text(path), newline=""))
        faults = [] if set(FIELDS) <= set(reader.fieldnames or ()) else [wrong]
        found = [(f"{path.name}:{reader.line_num}", dict(row)) for row in reader]
    if faults:
        raise AnswersInvalid(faults)
    yield from found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswersInvalid(
            [Fault(path.name, "", f"byte {error.start} that is not UTF-8", "text in UTF-8")]
        ) from error
