"""What a plan foretold stays with it: where each step begins, what it gains, and where all lead."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("plan") as table:
        table.add_column(sa.Column("wishes", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("milestones", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("plan") as table:
        table.alter_column("wishes", server_default=None)
        table.alter_column("milestones", server_default=None)
    with op.batch_alter_table("plan_task") as table:
        table.add_column(sa.Column("from_level", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("gain", sa.Text(), nullable=False, server_default="0"))
    with op.batch_alter_table("plan_task") as table:
        table.alter_column("from_level", server_default=None)
        table.alter_column("gain", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("plan_task") as table:
        table.drop_column("gain")
        table.drop_column("from_level")
    with op.batch_alter_table("plan") as table:
        table.drop_column("milestones")
        table.drop_column("wishes")
