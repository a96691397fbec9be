"""Evidence knows the account that added it: a name may be somebody else's later."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("account_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_evidence_account_id_account"), "account", ["account_id"], ["id"], ondelete="SET NULL"
        )
    # what staff added stays without: they may change all of it
    op.execute(
        "UPDATE evidence SET account_id = (SELECT r.account_id FROM respondent r"
        " WHERE r.tenant_id = evidence.tenant_id AND r.assessment_id = evidence.assessment_id"
        " AND r.name = evidence.added_by)"
    )


def downgrade() -> None:
    with op.batch_alter_table("evidence") as table:
        table.drop_constraint(op.f("fk_evidence_account_id_account"), type_="foreignkey")
        table.drop_column("account_id")
