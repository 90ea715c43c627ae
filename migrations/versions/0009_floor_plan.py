"""Floor plans: zones, booths, what else is on the floor, and who is placed in which booth."""

import sqlalchemy as sa
from alembic import op

from eventreg.core.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("backdrop_id", sa.Integer(), nullable=True),
        sa.Column("backdrop_x", sa.Integer(), nullable=False),
        sa.Column("backdrop_y", sa.Integer(), nullable=False),
        sa.Column("backdrop_w", sa.Integer(), nullable=False),
        sa.Column("backdrop_h", sa.Integer(), nullable=False),
        sa.Column("backdrop_opacity", sa.Integer(), nullable=False),
        sa.Column("backdrop_is_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("occupants_public_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["backdrop_id"], ["stored_file.id"], name=op.f("fk_floor_plan_backdrop_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_floor_plan_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_plan")),
        sa.UniqueConstraint("event_id", name=op.f("uq_floor_plan_event_id")),
    )
    op.create_table(
        "floor_fixture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "entrance",
                "exit",
                "pillar",
                "stage",
                "wall",
                "toilet",
                "text",
                name="fixturekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("w", sa.Integer(), nullable=False),
        sa.Column("h", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["floor_plan.id"], name=op.f("fk_floor_fixture_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_fixture")),
        sa.UniqueConstraint("plan_id", "uid", name=op.f("uq_floor_fixture_plan_id_uid")),
    )
    op.create_table(
        "floor_zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["floor_plan.id"], name=op.f("fk_floor_zone_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_zone")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_floor_zone_plan_id_key")),
    )
    op.create_table(
        "booth",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=16), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("w", sa.Integer(), nullable=False),
        sa.Column("h", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("power_w", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.Column("facilities", sa.Text(), nullable=False),
        sa.Column("categories", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum("available", "on_hold", "reserved", "confirmed", name="boothstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_booth_capacity")),
        sa.ForeignKeyConstraint(["plan_id"], ["floor_plan.id"], name=op.f("fk_booth_plan_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["floor_zone.id"], name=op.f("fk_booth_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth")),
        sa.UniqueConstraint("plan_id", "label", name=op.f("uq_booth_plan_id_label")),
        sa.UniqueConstraint("plan_id", "uid", name=op.f("uq_booth_plan_id_uid")),
    )
    with op.batch_alter_table("booth", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "booth_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("is_adjacent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["booth.id"], name=op.f("fk_booth_link_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["booth.id"], name=op.f("fk_booth_link_other_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["floor_plan.id"], name=op.f("fk_booth_link_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_link")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_booth_link_one_id_other_id")),
    )
    with op.batch_alter_table("booth_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_link_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booth_link_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "booth_placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("available", "on_hold", "reserved", "confirmed", name="boothstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("placed_by_id", sa.Integer(), nullable=True),
        sa.Column("placed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("part IN (1, 2)", name=op.f("ck_booth_placement_part")),
        sa.CheckConstraint("place >= 1", name=op.f("ck_booth_placement_place")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_booth_placement_application_id")),
        sa.ForeignKeyConstraint(["booth_id"], ["booth.id"], name=op.f("fk_booth_placement_booth_id")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["person.id"], name=op.f("fk_booth_placement_placed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_placement")),
        sa.UniqueConstraint("application_id", "part", name=op.f("uq_booth_placement_application_id_part")),
        sa.UniqueConstraint("booth_id", "application_id", name=op.f("uq_booth_placement_booth_id_application_id")),
        sa.UniqueConstraint("booth_id", "place", name=op.f("uq_booth_placement_booth_id_place")),
    )
    with op.batch_alter_table("booth_placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_placement_placed_by_id"), ["placed_by_id"], unique=False)

    # ### end Alembic commands ###


def downgrade() -> None:
    raise NotImplementedError("there is no way back: restore the backup that was made before the upgrade")
