"""Logos from strangers: what is sound is written anew, and each hostile file is refused by name."""

import zlib

import pytest

from assessor.brands.logos import read_logo
from assessor.brands.png import SIGNATURE, Refused
from tests.assessor.brands.pictures import END, SHAPE, SOUND, chunk, header, pixels, png, svg

GRADIENT = '<linearGradient id="{}" gradientUnits="userSpaceOnUse" x2="40"{}><stop/></linearGradient>'

HOSTILE_SVG = {
    "script": ("<script>alert(1)</script>", "<script>"),
    "script in a shape": ("<g><script/></g>", "<script>"),
    "event": (f'<g onload="alert(1)">{SHAPE}</g>', "onload"),
    "event in capitals": ('<path d="M0 0" onClick="x()"/>', "onClick"),
    "foreign object": ("<foreignObject><p/></foreignObject>", "<foreignObject>"),
    "image": ('<image href="https://example.org/a.png"/>', "<image>"),
    "use": ('<use href="#a"/>', "<use>"),
    "animation": ("<animate/>", "<animate>"),
    "link": ('<a href="https://example.org">x</a>', "<a>"),
    "filter": ('<path d="M0 0" filter="url(#f)"/>', "filter"),
    "text": ("<text>Name</text>", "<text>"),
    "loose text": ("Name", "the text 'Name'"),
    "address in a fill": ('<path d="M0 0" fill="url(https://example.org/a)"/>', "fill"),
    "address in a style": ('<path d="M0 0" style="fill:url(//example.org/a)"/>', "fill"),
    "address with an escape": ('<path d="M0 0" style="fill:u\\72l(x)"/>', "fill"),
    "import": ("<style>@import 'https://example.org/a.css';</style>", "<style>"),
    "font face": ("<style>@font-face{src:url(x)}</style>", "<style>"),
    "address in a sheet": ("<style>.a{fill:url(https://example.org)}</style>", "fill"),
    "background": ('<path d="M0 0" style="background:url(x)"/>', "background"),
    "href of a gradient": (GRADIENT.format("a", ' href="https://example.org/g.svg#a"'), "href"),
    "gradients in a circle": (
        GRADIENT.format("a", ' href="#b"') + GRADIENT.format("b", ' href="#a"'),
        "chain",
    ),
    "clip in a clip": (
        '<clipPath id="a"><path d="M0 0" clip-path="url(#a)"/></clipPath>',
        "clip-path inside",
    ),
    "nothing there": ('<path d="M0 0" fill="url(#nowhere)"/>', "#nowhere"),
    "gradient in units of its shape": (
        '<linearGradient id="a"><stop/></linearGradient><path d="M0 0" fill="url(#a)"/>',
        "units of its shape",
    ),
    "id twice": ('<g id="a"/><g id="a"/>', "the id 'a'"),
    "svg in svg": ("<svg/>", "<svg> where it stands"),
    "not a number": ('<rect x="nan" width="1" height="1"/>', "x 'nan'"),
    "beyond all numbers": ('<rect x="1e400" width="1" height="1"/>', "x '1e400'"),
    "a path that is none": ('<path d="M0 0 url"/>', "d 'M0 0 url'"),
    "too many": ("<g/>" * 2000, "more elements"),
    "too deep": ("<g>" * 31 + "</g>" * 31, "deeper nesting"),
}


def read(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    return read_logo(tmp_path / name)


@pytest.mark.parametrize("inner", HOSTILE_SVG)
def test_a_hostile_drawing_is_refused_and_says_where(tmp_path, inner):
    hostile, named = HOSTILE_SVG[inner]
    with pytest.raises(Refused) as refused:
        read(tmp_path, "logo.svg", svg(hostile))
    found, allowed = refused.value.args
    assert named in found
    assert allowed


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "aaa">]><svg xmlns="http://www.w3.org/2000/svg"/>', "DOCTYPE"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', "DOCTYPE"),
        (svg("&a;"), "undefined entity"),
        (svg("<g>"), "mismatched tag"),
        (b"", "no element"),
        (b"\x00\x01", "line 1"),
        (b'<?xml version="1.0" encoding="klingon"?><svg/>', "encoding"),
        (b"<svg/>", "<svg> where it stands"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "view box"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 10"/>', "view box"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan 10"/>', "viewBox"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 10"/>', "times as wide"),
        (svg("<!--" + "x" * 100_000 + "-->"), "more than 100 kB"),
    ],
)
def test_what_is_no_drawing_is_refused(tmp_path, data, named):
    with pytest.raises(Refused) as refused:
        read(tmp_path, "logo.svg", data)
    assert named in refused.value.args[0]


