from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, now, one_of


class BenchmarkLine(Base):
    """Peers that are compared with each other and with nobody else: those of a model, or imported ones.

    `tracks` are those that it has peers of. `nodes` have id, title, low and high (decimals as text) in the
    order of the scores; a model's line has none, because they are the model's. `pseudonyms` says whether ids
    are hashed, or those of the file. `mapping_digest` is the SHA-256 of the last mapping file.
    """

    __tablename__ = "benchmark_line"
    __table_args__ = (
        one_of("origin", ("model", "imported")),
        CheckConstraint("window_months >= 1", name="window_months"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    origin: Mapped[str]
    tracks: Mapped[list[str]] = mapped_column(JSON)
    nodes: Mapped[list[dict[str, Any]]]
    pseudonyms: Mapped[bool]
    window_months: Mapped[int | None]
    mapping_digest: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
