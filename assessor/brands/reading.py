"""A brand file (docs/brand.md): YAML beside its logo, checked as a whole, every fault named at once."""

from pathlib import Path
from typing import cast

from assessor.answers.fields import Fields
from assessor.brands.brand import DEFAULT, KINDS, Brand, BrandKind, Logo
from assessor.brands.logos import read_logo
from assessor.brands.palette import READABLE, is_colour, readable, shown_ratio, worst_contrast
from assessor.brands.png import Refused
from criteria.faults import Fault, InvalidInput
from criteria.yaml import Document, read_yaml

MAX_LINE = 120  # characters of a line that is printed on every page
MAX_CLASS = 40
MAX_READERS = 50


class BrandInvalid(InvalidInput):
    """A brand that was refused."""


def read_brand(path: Path) -> Brand:
    """The brand of a file and of the logo that it names. Raises BrandInvalid with every fault."""
    document = read_yaml(path)
    faults = list(document.faults)
    if not isinstance(document.value, dict):
        raise BrandInvalid(faults or [Fault(document.file, "", "no keys", "a mapping, as in docs/brand.md")])
    brand = _brand(Fields(document.where, (), "", document.value, faults), document, path.parent)
    if faults:
        raise BrandInvalid(faults)
    return brand


def _brand(fields: Fields, document: Document, folder: Path) -> Brand:
    name = _line(fields, "name", MAX_LINE, required=True)
    kind = fields.code("kind", KINDS)
    accent = _colour(fields, "accent") or DEFAULT.accent
    primary = _colour(fields, "primary", accent) or DEFAULT.primary
    brand = Brand(
        name=name,
        kind=cast(BrandKind, kind),
        primary=primary,
        accent=accent,
        picture=_picture(fields, folder),
        footer=_line(fields, "footer", MAX_LINE),
        confidentiality=_line(fields, "confidentiality", MAX_CLASS),
        prepared_by=_line(fields, "prepared_by", MAX_LINE),
        distribution=lines_of(fields, "distribution", document),
    )
    fields.close()
    return brand


def _line(fields: Fields, key: str, most: int, *, required: bool = False) -> str:
    """A text of one line."""
    text = fields.text(key, required=required, most=most)
    return fields.fault(key, "a line break", "one line") if "\n" in text else text


def _colour(fields: Fields, key: str, accent: str = "") -> str:
    """A colour that can be read on every ground it is set on; empty where there is none."""
    allowed = 'a colour as "#rrggbb", in quotes'
    text = fields.text(key, allowed=allowed).lower()
    if not text:
        if key in fields.entries:  # an unquoted colour is a comment to YAML, and its value nothing
            fields.fault(key, "nothing", allowed)
        return ""
    if not is_colour(text):
        return fields.fault(key, repr(text), allowed)
    ratio, ground = worst_contrast(text, accent)
    if ratio < READABLE:
        wanted = f"at least {READABLE}:1, for which {readable(text, accent)} is the nearest darker colour"
        return fields.fault(key, f"{text}, with a contrast of {shown_ratio(ratio)} on {ground}", wanted)
    return text


def _picture(fields: Fields, folder: Path) -> Logo | None:
    name = fields.text("logo", allowed="the name of a file")
    if not name:
        return None
    if Path(name).name != name:
        fields.fault("logo", repr(name), "the name of a file beside this one, without folders")
        return None
    try:
        return read_logo(folder / name)
    except Refused as refused:
        found, allowed = refused.args
        fields.fault("logo", found, allowed)
        return None


def lines_of(fields: Fields, key: str, document: Document) -> tuple[str, ...]:
    """A list of lines, such as the readers of a report; empty where there is none."""
    value = fields.entries.get(key)
    fields.taken.append(key)
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_READERS:
        fields.fault(key, "no list" if not isinstance(value, list) else f"{len(value)} items",
                     f"a list of up to {MAX_READERS} lines")  # fmt: skip
        return ()
    below = {str(n): item for n, item in enumerate(value)}

    def where(path: tuple[str | int, ...]) -> str:
        return document.where((*path[:-1], int(path[-1])))

    items = Fields(where, (key,), key, below, fields.faults)
    return tuple(_line(items, n, MAX_LINE, required=True) for n in below)
