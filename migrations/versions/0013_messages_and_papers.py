"""Messages that arrive and papers that look official: the outbox's channels, wordings, announcements, the register."""

import sqlalchemy as sa
from alembic import op

from eventreg.core.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "number_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_counter")),
        sa.UniqueConstraint("series", "year", name=op.f("uq_number_counter_series_year")),
    )
    op.create_table(
        "outbox_bulk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_bulk")),
    )
    with op.batch_alter_table("outbox_bulk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_bulk_event_id"), ["event_id"], unique=False)

    op.create_table(
        "outbox_control",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("paused_by_id", sa.Integer(), nullable=True),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("resting_until", UtcDateTime(), nullable=True),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("trouble_since", UtcDateTime(), nullable=True),
        sa.Column("rests", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_control")),
    )
    op.create_table(
        "unsubscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsubscription")),
        sa.UniqueConstraint("address", name=op.f("uq_unsubscription_address")),
    )
    op.create_table(
        "message_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("language", sa.Enum("id", "en", name="language", native_enum=False, length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_message_text_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_text")),
        sa.UniqueConstraint("kind", "language", "version", name=op.f("uq_message_text_kind_language_version")),
    )
    op.create_table(
        "paper_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.Enum("id", "en", name="language", native_enum=False, length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_paper_text_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_text")),
        sa.UniqueConstraint("kind", "language", "version", name=op.f("uq_paper_text_kind_language_version")),
    )
    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=160), nullable=False),
        sa.Column("identity", sa.String(length=60), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["picture_id"], ["stored_file.id"], name=op.f("fk_signatory_picture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.String(length=150), nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("subject_en", sa.String(length=150), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("is_needed", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "sending",
                "sent",
                "stopped",
                name="announcementstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scheduled_at", UtcDateTime(), nullable=True),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("bulk_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["bulk_id"], ["outbox_bulk.id"], name=op.f("fk_announcement_bulk_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_announcement_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_announcement_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_enclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("photo", "receipt", "other", name="enclosurekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_event_enclosure_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_enclosure_event_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_event_enclosure_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_enclosure")),
    )
    with op.batch_alter_table("event_enclosure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_enclosure_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_papers",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("background_id", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=True),
        sa.Column("second_signatory_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_at_place", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["background_id"], ["stored_file.id"], name=op.f("fk_event_papers_background_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_papers_event_id")),
        sa.ForeignKeyConstraint(
            ["second_signatory_id"], ["signatory.id"], name=op.f("fk_event_papers_second_signatory_id")
        ),
        sa.ForeignKeyConstraint(["signatory_id"], ["signatory.id"], name=op.f("fk_event_papers_signatory_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_papers")),
    )
    op.create_table(
        "event_reminders",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("off", sa.JSON(), nullable=False),
        sa.Column("survey_url", sa.String(length=500), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_reminders_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_reminders")),
    )
    op.create_table(
        "issued_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "acceptance",
                "assignment",
                "certificate",
                "attendance",
                "minutes",
                "statement",
                name="documentkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("language", sa.Enum("id", "en", name="language", native_enum=False, length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("business_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_issued_document_business_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_issued_document_event_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name=op.f("fk_issued_document_issued_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_issued_document_person_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["issued_document.id"], name=op.f("fk_issued_document_successor_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_issued_document_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("code", name=op.f("uq_issued_document_code")),
        sa.UniqueConstraint("series", "year", "sequence", name=op.f("uq_issued_document_series_year_sequence")),
    )
    with op.batch_alter_table("issued_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_document_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_document_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_document_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_document_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_issued_document_subject", ["kind", "subject"], unique=False)

    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("form", sa.Enum("pdf", "zip", name="batchform", native_enum=False, length=32), nullable=False),
        sa.Column("language", sa.Enum("id", "en", name="language", native_enum=False, length=32), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                "stopped",
                "forgotten",
                name="batchstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("host", sa.String(length=120), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("beat_at", UtcDateTime(), nullable=True),
        sa.Column("file_key", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=160), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_paper_batch_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_paper_batch_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
    )
    with op.batch_alter_table("paper_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_batch_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_batch_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_paper_batch_state", ["state", "id"], unique=False)

    op.create_table(
        "paper_setting",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("letter_class", sa.String(length=20), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["signatory_id"], ["signatory.id"], name=op.f("fk_paper_setting_signatory_id")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_paper_setting")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("logo_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("letterhead_line", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("office_code", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column(
                "number_pattern",
                sa.String(length=120),
                server_default="{class}/{number}/{office}/{month}/{year}",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("numbers_by_class", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_organisation_logo_id"), "stored_file", ["logo_id"], ["id"])

    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "channel",
                sa.Enum("email", "whatsapp", "notice", name="channel", native_enum=False, length=32),
                server_default="email",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("phone", sa.String(length=16), server_default="", nullable=False))
        batch_op.add_column(sa.Column("cause", sa.String(length=160), nullable=True))
        batch_op.add_column(sa.Column("bulk_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rank", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("claim", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("text_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("read_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("opened_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("opened_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("told_by_id", sa.Integer(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_outbox_message_due"))
        batch_op.create_index("ix_outbox_message_due", ["state", "rank", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_bulk_id"), ["bulk_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_outbox_message_cause"), ["cause"])
        batch_op.create_foreign_key(batch_op.f("fk_outbox_message_bulk_id"), "outbox_bulk", ["bulk_id"], ["id"])

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "channel",
                sa.Enum("email", "whatsapp", "notice", name="channel", native_enum=False, length=32),
                server_default="email",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("address_refused_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("address_problem", sa.String(length=200), server_default="", nullable=False))

    op.execute("UPDATE outbox_message SET channel = 'whatsapp' WHERE address = '' AND state IN ('by_hand', 'sent')")


def downgrade() -> None:
    raise NotImplementedError("there is no way back: restore the backup that was made before the upgrade")
