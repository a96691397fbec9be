"""A PNG from a stranger: checked chunk by chunk without decoding more than a row, and written anew.

What is kept is what draws the picture; texts, profiles and whatever else the file carries stay behind.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_SIDE = 4000
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # colour type -> samples a pixel
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
PALETTE = 3
FILTERS = 5
PIECE = 65_536


class Refused(ValueError):
    """A picture that was refused: `args` hold what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class Header:
    """The size of a picture, and how many bytes a row of it has with its filter."""

    width: int
    height: int
    depth: int
    colour: int

    @property
    def row(self) -> int:
        """Bytes of a row."""
        return 1 + (self.width * SAMPLES[self.colour] * self.depth + 7) // 8


def cleaned_png(data: bytes) -> tuple[bytes, float]:
    """The same picture with nothing but its pixels, and its width by its height. Raises Refused."""
    chunks = list(_chunks(data))
    header = _header(chunks)
    _check_order([kind for kind, _ in chunks], header)
    _check_colours(dict(chunks), header)
    _check_pixels(b"".join(body for kind, body in chunks if kind == b"IDAT"), header)
    kept = (_written(kind, body) for kind, body in chunks if kind in KEPT)
    return SIGNATURE + b"".join(kept), header.width / header.height


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(SIGNATURE):
        raise Refused("no PNG signature", "a PNG file")
    position = len(SIGNATURE)
    while position < len(data):
        if position + 12 > len(data):
            raise Refused("a file that breaks off", "a whole PNG file")
        (length,) = struct.unpack_from(">I", data, position)
        kind, body = data[position + 4 : position + 8], data[position + 8 : position + 8 + length]
        tail = data[position + 8 + length : position + 12 + length]
        if len(body) < length or len(tail) < 4:
            raise Refused("a file that breaks off", "a whole PNG file")
        if struct.unpack(">I", tail)[0] != zlib.crc32(kind + body):
            raise Refused(f"a wrong checksum in the part {kind!r}", "a PNG file without damage")
        yield kind, body
        position += 12 + length
        if kind == b"IEND":
            break
    if position < len(data):
        raise Refused(f"{len(data) - position} bytes after the picture", "nothing after its end")


def _header(chunks: list[tuple[bytes, bytes]]) -> Header:
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise Refused("no header at its beginning", "a PNG file")
    width, height, depth, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise Refused(f"{width} x {height} pixels", f"1 to {MAX_SIDE} pixels on each side")
    if depth not in DEPTHS.get(colour, ()) or packing or filtering:
        raise Refused(f"colour type {colour} with {depth} bits", "a combination that the PNG standard has")
    if interlace:
        raise Refused("an interlaced picture", "one that was saved without interlacing")
    return Header(width, height, depth, colour)


def _check_order(kinds: list[bytes], header: Header) -> None:
    """One header, a palette before the pixels where one is needed, pixels in one run, the end last."""
    drawn = [kind for kind in kinds if kind in KEPT]
    if drawn[-1] != b"IEND" or drawn.count(b"IEND") != 1 or drawn.count(b"IHDR") != 1:
        raise Refused("no end, or two beginnings", "a whole PNG file")
    if b"IDAT" not in drawn:
        raise Refused("no pixels", "a PNG file with a picture in it")
    first = drawn.index(b"IDAT")
    if drawn.count(b"PLTE") > 1 or drawn.count(b"tRNS") > 1 or {b"PLTE", b"tRNS"} & set(drawn[first:]):
        raise Refused("a palette where none belongs", "at most one, before the pixels")
    if header.colour == PALETTE and b"PLTE" not in drawn:
        raise Refused("no palette", "one, as its colour type asks for")


def _check_colours(bodies: dict[bytes, bytes], header: Header) -> None:
    """The palette and the transparency have the size that the colour type asks for."""
    entries, clear = len(bodies.get(b"PLTE", b"")), len(bodies.get(b"tRNS", b""))
    if entries % 3 or entries > 768 or (entries and header.colour in (0, 4)):
        raise Refused(f"a palette of {entries} bytes", "three for each of up to 256 colours")
    most = {0: (2,), 2: (6,), PALETTE: range(1, entries // 3 + 1)}.get(header.colour, ())
    if b"tRNS" in bodies and clear not in most:
        raise Refused(f"a transparency of {clear} bytes", "what its colour type asks for")


def _check_pixels(packed: bytes, header: Header) -> None:
    """Unpack piece by piece, and never more than the header promised: a bomb is found before it goes off."""
    unpacking, promised, seen = zlib.decompressobj(), header.row * header.height, 0
    try:
        while not unpacking.eof and seen <= promised:
            piece = unpacking.decompress(packed, PIECE)
            if not piece and not unpacking.unconsumed_tail:
                break
            _check_filters(piece, seen, header.row)
            seen, packed = seen + len(piece), unpacking.unconsumed_tail
    except zlib.error as error:
        raise Refused("pixels that cannot be unpacked", "a PNG file without damage") from error
    if seen != promised or not unpacking.eof:
        found = "more" if seen > promised else "fewer"
        raise Refused(f"{found} pixels than its header says", f"{promised} bytes of them")


def _check_filters(piece: bytes, seen: int, row: int) -> None:
    """Every row begins with the number of its filter."""
    if any(number >= FILTERS for number in piece[-seen % row :: row]):
        raise Refused("a row filter that PNG does not have", "a PNG file without damage")


def _written(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
