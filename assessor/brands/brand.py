"""Whose document it is: name, logo and two colours, from which every other colour role follows."""

from base64 import b64encode
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from markupsafe import Markup

from assessor.brands.palette import TINT, WASH, lightened
from assessor.languages import message

BrandKind = Literal["certification body", "consultancy", "client"]
KINDS: tuple[str, ...] = get_args(BrandKind)
KIND_TITLES = {
    "certification body": message("Certification body"),
    "consultancy": message("Consultancy"),
    "client": message("Client"),
}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that was checked and written anew; `ratio` is its width by its height."""

    content: bytes
    media_type: Literal["image/png", "image/svg+xml"]
    ratio: float

    @property
    def address(self) -> str:
        """The picture itself as a `data:` address: nothing is fetched when it is drawn."""
        return f"data:{self.media_type};base64,{b64encode(self.content).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand as templates see it. `primary` and `accent` can be read on white; so can white on them.

    The other roles are the house's: warnings look the same whoever prints.

    >>> DEFAULT.tint, DEFAULT.wash, DEFAULT.logo
    ('#eff5f7', '#dde9ed', None)
    """

    name: str
    kind: BrandKind
    primary: str = "#0d3d55"
    accent: str = "#1c6a87"
    picture: Logo | None = None
    footer: str = ""
    confidentiality: str = ""
    prepared_by: str = ""
    distribution: tuple[str, ...] = ()
    ink: ClassVar[str] = "#1b2733"
    muted: ClassVar[str] = "#55626f"
    alert: ClassVar[str] = "#a3320b"

    @property
    def tint(self) -> str:
        """The lightest ground: panels and parent rows."""
        return lightened(self.accent, TINT)

    @property
    def wash(self) -> str:
        """The light ground of what is chosen."""
        return lightened(self.accent, WASH)

    @property
    def logo(self) -> Markup | None:
        """The logo as an image whose alternative text is the brand's name."""
        if self.picture is None:
            return None
        return Markup('<img src="{}" alt="{}">').format(self.picture.address, self.name)


DEFAULT = Brand("", "certification body")
"""The house's own colours: no name, no logo."""
