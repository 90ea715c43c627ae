"""The door without signal: whom gates let in, what phones tell of themselves, what is settled, and who was present."""

import sqlalchemy as sa
from alembic import op

from eventreg.core.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_settings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("walk_ins", sa.Boolean(), nullable=False),
        sa.Column("presence_percent", sa.Integer(), nullable=False),
        sa.Column("code_on_screen", sa.Boolean(), nullable=False),
        sa.CheckConstraint("presence_percent BETWEEN 1 AND 100", name=op.f("ck_door_settings_presence_percent")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_door_settings_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_door_settings")),
    )
    op.create_table(
        "presence_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "source", sa.Enum("screen", "staff", name="presencesource", native_enum=False, length=32), nullable=False
        ),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_presence_note_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_presence_note_session_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_presence_note_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_note")),
    )
    with op.batch_alter_table("presence_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_note_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_note_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_note_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(
            "uq_presence_note_on_screen",
            ["ticket_id", "session_id"],
            unique=True,
            sqlite_where=sa.text("source = 'screen'"),
            postgresql_where=sa.text("source = 'screen'"),
        )

    op.create_table(
        "scan_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_pk", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("conflict_closed", "accepted", "dismissed", "undone", name="settled", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_scan_settlement_by_id")),
        sa.ForeignKeyConstraint(["scan_pk"], ["scan.id"], name=op.f("fk_scan_settlement_scan_pk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_settlement")),
    )
    with op.batch_alter_table("scan_settlement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_settlement_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_settlement_scan_pk"), ["scan_pk"], unique=False)

    with op.batch_alter_table("door_device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("list_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("waiting", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("version", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("on_paper", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("event_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "entries",
                sa.Enum("once", "repeated", name="entries", native_enum=False, length=32),
                server_default="repeated",
                nullable=False,
            )
        )

    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("categories", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("session_ids", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("check_identity", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index(
            "ix_scan_conflict",
            ["event_id"],
            unique=False,
            sqlite_where=sa.text("conflict"),
            postgresql_where=sa.text("conflict"),
        )

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("valid_from", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("valid_until", UtcDateTime(), nullable=True))

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("walk_in", sa.Boolean(), server_default=sa.false(), nullable=False))

    _write_booths_on_tickets()


def _write_booths_on_tickets() -> None:
    """Until now the column stayed empty; `A-01, A-02`, or `A-01 +1` where both are too long."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT application_ticket.ticket_id, booth.label FROM booth_placement"
            " JOIN booth ON booth.id = booth_placement.booth_id"
            " JOIN application_ticket ON application_ticket.application_id = booth_placement.application_id"
            " JOIN ticket ON ticket.id = application_ticket.ticket_id"
            " WHERE ticket.booth = '' AND ticket.state IN ('valid', 'on_hold') ORDER BY booth_placement.part"
        )
    )
    labels: dict[int, list[str]] = {}
    for ticket_id, label in rows:
        labels.setdefault(ticket_id, []).append(label)
    for ticket_id, found in labels.items():
        together = ", ".join(found)
        written = together if len(together) <= 20 else f"{found[0]} +{len(found) - 1}"
        connection.execute(
            sa.text("UPDATE ticket SET booth = :booth WHERE id = :id"), {"booth": written, "id": ticket_id}
        )


def downgrade() -> None:
    raise NotImplementedError("there is no way back: restore the backup that was made before the upgrade")
