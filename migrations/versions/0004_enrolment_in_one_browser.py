"""An invitation opens enrolment in one browser."""

import sqlalchemy as sa
from alembic import op

from eventreg.core.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("signed_in_device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("enrol_until", UtcDateTime(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("there is no way back: restore the backup that was made before the upgrade")
