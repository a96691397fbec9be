from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from assessor.models.base import Base, Identified, one_of


class Edition(Identified, Base):
    """A built edition: where its folder is, and the digest that tells whether it is still what was built."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("line", "track", "number"),
        CheckConstraint("number >= 1", name="number"),
        one_of("track", ("declared", "verified")),
    )

    line: Mapped[str]
    track: Mapped[str]
    number: Mapped[int]
    built_on: Mapped[date]
    folder: Mapped[str]
    digest: Mapped[str]
    synthetic: Mapped[bool]
    manifest: Mapped[dict[str, Any]]

    @property
    def name(self) -> str:
        """How the edition is cited: line, track and number."""
        return f"{self.line}-{self.track}-{self.number}"
