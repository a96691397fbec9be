"""Workbooks of answers, checked before they are read."""

from benchmarks.workbooks import Limits, WorkbookRefused, reduced
from criteria.faults import AnswersInvalid, Fault

LIMITS = Limits(unpacked=100_000_000, rows=5_000, columns=256, cells=300_000, area=5_000 * 256)


def unpacked(data: bytes, file: str) -> bytes:
    """The workbook reduced to the parts that are read, as a new archive. Raises AnswersInvalid."""
    try:
        return reduced(data, LIMITS)
    except WorkbookRefused as refused:
        raise AnswersInvalid([Fault(file, "", refused.found, refused.allowed)]) from None
