"""At the booth: loading, handing over, deposits, rounds, faults; why a plan is as it is; products in English."""

import sqlalchemy as sa
from alembic import op

from eventreg.core.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "loading_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.Enum("in", "out", name="way", native_enum=False, length=32), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("gate", sa.String(length=80), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_loading_slot_capacity")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_loading_slot_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loading_slot")),
        sa.UniqueConstraint(
            "event_id", "way", "starts_at", "gate", name=op.f("uq_loading_slot_event_id_way_starts_at_gate")
        ),
    )
    op.create_table(
        "onsite",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("deposit", sa.Integer(), nullable=False),
        sa.Column("equipment", sa.JSON(), nullable=False),
        sa.CheckConstraint("deposit >= 0", name=op.f("ck_onsite_deposit")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_onsite_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_onsite")),
    )
    op.create_table(
        "booth_deposit",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("receipt", sa.String(length=80), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=True),
        sa.Column("returned_at", UtcDateTime(), nullable=True),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("withheld", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_booth_deposit_amount")),
        sa.CheckConstraint("returned >= 0 AND returned <= amount", name=op.f("ck_booth_deposit_returned")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_booth_deposit_application_id")),
        sa.ForeignKeyConstraint(["returned_by_id"], ["person.id"], name=op.f("fk_booth_deposit_returned_by_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_booth_deposit_taken_by_id")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_booth_deposit")),
    )
    op.create_table(
        "loading_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.Enum("in", "out", name="way", native_enum=False, length=32), nullable=False),
        sa.Column("vehicle", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_loading_booking_application_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_loading_booking_by_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["loading_slot.id"], name=op.f("fk_loading_booking_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loading_booking")),
        sa.UniqueConstraint("application_id", "way", name=op.f("uq_loading_booking_application_id_way")),
    )
    with op.batch_alter_table("loading_booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loading_booking_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loading_booking_slot_id"), ["slot_id"], unique=False)

    op.create_table(
        "booth_fault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("power", "leak", "light", "furniture", "other", name="faultkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("reported", "in_hand", "done", name="faultstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_booth_fault_application_id")),
        sa.ForeignKeyConstraint(["booth_id"], ["booth.id"], name=op.f("fk_booth_fault_booth_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_booth_fault_by_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_booth_fault_done_by_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_booth_fault_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_fault")),
    )
    with op.batch_alter_table("booth_fault", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_fault_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booth_fault_booth_id"), ["booth_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booth_fault_by_id"), ["by_id"], unique=False)

    op.create_table(
        "booth_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.Enum("in", "out", name="way", native_enum=False, length=32), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("exhibitor", sa.String(length=120), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_booth_handover_accepted_by_id")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_booth_handover_application_id")),
        sa.ForeignKeyConstraint(["booth_id"], ["booth.id"], name=op.f("fk_booth_handover_booth_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_booth_handover_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_handover")),
        sa.UniqueConstraint(
            "application_id", "booth_id", "way", name=op.f("uq_booth_handover_application_id_booth_id_way")
        ),
    )
    with op.batch_alter_table("booth_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_handover_accepted_by_id"), ["accepted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booth_handover_booth_id"), ["booth_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booth_handover_by_id"), ["by_id"], unique=False)

    op.create_table(
        "booth_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("presence", sa.Enum("open", "closed", name="presence", native_enum=False, length=32), nullable=False),
        sa.Column("note", sa.String(length=240), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_booth_seen_application_id")),
        sa.ForeignKeyConstraint(["booth_id"], ["booth.id"], name=op.f("fk_booth_seen_booth_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_booth_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_seen")),
        sa.UniqueConstraint(
            "booth_id", "application_id", "key", name=op.f("uq_booth_seen_booth_id_application_id_key")
        ),
    )
    with op.batch_alter_table("booth_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_seen_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booth_seen_by_id"), ["by_id"], unique=False)

    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reasons", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_en", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("story_en", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    raise NotImplementedError("there is no way back: restore the backup that was made before the upgrade")
