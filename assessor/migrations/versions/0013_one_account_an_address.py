"""One account an address, however its letters are written.

Where an old database has two accounts whose addresses differ in case only, both stay as they are and the
index is left out: the younger was never found by its address, so nothing that let somebody in is lost, and
neither may be renamed or merged without its holder. No version since makes such a pair.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    alike = sa.text("select 1 from account group by lower(email) having count(*) > 1 limit 1")
    if op.get_bind().scalar(alike) is None:
        op.create_index("ix_account_email_lower", "account", [sa.text("lower(email)")], unique=True)


def downgrade() -> None:
    op.drop_index("ix_account_email_lower", "account", if_exists=True)
