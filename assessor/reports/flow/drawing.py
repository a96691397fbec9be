"""Where the templates of the web page and of the Word document's styles run: the print templates' sandbox."""

from functools import lru_cache

from jinja2 import FileSystemLoader
from jinja2.sandbox import SandboxedEnvironment

from assessor.languages import Language
from assessor.reports.sandbox import environment, templates


@lru_cache(maxsize=3)
def drawing(language: Language) -> SandboxedEnvironment:
    """The report templates in one language: sandboxed, escaped, and nothing in them may be absent."""
    found = environment(language).overlay(loader=FileSystemLoader(templates().parent / "reports"))
    assert isinstance(found, SandboxedEnvironment)
    return found
