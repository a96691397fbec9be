"""How an e-mail address becomes what accounts are found by."""

import string
import unicodedata

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def folded(address: str) -> str:
    """An address that was brought into its usual form, as accounts are found by it: Ana@ is ana@.

    Only the letters of ASCII, as databases fold them on every engine; others may be another's mailbox.

    >>> folded("Ana.Ünal@Example.com"), folded("ÜNAL@example.com")
    ('ana.Ünal@example.com', 'Ünal@example.com')
    """
    return address.translate(_SMALL)


def passes_for_ascii(address: str) -> bool:
    """Whether a sign before the @ only looks like ASCII, and would become it in the usual form.

    >>> passes_for_ascii("mar\N{KELVIN SIGN}@example.com"), passes_for_ascii("ü@example.com")
    (True, False)
    """
    return any(
        not sign.isascii() and unicodedata.normalize("NFC", sign).isascii()
        for sign in address.rpartition("@")[0]
    )
