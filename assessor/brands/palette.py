"""Colours as sRGB: contrast by WCAG 2, lighter mixtures, and the nearest darker colour that can be read.

Contrast is compared exactly, before it is rounded for a message: 4.499 does not pass as 4.5.
"""

import re
from collections.abc import Iterable
from math import floor

READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3: text of ordinary size
WHITE = "#ffffff"
TINT, WASH = 0.07, 0.15  # shares of the accent in the two light grounds
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Whether a text is a colour as brands write it.

    >>> is_colour("#1c6a87"), is_colour("#1C6A87"), is_colour("#fff"), is_colour("red")
    (True, True, False, False)
    """
    return _COLOUR.fullmatch(text.lower()) is not None


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2, definition of relative luminance.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, whichever is the text. Source: WCAG 2.2.

    >>> contrast("#ffffff", "#000000"), round(contrast("#767676", "#ffffff"), 2)
    (21.0, 4.54)
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lightened(colour: str, share: float) -> str:
    """White with a share (0 to 1) of a colour in it.

    >>> lightened("#1c6a87", 0.15), lightened("#000000", 0.0)
    ('#dde9ed', '#ffffff')
    """
    return _written(255 - (255 - channel) * share for channel in _channels(colour))


def worst_contrast(colour: str, accent: str = "") -> tuple[float, str]:
    """The lowest contrast that a colour has on the grounds a report sets it on, and that ground.

    Text in a brand's colours stands on white and on the accent's two light mixtures, and white stands on
    them. Without `accent` the colour is the accent itself.

    >>> ratio, ground = worst_contrast("#1c6a87")
    >>> round(ratio, 2), ground
    (4.9, '#dde9ed')
    """
    grounds = (WHITE, lightened(accent or colour, TINT), lightened(accent or colour, WASH))
    return min((contrast(colour, ground), ground) for ground in grounds)


def readable(colour: str, accent: str = "") -> str:
    """The colour itself where it can be read, else the nearest darker one of the same hue that can.

    >>> readable("#0d3d55"), readable("#ffd500")
    ('#0d3d55', '#7b6700')
    """
    channels = _channels(colour)
    candidates = (_written(channel * step / 255 for channel in channels) for step in range(255, -1, -1))
    return next(candidate for candidate in candidates if worst_contrast(candidate, accent)[0] >= READABLE)


def shown_ratio(ratio: float) -> str:
    """A ratio for a message, rounded down, so that one that failed never reads as one that passed.

    >>> shown_ratio(4.4996), shown_ratio(21.0)
    ('4.49:1', '21.00:1')
    """
    return f"{floor(ratio * 100) / 100:.2f}:1"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _written(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{int(channel + 0.5):02x}" for channel in channels)
