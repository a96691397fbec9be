"""Lists the messages that have no Chinese translation and the translations that nobody uses.

`--add` appends the missing ones, untranslated, to `product.po`; `--tidy` drops the unused wherever they are.
Exits 1 while something is missing, or translated in two catalogues.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
CATALOGUES = ROOT / "assessor/translations/zh_Hans"
NEW = CATALOGUES / "product.po"
KEYWORDS = {"say": None, "translated": None, "message": None, "_": None, "gettext": None, "ngettext": (1, 2)}


def used() -> dict[str, str]:
    """Every message of code and templates, with a place where it is used."""
    return dict(_extracted())


def _extracted() -> Iterator[tuple[str, str]]:
    # a workbook has wording of its own, looked up by key (assessor/answers/wording.py)
    code = [("answers/**.py", "ignore"), ("**.py", "python")]
    pages = [("**.html", "jinja2")]
    for folder, methods in (("assessor", code), ("templates", pages)):
        options = {"**.html": {"silent": "false"}}
        for name, line, found, _, _ in extract_from_dir(ROOT / folder, methods, options, keywords=KEYWORDS):
            # Chinese has one form of a plural, catalogued under the English plural
            text = found[-1] if isinstance(found, tuple) else found
            yield text, f"{folder}/{name}:{line}"


def catalogues() -> dict[Path, Catalog]:
    """The Simplified Chinese catalogues, one a feature."""
    found = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            found[path] = read_po(file, locale="zh_Hans")
    return found


def translated(entries: Catalog) -> dict[str, str]:
    """Its messages with their translations."""
    return {entry.id: str(entry.string or "") for entry in entries if entry.id}


def gathered(found: dict[Path, Catalog]) -> tuple[dict[str, str], list[str]]:
    """What all catalogues translate, and the messages that more than one does."""
    have: dict[str, str] = {}
    twice = []
    for entries in found.values():
        own = translated(entries)
        twice += sorted(own.keys() & have.keys())
        have |= own
    return have, twice


def main() -> int:
    """Print both lists; add what is missing where asked to."""
    wanted, found = used(), catalogues()
    have, twice = gathered(found)
    missing = {text: place for text, place in sorted(wanted.items()) if not have.get(text)}
    for text, place in missing.items():
        print(f"missing  {place}: {text}")
    for text in sorted(have.keys() - wanted.keys()):
        print(f"unused   {text}")
    for text in twice:
        print(f"twice    {text}")
    for text in have.keys() - wanted.keys() if "--tidy" in sys.argv else ():
        for entries in found.values():
            entries.delete(text)
    for text in missing if "--add" in sys.argv else ():
        found[NEW].add(text)
    for path, entries in found.items() if {"--add", "--tidy"} & set(sys.argv) else ():
        with path.open("wb") as file:
            write_po(file, entries, width=0, sort_output=True, omit_header=False)
    return 1 if missing or twice else 0


if __name__ == "__main__":
    sys.exit(main())
