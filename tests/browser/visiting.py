"""What a browser test works with."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WINDOWS = {"desktop": (1280, 900), "phone": (360, 780)}
_EACH_ONCE = {("en", "desktop"), ("zh-Hans", "phone"), ("zh-Hant", "desktop")}
VIEWS = [
    pytest.param(
        language, window, id=f"{language}-{window}",
        marks=() if (language, window) in _EACH_ONCE else pytest.mark.soak,
    )
    for language in LANGUAGES
    for window in WINDOWS
]  # fmt: skip
"""Every language in every window; half of them in `make soak` only."""


@dataclass(frozen=True)
class Site:
    """Where the application answers, and the addresses of what was recorded."""

    address: str
    pages: dict[str, str]


@dataclass
class Visit:
    """A page that is open, and everything that went wrong on it."""

    page: Page
    faults: list[str]
