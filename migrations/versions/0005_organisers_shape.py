"""Events and applications that organisers shape."""

import sqlalchemy as sa
from alembic import op

from eventreg.core.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

QUESTIONS = [
    {
        "key": "motivation",
        "kind": "long_text",
        "label_id": "Mengapa Anda ingin ikut?",
        "label_en": "Why do you want to take part?",
        "help_id": "Apa yang akan Anda tampilkan, apa yang ingin Anda pelajari? Dua atau tiga kalimat cukup.",
        "help_en": "What would you show, what would you learn? Two or three sentences are enough.",
        "required": True,
    },
    {
        "key": "products",
        "kind": "products",
        "label_id": "Produk yang Anda tampilkan",
        "label_en": "Products that you show",
        "required": True,
        "low": 1,
    },
]


def upgrade() -> None:
    op.create_table(
        "application_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("is_template", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_form")),
    )
    with op.batch_alter_table("application_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_form_is_template"), ["is_template"], unique=False)

    op.create_table(
        "form_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["application_form.id"], name=op.f("fk_form_version_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_version")),
        sa.UniqueConstraint("form_id", "number", name=op.f("uq_form_version_form_id_number")),
    )
    with op.batch_alter_table("form_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_version_form_id"), ["form_id"], unique=False)

    op.create_table(
        "business_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "nib",
                "pirt",
                "halal",
                "hki",
                "batikmark",
                "statement",
                "other",
                name="paperkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("refused_at", UtcDateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_business_paper_business_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_business_paper_checked_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_business_paper_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_paper")),
    )
    with op.batch_alter_table("business_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_business_paper_business_id"), ["business_id"], unique=False)

    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=240), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("draws_at", UtcDateTime(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=False),
        sa.Column("locked_by_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.String(length=240), nullable=True),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["person.id"], name=op.f("fk_draw_drawn_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_draw_event_id")),
        sa.ForeignKeyConstraint(["locked_by_id"], ["person.id"], name=op.f("fk_draw_locked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("event_id", name=op.f("uq_draw_event_id")),
    )
    op.create_table(
        "duplicate_decision",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_duplicate_decision_by_id")),
        sa.ForeignKeyConstraint(["first_id"], ["business.id"], name=op.f("fk_duplicate_decision_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["business.id"], name=op.f("fk_duplicate_decision_second_id")),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_duplicate_decision")),
    )
    op.create_table(
        "event_material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_material_event_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_event_material_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_material")),
    )
    with op.batch_alter_table("event_material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_material_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("limit", "reserve", name="quotakind", native_enum=False, length=32), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("group_code", sa.String(length=40), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("falls_back_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_event_quota_category_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_quota_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_quota")),
    )
    with op.batch_alter_table("event_quota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_quota_event_id"), ["event_id"], unique=False)

    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum("businesses", "applications", name="subject", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("fates", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_import_file_event_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_import_file_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_file_made_by_id"), ["made_by_id"], unique=False)

    op.create_table(
        "application_file",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_file_application_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_application_file_file_id")),
        sa.PrimaryKeyConstraint("application_id", "file_id", name=op.f("pk_application_file")),
    )
    op.create_table(
        "application_session",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_session_application_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_application_session_session_id")),
        sa.PrimaryKeyConstraint("application_id", "session_id", name=op.f("pk_application_session")),
    )
    op.create_table(
        "event_speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("topic", sa.String(length=240), nullable=False),
        sa.Column("letter_number", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_speaker_event_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_event_speaker_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_speaker")),
    )
    with op.batch_alter_table("event_speaker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_speaker_event_id"), ["event_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_objection_answered_by_id")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_objection_application_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_objection_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_application_id"), ["application_id"], unique=False)

    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("dietary", sa.String(length=240), nullable=False),
        sa.Column("access_needs", sa.String(length=240), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_participant_application_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_participant_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_application_id"), ["application_id"], unique=False)

    op.create_table(
        "passed_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_passed_over_application_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_passed_over_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_over")),
    )
    with op.batch_alter_table("passed_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passed_over_application_id"), ["application_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("school", sa.String(length=120), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("language", sa.Enum("id", "en", name="language", native_enum=False, length=32), nullable=False),
        sa.Column("attempt", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_visit_event_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_visit_session_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_visit_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("attempt", name=op.f("uq_visit_attempt")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_visit_ticket_id")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_session_id"), ["session_id"], unique=False)

    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form_version_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answers", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("groups", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("places", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("pool", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("draw_key", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("skipped_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("skip_reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("reminded_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("attempt", sa.String(length=36), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_application_attempt"), ["attempt"])
        batch_op.create_foreign_key(
            batch_op.f("fk_application_form_version_id"), "form_version", ["form_version_id"], ["id"]
        )

    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.add_column(sa.Column("brand", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("address", sa.String(length=240), server_default="", nullable=False))
        batch_op.add_column(sa.Column("founded_year", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kbli", sa.String(length=5), server_default="", nullable=False))
        batch_op.add_column(sa.Column("kbli_edition", sa.String(length=4), server_default="", nullable=False))
        batch_op.add_column(sa.Column("workers_m", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("workers_f", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("turnover_band", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("yearly_sales", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("capital", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("capacity", sa.String(length=240), server_default="", nullable=False))
        batch_op.add_column(sa.Column("is_producer", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("channels", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("owner_sex", sa.String(length=1), server_default="", nullable=False))
        batch_op.add_column(sa.Column("owner_disability", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("fostered_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_business_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_business_merged_into_id"), "business", ["merged_into_id"], ["id"])

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "admission",
                sa.Enum("curated", "first_come", "draw", name="admission", native_enum=False, length=32),
                server_default="curated",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("counts_people", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("choose_sessions", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("last_arrival_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("offer_hours", sa.Integer(), server_default="48", nullable=False))
        batch_op.add_column(sa.Column("offer_cutoff_hours", sa.Integer(), server_default="3", nullable=False))
        batch_op.add_column(sa.Column("waitlist_paused_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("changes_until", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("objection_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("no_show_limit", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("no_show_months", sa.Integer(), server_default="24", nullable=False))
        batch_op.add_column(sa.Column("rotation_years", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("host_name", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("host_page", sa.String(length=500), server_default="", nullable=False))
        batch_op.add_column(sa.Column("batch", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("state_reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("copied_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("visitors_open", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("party_limit", sa.Integer(), server_default="10", nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_event_copied_from_id"), "event", ["copied_from_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_event_form_id"), "application_form", ["form_id"], ["id"])

    with op.batch_alter_table("event_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quota", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("visitor_quota", sa.Integer(), nullable=True))

    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("media_type", sa.String(length=80), server_default="image/webp", nullable=False))
        batch_op.add_column(sa.Column("name", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("size", sa.Integer(), server_default="0", nullable=False))
    _ask_what_was_asked_before()
    _name_participants()


def downgrade() -> None:
    raise NotImplementedError("there is no way back: restore the backup that was made before the upgrade")


def _ask_what_was_asked_before() -> None:
    """Every event gets a form with the questions that all events had, and applications the answers to them."""
    connection = op.get_bind()
    form = sa.table("application_form", *map(sa.column, ("id", "title", "is_template", "created_at", "updated_at")))
    version = sa.table(
        "form_version",
        *map(sa.column, ("id", "form_id", "number", "created_at", "published_at")),
        sa.column("questions", sa.JSON()),
    )
    event = sa.table("event", *map(sa.column, ("id", "title", "form_id", "created_at")))
    application = sa.table(
        "application",
        *map(sa.column, ("id", "event_id", "motivation", "form_version_id")),
        sa.column("answers", sa.JSON()),
    )
    shown = sa.table("application_product", *map(sa.column, ("application_id", "product_id")))
    for event_id, title, made_at in connection.execute(sa.select(event.c.id, event.c.title, event.c.created_at)).all():
        connection.execute(
            form.insert().values(
                id=event_id, title=title, is_template=sa.false(), created_at=made_at, updated_at=made_at
            )
        )
        connection.execute(
            version.insert().values(
                id=event_id, form_id=event_id, number=1, questions=QUESTIONS, created_at=made_at, published_at=made_at
            )
        )
        connection.execute(event.update().where(event.c.id == event_id).values(form_id=event_id))
    wares: dict[int, list[int]] = {}
    for application_id, product_id in connection.execute(
        sa.select(shown.c.application_id, shown.c.product_id).order_by(shown.c.product_id)
    ):
        wares.setdefault(application_id, []).append(product_id)
    for application_id, event_id, words in connection.execute(
        sa.select(application.c.id, application.c.event_id, application.c.motivation)
    ).all():
        answers = {"motivation": words} if words else {}
        if application_id in wares:
            answers["products"] = wares[application_id]
        connection.execute(
            application.update()
            .where(application.c.id == application_id)
            .values(form_version_id=event_id, answers=answers)
        )
    if connection.dialect.name == "postgresql":  # numbers were given by hand
        for table in ("application_form", "form_version"):
            connection.execute(
                sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608
                    f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
                )
            )


def _name_participants() -> None:
    """The owner, and those who mind the stand, in the order of their tickets."""
    connection = op.get_bind()
    business = sa.table("business", *map(sa.column, ("id", "owner_name")))
    application = sa.table(
        "application", *map(sa.column, ("id", "business_id", "created_at")), sa.column("helpers", sa.JSON())
    )
    held = sa.table("application_ticket", *map(sa.column, ("application_id", "ticket_id")))
    participant = sa.table(
        "participant",
        *map(
            sa.column,
            (
                "application_id",
                "position",
                "name",
                "phone",
                "dietary",
                "access_needs",
                "ticket_id",
                "created_at",
            ),
        ),
    )
    tickets: dict[int, list[int]] = {}
    for application_id, ticket_id in connection.execute(
        sa.select(held.c.application_id, held.c.ticket_id).order_by(held.c.ticket_id)
    ):
        tickets.setdefault(application_id, []).append(ticket_id)
    rows = connection.execute(
        sa.select(application.c.id, business.c.owner_name, application.c.helpers, application.c.created_at).join_from(
            application, business, application.c.business_id == business.c.id
        )
    ).all()
    for application_id, owner, helpers, made_at in rows:
        theirs = tickets.get(application_id, [])
        for position, name in enumerate([owner, *(helpers or [])]):
            connection.execute(
                participant.insert().values(
                    application_id=application_id,
                    position=position,
                    name=name,
                    phone="",
                    dietary="",
                    access_needs="",
                    ticket_id=theirs[position] if position < len(theirs) else None,
                    created_at=made_at,
                )
            )
