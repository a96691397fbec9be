"""How codes and names are read: what does not tell two of them apart is folded away."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

_SEPARATORS = re.compile(r"[\W_]+")


def tidied(code: str) -> str:
    """Return a code in capitals, without spaces around it, full-width characters made narrow.

    >>> tidied(" cn-gd "), tidied("ＣＮ")
    ('CN-GD', 'CN')
    """
    return unicodedata.normalize("NFKC", code).strip().upper()


def folded(name: str) -> str:
    """Return a name without what writers differ in: case, accents, punctuation, a leading article, `&`.

    >>> folded("The Côte d’Ivoire"), folded("Antigua & Barbuda"), folded("U.S.A.")
    ('cote d ivoire', 'antigua and barbuda', 'usa')
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace(".", ""))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return _SEPARATORS.sub(" ", letters).strip().removeprefix("the ")


def near(found: str, names: Mapping[str, str]) -> list[str]:
    """Return up to three of the values whose folded name is that of `found`, or else resembles it.

    >>> near("Manufactoring", {"manufacturing": "C", "education": "P"})
    ['C']
    """
    wanted = folded(found)
    close = [wanted] if wanted in names else get_close_matches(wanted, names, n=3, cutoff=0.7)
    return list(dict.fromkeys(names[name] for name in close))
