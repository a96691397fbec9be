"""Industry: the sections and divisions of ISIC Rev. 4, which a cell's industry is one of."""

from benchmarks.classification.faults import UnknownCode
from benchmarks.classification.lists import Industry, industry_lists
from benchmarks.classification.reading import folded, near, tidied


def sections() -> tuple[Industry, ...]:
    """Return the 21 sections of ISIC Rev. 4, A to U.

    >>> sections()[2]
    Industry(code='C', name='Manufacturing')
    """
    return tuple(industry_lists().sections.values())


def divisions() -> tuple[Industry, ...]:
    """Return the 88 divisions of ISIC Rev. 4, 01 to 99.

    >>> divisions()[0].code
    '01'
    """
    return tuple(industry_lists().divisions.values())


def industry(code: str) -> Industry:
    """Return the section or division with this code; raise `UnknownCode` for any other.

    >>> industry("25").name
    'Manufacture of fabricated metal products, except machinery and equipment'
    >>> industry("manufacturing")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    benchmarks.classification.faults.UnknownCode: industry: found 'manufacturing', ... mean C (Manufacturing)?
    """
    known, wanted = industry_lists(), tidied(code)
    found = known.sections.get(wanted) or known.divisions.get(wanted)
    if found is None:
        raise UnknownCode("industry", code, _like(code) or ["a section A to U", "a division 01 to 99"])
    return found


def section_of(code: str) -> str:
    """Return the section letter of a section or division code; raise `UnknownCode` for any other.

    >>> section_of("25"), section_of("C")
    ('C', 'C')
    """
    return industry_lists().section_of[industry(code).code]


def _like(found: str) -> list[str]:
    # sections last: where a division has the name of its section, the section is meant
    entries = (*divisions(), *sections())
    names = industry_lists().names
    return near(
        found,
        {folded(name): f"{entry.code} ({entry.name})" for entry in entries for name in names[entry.code]},
    )
