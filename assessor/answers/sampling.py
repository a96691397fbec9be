"""Values by site against the sites that the organisation lists: their names, and their shares."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction

from assessor.answers.fields import as_text
from assessor.answers.sheet import Site
from assessor.answers.sites import written
from criteria.exact import exact

Note = Callable[[str, str, str], object]
"""Takes what a fault concerns, what was found, and what is allowed."""

ROUNDING = Fraction(1, 2)
"""Points of a hundred by which a share may differ from the listed one: people write 33% for a third."""

_PLACEHOLDER = Fraction(1)  # stands for a share whose absence was noted: nobody should hear of it twice


def completed(entries: Sequence[object], sites: Sequence[Site] | None, note: Note) -> list[object]:
    """The entries of a rating by site, each with its share: its own, or else the listed one.

    What is wrong is noted: a site that is not listed where some are, a site without a share, shares that
    contradict the listed ones. `sites` is None where the list itself could not be read.
    """
    listed = None if sites is None else {site.name: site.share for site in sites}
    if listed is None:
        return [_with_share(entry, _PLACEHOLDER) for entry in entries]
    done = [_entry(entry, listed, f"[{n}]", note) for n, entry in enumerate(entries)]
    _agree(done, listed, note)
    return done


def _entry(entry: object, listed: Mapping[str, Fraction | None], key: str, note: Note) -> object:
    if not isinstance(entry, Mapping) or "site" not in entry:
        return entry
    name = as_text(entry["site"]) or ""
    if listed and name not in listed:
        note(f"{key}.site", repr(name), _known(name, list(listed)))
    elif _lacks_share(entry) and listed.get(name) is None:
        note(f"{key}.share", "nothing", "the site's share of the whole, here or in the list of sites")
    return _with_share(entry, listed.get(name) or _PLACEHOLDER)


def _known(name: str, listed: Sequence[str]) -> str:
    folded = {other.casefold(): other for other in listed}
    close = get_close_matches(name.casefold(), folded, n=1)
    hint = f", perhaps {folded[close[0]]!r}" if close else ""
    return f"a site that the organisation lists: {', '.join(map(repr, listed))}{hint}"


def _lacks_share(entry: Mapping[str, object]) -> bool:
    return entry.get("share") is None or entry["share"] == ""


def _with_share(entry: object, share: Fraction) -> object:
    """An entry that says all but its share gets one; anything else is refused as it was written."""
    if isinstance(entry, Mapping) and {"site", "value"} == set(entry) - {"share"} and _lacks_share(entry):
        return {**entry, "share": share}
    return entry


def _agree(entries: Sequence[object], listed: Mapping[str, Fraction | None], note: Note) -> None:
    """Shares that were written agree with the listed ones, as parts of the whole or of the sites rated."""
    shares = dict(_both(entries, listed))
    if not shares:
        return
    whole = sum((share for share in listed.values() if share), Fraction(0))
    rated = sum((own for own, _ in shares.values()), Fraction(0))
    known = sum((share for _, share in shares.values()), Fraction(0))
    of_whole = all(_near(own, 100 * share / whole) for own, share in shares.values())
    of_rated = all(_near(100 * own / rated, 100 * share / known) for own, share in shares.values())
    alone = len(shares) == 1 and all(own not in (share, 100) for own, share in shares.values())
    if not of_whole and (alone or not of_rated):
        found = "; ".join(f"{name} {written(own)}" for name, (own, _) in shares.items())
        allowed = "; ".join(f"{name} {written(share)}" for name, (_, share) in shares.items())
        note("", f"the shares {found}", f"those in the list of sites, {allowed}, or no shares")


def _both(
    entries: Sequence[object], listed: Mapping[str, Fraction | None]
) -> list[tuple[str, tuple[Fraction, Fraction]]]:
    """The sites that have a share both here and in the list."""
    found = []
    for entry in entries:
        if not isinstance(entry, Mapping) or "site" not in entry:
            continue
        name, own = as_text(entry["site"]) or "", _number(entry.get("share"))
        share = listed.get(name)
        if share is not None and own is not None:
            found.append((name, (own, share)))
    return found


def _number(value: object) -> Fraction | None:
    try:
        number = exact(value)
    except ValueError:
        return None
    return number if number > 0 else None


def _near(found: Fraction, expected: Fraction) -> bool:
    return abs(found - expected) <= ROUNDING
