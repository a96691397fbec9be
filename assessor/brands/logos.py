"""A logo file: PNG or SVG, refused with a reason or written anew from what may be printed."""

from pathlib import Path

from assessor.brands.brand import Logo
from assessor.brands.png import SIGNATURE, Refused, cleaned_png
from assessor.brands.svg import cleaned_svg

MAX_PNG, MAX_SVG = 500_000, 100_000  # bytes
WIDEST = 12.0  # beyond it a logo has no height left where it is printed


def read_logo(path: Path) -> Logo:
    """The logo of a file. Raises Refused with what was found and what is allowed."""
    data = _read(path)
    if data.startswith(SIGNATURE):
        content, ratio = cleaned_png(_small(data, MAX_PNG))
        return Logo(content, "image/png", _fitting(ratio))
    if path.suffix.lower() == ".svg":
        content, ratio = cleaned_svg(_small(data, MAX_SVG))
        return Logo(content, "image/svg+xml", _fitting(ratio))
    raise Refused(f"a file that is neither ({data[:4]!r})", "a PNG file, or one that ends in .svg")


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise Refused(f"{path.name}, which is no file", "a PNG or SVG file")
    try:
        with path.open("rb") as file:
            return file.read(MAX_PNG + 1)
    except OSError as error:
        raise Refused(f"{path.name}: {error.strerror or error}", "a readable file") from error


def _small(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise Refused(f"more than {most // 1000} kB", f"at most {most // 1000} kB")
    return data


def _fitting(ratio: float) -> float:
    if not 1 / WIDEST <= ratio <= WIDEST:
        raise Refused(f"{ratio:.2f} times as wide as high", f"between 1/{WIDEST:g} and {WIDEST:g} times")
    return ratio
