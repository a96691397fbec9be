"""Assessments that are answered in the application, and the plans that follow from them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "answer_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.CheckConstraint("role in ('consensus', 'respondent')", name=op.f("ck_answer_revision_role")),
        sa.CheckConstraint(
            "state in ('applied', 'conflicting', 'dismissed')", name=op.f("ck_answer_revision_state")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_answer_revision_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assessment_id"],
            ["assessment.tenant_id", "assessment.id"],
            name=op.f("fk_answer_revision_tenant_id_assessment_id_assessment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_answer_revision_tenant_id_tenant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_revision")),
        sa.UniqueConstraint(
            "tenant_id", "assessment_id", "key", name=op.f("uq_answer_revision_tenant_id_assessment_id_key")
        ),
    )
    op.create_index(
        op.f("ix_answer_revision_tenant_id_assessment_id_practice_id"),
        "answer_revision",
        ["tenant_id", "assessment_id", "practice_id"],
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.JSON(), nullable=False),
        sa.Column("efforts", sa.JSON(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assessment_id"],
            ["assessment.tenant_id", "assessment.id"],
            name=op.f("fk_plan_tenant_id_assessment_id_assessment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_plan_tenant_id_tenant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("tenant_id", "assessment_id", name=op.f("uq_plan_tenant_id_assessment_id")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_plan_tenant_id_id")),
    )
    op.create_table(
        "plan_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("to_level", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("quick_win", sa.Boolean(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status in ('open', 'started', 'done', 'dropped')", name=op.f("ck_plan_task_status")
        ),
        sa.CheckConstraint("days >= 0", name=op.f("ck_plan_task_days")),
        sa.CheckConstraint("due_on >= starts_on", name=op.f("ck_plan_task_due_on")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "plan_id"],
            ["plan.tenant_id", "plan.id"],
            name=op.f("fk_plan_task_tenant_id_plan_id_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_plan_task_tenant_id_tenant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_task")),
        sa.UniqueConstraint(
            "tenant_id",
            "plan_id",
            "practice_id",
            "to_level",
            name=op.f("uq_plan_task_tenant_id_plan_id_practice_id_to_level"),
        ),
    )
    with op.batch_alter_table("answer") as table:
        table.add_column(sa.Column("rationale", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("answer") as table:
        for name in ["rationale", "version"]:
            table.alter_column(name, server_default=None)
    with op.batch_alter_table("assessment") as table:
        table.add_column(sa.Column("title", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("answering", sa.Text(), nullable=True))
        table.add_column(sa.Column("business_units", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("period_from", sa.Date(), nullable=True))
        table.add_column(sa.Column("period_to", sa.Date(), nullable=True))
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("copied_from", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("submitted_by", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(op.f("ck_assessment_answering"), "answering in ('together', 'apart')")
        table.create_check_constraint(op.f("ck_assessment_period_to"), "period_to >= period_from")
    with op.batch_alter_table("assessment") as table:
        for name in ["title", "business_units", "submitted_by"]:
            table.alter_column(name, server_default=None)
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("link", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("filename", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("media_type", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("size", sa.Integer(), nullable=True))
        table.add_column(sa.Column("added_by", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(op.f("ck_evidence_size"), "size >= 0")
    with op.batch_alter_table("evidence") as table:
        for name in ["link", "filename", "media_type", "added_by"]:
            table.alter_column(name, server_default=None)
    with op.batch_alter_table("respondent") as table:
        table.add_column(sa.Column("account_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("dimensions", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
        table.create_unique_constraint(
            op.f("uq_respondent_tenant_id_assessment_id_account_id"),
            ["tenant_id", "assessment_id", "account_id"],
        )
        table.create_foreign_key(
            op.f("fk_respondent_account_id_account"), "account", ["account_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("respondent") as table:
        for name in ["dimensions"]:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("respondent") as table:
        table.drop_constraint(op.f("fk_respondent_account_id_account"), type_="foreignkey")
        table.drop_constraint(op.f("uq_respondent_tenant_id_assessment_id_account_id"), type_="unique")
        table.drop_column("finished_at")
        table.drop_column("reminded_at")
        table.drop_column("due_on")
        table.drop_column("dimensions")
        table.drop_column("account_id")
    with op.batch_alter_table("evidence") as table:
        table.drop_constraint(op.f("ck_evidence_size"), type_="check")
        table.drop_column("added_at")
        table.drop_column("added_by")
        table.drop_column("size")
        table.drop_column("media_type")
        table.drop_column("filename")
        table.drop_column("link")
    with op.batch_alter_table("assessment") as table:
        table.drop_constraint(op.f("ck_assessment_answering"), type_="check")
        table.drop_constraint(op.f("ck_assessment_period_to"), type_="check")
        table.drop_column("submitted_at")
        table.drop_column("submitted_by")
        table.drop_column("copied_from")
        table.drop_column("due_on")
        table.drop_column("period_to")
        table.drop_column("period_from")
        table.drop_column("business_units")
        table.drop_column("answering")
        table.drop_column("title")
    with op.batch_alter_table("answer") as table:
        table.drop_column("version")
        table.drop_column("rationale")
    op.drop_table("plan_task")
    op.drop_table("plan")
    op.drop_index(op.f("ix_answer_revision_tenant_id_assessment_id_practice_id"), "answer_revision")
    op.drop_table("answer_revision")
