from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Identified, one_of


class Contribution(Identified, Base):
    """One assessment's scores in the pool that editions are built from; its keys are pseudonyms.

    `scores` are unsigned 16-bit little-endian tenths of a point, in the order of the nodes whose list has the
    digest `nodes`, by `version` of the model (empty for an imported line). `line` is the model's id, or that
    of an imported line: peers of the same line and track are compared. A withdrawn row loses its scores and
    keeps its keys, so that it cannot come back.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("line", "track", "organisation_key", "assessment_key", "version"),
        Index(None, "line", "track", "synthetic", "version", "nodes"),
        one_of("track", ("declared", "verified")),
    )

    line: Mapped[str]
    track: Mapped[str]
    organisation_key: Mapped[str]
    assessment_key: Mapped[str]
    industry: Mapped[str]
    place: Mapped[str]
    size: Mapped[str]
    decided_on: Mapped[date]
    scores: Mapped[bytes] = mapped_column(LargeBinary)
    nodes: Mapped[str]
    version: Mapped[str]
    digest: Mapped[str]
    synthetic: Mapped[bool]
    withdrawn_at: Mapped[datetime | None]
