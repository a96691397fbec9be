"""What pages of this feature need to say things: days, levels, shares, and what the visitor may do."""

from datetime import date
from fractions import Fraction
from typing import Any

from assessor.access import Action, may
from assessor.languages import wording
from assessor.speech import current_language
from criteria.exact import rounded
from criteria.model import Level


def presenting() -> dict[str, Any]:
    """The names that templates use."""
    return {
        "shown_day": shown_day,
        "level_name": level_name,
        "per_cent": per_cent,
        "visitor_may": visitor_may,
    }


def shown_day(day: date) -> str:
    """A day in the language of the request."""
    return wording(current_language()).date(day)


def level_name(level: Level | None) -> str:
    """A level by number and title."""
    return f"{level.number} {level.title.in_language(current_language())}" if level else "–"


def per_cent(share: Fraction) -> str:
    """A share of 0 to 1, in whole per cent."""
    return f"{rounded(share * 100, 0)}%"


def visitor_may(action: str, status: str) -> bool:
    """Whether the visitor may do something to an assessment in a state."""
    return may(Action[action], status)
