"""What a browser test works with."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"


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
