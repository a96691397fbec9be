"""Contributions say of which version of the model their scores are; editions of the first format go.

Those editions were of synthetic peers only, and are drawn again by the demonstration.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

UNIQUE = "uq_contribution_line_track_organisation_key_assessment_key"
UNIQUE_BY_VERSION = f"{UNIQUE}_version"
INDEX = "ix_contribution_line_track_synthetic_decided_on"
INDEX_OF_VERSIONS = "ix_contribution_line_track_synthetic_version_nodes"
FIRST_FORMAT = '%"benchmark-edition/1"%'


def upgrade() -> None:
    with op.batch_alter_table("contribution") as contribution:
        contribution.add_column(sa.Column("version", sa.Text(), nullable=False, server_default=""))
        contribution.drop_constraint(op.f(UNIQUE), type_="unique")
        contribution.create_unique_constraint(
            op.f(UNIQUE_BY_VERSION), ["line", "track", "organisation_key", "assessment_key", "version"]
        )
    op.drop_index(op.f(INDEX), "contribution")
    op.create_index(
        op.f(INDEX_OF_VERSIONS),
        "contribution",
        ["line", "track", "synthetic", "version", "nodes"],
        unique=False,
    )
    # until now there was one model with one version
    op.execute("update contribution set version = '2026.1' where line = 'cmc'")
    with op.batch_alter_table("contribution") as contribution:
        contribution.alter_column(
            "version", server_default=None, existing_type=sa.Text(), existing_nullable=False
        )
    edition = sa.table("edition", sa.column("manifest", sa.JSON()))
    op.execute(edition.delete().where(sa.cast(edition.c.manifest, sa.Text()).like(FIRST_FORMAT)))


def downgrade() -> None:
    # an earlier version cannot read editions of the second format, nor tell versions of a model apart
    op.execute("delete from edition")
    op.execute("delete from contribution where version not in ('', '2026.1')")
    op.drop_index(op.f(INDEX_OF_VERSIONS), "contribution")
    op.create_index(op.f(INDEX), "contribution", ["line", "track", "synthetic", "decided_on"], unique=False)
    with op.batch_alter_table("contribution") as contribution:
        contribution.drop_constraint(op.f(UNIQUE_BY_VERSION), type_="unique")
        contribution.create_unique_constraint(
            op.f(UNIQUE), ["line", "track", "organisation_key", "assessment_key"]
        )
        contribution.drop_column("version")
