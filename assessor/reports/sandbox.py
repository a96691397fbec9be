"""Where print templates run: a sandbox of plain values, all of them escaped and none of them absent."""

from functools import lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

import assessor
from assessor.brands.brand import DEFAULT
from assessor.languages import Language, wording
from assessor.printing.fonts import printable, shortened


@lru_cache(maxsize=3)
def environment(language: Language) -> ImmutableSandboxedEnvironment:
    """The print templates in one language."""
    say = wording(language)
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates()),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_final,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=say, count=say.count, brand=DEFAULT)
    environment.filters["short"] = shortened
    return environment


def _final(value: object) -> object:
    """Text without controls; an absent value must have been put into words before it comes here."""
    if value is None:
        raise TypeError("a template prints a value that is absent")
    if isinstance(value, Markup):  # a chart, which has escaped what it says
        return Markup(printable(value))  # noqa: S704 - numbers of characters need no escaping
    return printable(value) if isinstance(value, str) else value


def templates() -> Path:
    """Where the print templates are: inside the package where it was installed, beside it in a checkout."""
    package = Path(assessor.__file__).parent
    within = package / "templates"
    return (within if within.exists() else package.parent / "templates") / "pdf"