def test_a_sound_drawing_keeps_what_draws_and_loses_what_does_not(tmp_path):
    inner = (
        "<!-- of an editor --><metadata><x/></metadata><title>Old name</title><defs><style>.a{fill:url(#g);"
        "font-family:Arial} /* of an editor */ .b{stroke:#fff;mix-blend-mode:normal}</style>"
        + GRADIENT.format("g", "")
        + '</defs><i:grid xmlns:i="http://example.org/editor"><i:line/></i:grid>'
        '<path class="a" i:role="x" xmlns:i="http://example.org/editor" d="M0 0h40v20H0z" data-name="1"/>'
        '<circle class="b" cx="20" cy="10" r="5" style="fill:none;-inkscape-stroke:none"/>'
    )
    logo = read(tmp_path, "logo.svg", svg(inner))
    written = logo.content.decode()
    assert logo.media_type == "image/svg+xml"
    assert logo.ratio == 2
    for kept in ("M0 0h40v20H0z", ".a{fill:url(#g)}", ".b{stroke:#fff}", "fill:none", "userSpaceOnUse"):
        assert kept in written
    for left in ("editor", "Old name", "metadata", "font", "data-name", "inkscape", "blend"):
        assert left not in written


def test_a_drawing_that_was_written_anew_is_read_as_itself(tmp_path):
    once = read(
        tmp_path, "logo.svg", svg(SHAPE + '<g transform="translate(1,2)"><rect width="3" height="4"/></g>')
    )
    assert read(tmp_path, "again.svg", once.content) == once


# --- PNG ----------------------------------------------------------------------------------------------

BOMB = png(header(4000, 4000), chunk(b"IDAT", zlib.compress(b"\x00" * 60_000_000)), END)
HOSTILE_PNG = {
    "breaks off": (SOUND[:-20], "breaks off"),
    "nothing but a signature": (SIGNATURE, "no header"),
    "flipped bit": (SOUND[:50] + bytes([SOUND[50] ^ 1]) + SOUND[51:], "wrong checksum"),
    "something behind": (SOUND + b"<script>", "after the picture"),
    "too wide": (png(header(4001, 1), END), "4001 x 1"),
    "of no size": (png(header(0, 5), END), "0 x 5"),
    "billions of pixels": (png(header(2**31 - 1, 2**31 - 1), END), "2147483647"),
    "colours that are none": (png(header(4, 4, colour=5), END), "colour type 5"),
    "depth that is none": (png(header(4, 4, depth=3), END), "3 bits"),
    "interlaced": (png(header(4, 4, interlace=1), pixels(4, 4), END), "interlaced"),
    "a bomb": (BOMB, "more pixels"),
    "too few pixels": (png(header(40, 20), pixels(40, 19), END), "fewer pixels"),
    "no pixels": (png(header(40, 20), END), "no pixels"),
    "pixels that are none": (png(header(4, 4), chunk(b"IDAT", b"x" * 40), END), "cannot be unpacked"),
    "a filter that is none": (png(header(4, 4), pixels(4, 4, filtering=9), END), "row filter"),
    "no palette": (png(header(4, 4, colour=3), pixels(4, 4, 1), END), "no palette"),
    "half a colour": (
        png(header(4, 4, colour=3), chunk(b"PLTE", b"\0\0"), pixels(4, 4, 1), END),
        "palette of 2 bytes",
    ),
    "too much transparency": (
        png(header(4, 4), chunk(b"tRNS", b"\0" * 40), pixels(4, 4), END),
        "transparency of 40 bytes",
    ),
    "two headers": (png(header(4, 4), header(9, 9), pixels(4, 4), END), "two beginnings"),
    "too large": (SOUND + b"\0" * 500_000, "more than 500 kB"),
}


@pytest.mark.parametrize("name", HOSTILE_PNG)
def test_a_hostile_picture_is_refused_and_says_why(tmp_path, name):
    data, named = HOSTILE_PNG[name]
    with pytest.raises(Refused) as refused:
        read(tmp_path, "logo.png", data)
    assert named in refused.value.args[0]


def test_a_sound_picture_keeps_its_pixels_and_loses_the_rest(tmp_path):
    told = png(header(40, 20), chunk(b"tEXt", b"Comment\0secret"), pixels(40, 20), END)
    logo = read(tmp_path, "logo.png", told)
    assert logo.content == SOUND
    assert logo.media_type == "image/png"
    assert logo.ratio == 2


def test_the_name_does_not_make_the_picture(tmp_path):
    assert read(tmp_path, "logo.svg", SOUND).media_type == "image/png"
    with pytest.raises(Refused, match="neither"):
        read(tmp_path, "logo.png", b"GIF89a")


def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "logo.svg").mkdir()
    with pytest.raises(Refused, match="no file"):
        read_logo(tmp_path / "logo.svg")
    with pytest.raises(Refused, match="No such file"):
        read_logo(tmp_path / "missing.svg")
