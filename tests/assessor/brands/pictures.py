"""Logos for tests, sound and broken, put together from their parts."""

import struct
import zlib

from assessor.brands.png import SIGNATURE

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'
SHAPE = '<path d="M0 0h40v20H0z" fill="#0d3d55"/>'


def chunk(kind: bytes, body: bytes) -> bytes:
    """One part of a PNG with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int, height: int, depth: int = 8, colour: int = 2, interlace: int = 0) -> bytes:
    """The header of a PNG."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def pixels(width: int, height: int, samples: int = 3, filtering: int = 0) -> bytes:
    """The packed rows of a picture of one colour."""
    return chunk(b"IDAT", zlib.compress((bytes([filtering]) + b"\x20" * width * samples) * height))


def png(*parts: bytes) -> bytes:
    """A PNG of these parts."""
    return SIGNATURE + b"".join(parts)


END = chunk(b"IEND", b"")
SOUND = png(header(40, 20), pixels(40, 20), END)


def svg(inner: str) -> bytes:
    """A drawing of 40 by 20 with something in it."""
    return SVG.format(inner).encode()
