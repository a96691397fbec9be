"""Prints: documents ordered ahead, and what an issued one was made from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LANGUAGES = "language in ('en', 'zh-Hans', 'zh-Hant')"


def upgrade() -> None:
    op.create_table(
        "print_order",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('report', 'certificate')", name=op.f("ck_print_order_kind")),
        sa.CheckConstraint(LANGUAGES, name=op.f("ck_print_order_language")),
        sa.CheckConstraint(
            "state in ('waiting', 'printing', 'done', 'failed')", name=op.f("ck_print_order_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assessment_id"],
            ["assessment.tenant_id", "assessment.id"],
            name=op.f("fk_print_order_tenant_id_assessment_id_assessment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_print_order_tenant_id_tenant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_order")),
        sa.UniqueConstraint(
            "tenant_id",
            "assessment_id",
            "kind",
            "variant",
            "language",
            name=op.f("uq_print_order_tenant_id_assessment_id_kind_variant_language"),
        ),
    )
    op.create_index(op.f("ix_print_order_state_due_at"), "print_order", ["state", "due_at"])
    # what was issued so far was kept nowhere: there is nothing to hand out again
    op.execute("delete from issued_report")
    with op.batch_alter_table("issued_report") as table:
        table.add_column(sa.Column("variant", sa.Text(), nullable=False))
        table.add_column(sa.Column("made_from", sa.Text(), nullable=False))
        table.create_unique_constraint(
            op.f("uq_issued_report_tenant_id_assessment_id_made_from"),
            ["tenant_id", "assessment_id", "made_from"],
        )


def downgrade() -> None:
    with op.batch_alter_table("issued_report") as table:
        table.drop_constraint(op.f("uq_issued_report_tenant_id_assessment_id_made_from"), type_="unique")
        table.drop_column("made_from")
        table.drop_column("variant")
    op.drop_index(op.f("ix_print_order_state_due_at"), "print_order")
    op.drop_table("print_order")
