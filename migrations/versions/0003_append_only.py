"""The audit trail refuses changes."""

from alembic import op

from eventreg.core import guards

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    guards.put_up(op.get_bind())


def downgrade() -> None:
    raise NotImplementedError("there is no way back: restore a backup")
