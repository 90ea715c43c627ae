"""Wishes for booths, plans of who gets which, their approval and offers; the exhibitor catalogue."""

import sqlalchemy as sa
from alembic import op

from eventreg.core.db import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allocating",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("wishes_close_at", UtcDateTime(), nullable=True),
        sa.Column("approvals_needed", sa.Integer(), nullable=False),
        sa.Column("time_limit_s", sa.Integer(), nullable=False),
        sa.Column("days_to_answer", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_allocating_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_allocating")),
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("optimal", "by_score", "by_hand", "repair", name="method", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "run",
            sa.Enum("waiting", "running", "done", "stopped", "failed", name="run", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum("draft", "proposed", "published", "replaced", name="stage", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("merit", sa.Integer(), nullable=False),
        sa.Column("merit_bound", sa.Integer(), nullable=False),
        sa.Column("wish_points", sa.Integer(), nullable=False),
        sa.Column("wish_points_bound", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("envies", sa.Integer(), nullable=False),
        sa.Column("clash", sa.JSON(), nullable=False),
        sa.Column("is_clash_irreducible", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("time_limit_s", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("stop_asked_at", UtcDateTime(), nullable=True),
        sa.Column("proposed_at", UtcDateTime(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_allocation_event_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_allocation_made_by_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["allocation.id"], name=op.f("fk_allocation_parent_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_allocation_proposed_by_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_allocation_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_allocation_event_id_number")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "allocation_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "category_share_max",
                "group_min",
                "group_max",
                "district_min",
                "district_max",
                "neighbours_max",
                "apart",
                name="rulekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_allocation_rule_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_allocation_rule_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_rule")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_allocation_rule_event_id_key")),
    )
    op.create_table(
        "catalogue",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("intro_id", sa.Text(), nullable=False),
        sa.Column("intro_en", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_catalogue_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_catalogue")),
    )
    op.create_table(
        "allocation_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_allocation_approval_allocation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_allocation_approval_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_approval")),
        sa.UniqueConstraint("allocation_id", "person_id", name=op.f("uq_allocation_approval_allocation_id_person_id")),
    )
    with op.batch_alter_table("allocation_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_approval_person_id"), ["person_id"], unique=False)

    op.create_table(
        "booth_offer",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.Column("paid_by_id", sa.Integer(), nullable=True),
        sa.Column("receipt", sa.String(length=80), nullable=False),
        sa.Column("moves_at", UtcDateTime(), nullable=True),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocation.id"], name=op.f("fk_booth_offer_allocation_id")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_booth_offer_application_id")),
        sa.ForeignKeyConstraint(["paid_by_id"], ["person.id"], name=op.f("fk_booth_offer_paid_by_id")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_booth_offer")),
    )
    with op.batch_alter_table("booth_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_offer_allocation_id"), ["allocation_id"], unique=False)

    op.create_table(
        "booth_pin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("booth", sa.String(length=16), nullable=False),
        sa.Column("forbids", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_booth_pin_application_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_booth_pin_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_booth_pin_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_pin")),
        sa.UniqueConstraint("application_id", "booth", name=op.f("uq_booth_pin_application_id_booth")),
    )
    with op.batch_alter_table("booth_pin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_pin_event_id"), ["event_id"], unique=False)

    op.create_table(
        "booth_wish",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("booths", sa.Integer(), nullable=False),
        sa.Column("min_area", sa.Integer(), nullable=False),
        sa.Column("power_w", sa.Integer(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("booths IN (1, 2)", name=op.f("ck_booth_wish_booths")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_booth_wish_application_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["application.id"], name=op.f("fk_booth_wish_partner_id")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_booth_wish")),
    )
    with op.batch_alter_table("booth_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_wish_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "catalogue_entry",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("shows_contact", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_catalogue_entry_application_id")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_catalogue_entry")),
    )


def downgrade() -> None:
    raise NotImplementedError("there is no way back: restore the backup that was made before the upgrade")
