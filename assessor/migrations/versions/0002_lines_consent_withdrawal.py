"""Lines, consents, and contributions that can be withdrawn; a contribution's place may be a province."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "benchmark_line",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("tracks", sa.JSON(), nullable=False),
        sa.Column("nodes", sa.JSON(), nullable=False),
        sa.Column("pseudonyms", sa.Boolean(), nullable=False),
        sa.Column("window_months", sa.Integer(), nullable=True),
        sa.Column("mapping_digest", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("origin in ('model', 'imported')", name=op.f("ck_benchmark_line_origin")),
        sa.CheckConstraint("window_months >= 1", name=op.f("ck_benchmark_line_window_months")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benchmark_line")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_key", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language in ('en', 'zh-Hans', 'zh-Hant')", name=op.f("ck_consent_language")),
        sa.CheckConstraint("given_by <> ''", name=op.f("ck_consent_given_by")),
        sa.CheckConstraint("withdrawn_at >= given_at", name=op.f("ck_consent_withdrawn_at")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        op.f("ix_consent_organisation_key_line"), "consent", ["organisation_key", "line"], unique=False
    )
    with op.batch_alter_table("contribution") as contribution:
        contribution.alter_column(
            "country", new_column_name="place", existing_type=sa.Text(), existing_nullable=False
        )
        contribution.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # what was withdrawn has no scores, and an earlier version would count it
    op.execute("delete from contribution where withdrawn_at is not null")
    with op.batch_alter_table("contribution") as contribution:
        contribution.drop_column("withdrawn_at")
        contribution.alter_column(
            "place", new_column_name="country", existing_type=sa.Text(), existing_nullable=False
        )
    op.drop_index(op.f("ix_consent_organisation_key_line"), "consent")
    op.drop_table("consent")
    op.drop_table("benchmark_line")
