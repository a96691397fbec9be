"""Size bands by head count."""

from collections.abc import Mapping
from types import MappingProxyType

from benchmarks.classification.faults import UnknownCode

SIZE_BANDS: Mapping[str, int] = MappingProxyType({"micro": 1, "small": 10, "medium": 50, "large": 250})
"""Smallest head count of each band, in persons (head counts of EU Recommendation 2003/361/EC)."""


def size_band(employees: int) -> str:
    """Return the band of a head count: micro 1-9, small 10-49, medium 50-249, large 250 and more persons.

    Raises `ValueError` for anything but a whole number from 1.

    >>> size_band(9), size_band(10), size_band(250)
    ('micro', 'small', 'large')
    """
    if isinstance(employees, bool) or not isinstance(employees, int) or employees < 1:
        raise ValueError(f"employees: found {employees!r}, allowed are whole numbers from 1")
    return [band for band, least in SIZE_BANDS.items() if employees >= least][-1]


def require_size(band: str) -> str:
    """Return the band unchanged, or raise `UnknownCode` with the bands there are.

    >>> require_size("large")
    'large'
    """
    if band not in SIZE_BANDS:
        raise UnknownCode("size", band, SIZE_BANDS)
    return band
