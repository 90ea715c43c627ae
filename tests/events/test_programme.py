"""Copies, speakers and materials."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest

from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import copying, programme, queries
from eventreg.events.programme import MaterialDetails, SpeakerDetails
from eventreg.events.rules import EventState, QuotaKind
from eventreg.events.writing import QuotaDetails, write_quotas
from eventreg.questions import queries as forms
from tests.factories.events import DAY, days, make_event
from tests.factories.people import sign_in

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
BEGINS = datetime(2026, 12, 8, 2, tzinfo=UTC)  # 09.00 WIB


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


def make_training(**given):
    event = make_event(title="Pewarna Alam", batch="1", now=NOW, sessions=days(BEGINS, BEGINS + DAY), **given)
    reserve = QuotaDetails(QuotaKind.RESERVE, 5, group="women_owned", falls_back_at=BEGINS - 2 * DAY)
    write_quotas(event, [reserve])
    second = event.sessions[1].id
    speaker = SpeakerDetails("Dr. Dewi", "Dosen", "Universitas Pekalongan", "Indigofera", second)
    made = programme.add_speaker(event.id, speaker, actor=SYSTEM, now=NOW)
    programme.number_letter(event.id, made.id, "005/2026", actor=SYSTEM, now=NOW)
    resep = MaterialDetails("Resep", "https://contoh.id/resep", opens_at=BEGINS)
    programme.add_material(event.id, resep, actor=SYSTEM, now=NOW)
    return event


def test_a_copy_takes_along_what_organisers_wrote_and_nothing_of_applicants(app, take_place):
    with app.app_context(), unit_of_work():
        event = make_training(quota=12, passes=3, confirm_days=4, offer_hours=10)
        take_place(event.id)
        made = copying.copy(
            event.id, title="Pewarna Alam", first_day=date(2027, 12, 7), batch="2", actor=SYSTEM, now=NOW
        )
        moved = timedelta(days=364)

        assert (made.state, made.batch, made.copied_from_id) == (EventState.DRAFT, "2", event.id)
        assert (made.quota, made.passes, made.confirm_days, made.offer_hours) == (12, 3, 4, 10)
        assert [row.starts_at for row in made.sessions] == [BEGINS + moved, BEGINS + DAY + moved]
        assert (made.opens_at, made.closes_at) == (event.opens_at + moved, event.closes_at + moved)
        assert [(q.group, q.places, q.falls_back_at) for q in made.quotas] == [
            ("women_owned", 5, BEGINS - 2 * DAY + moved)
        ]
        (speaker,) = made.speakers
        assert (speaker.name, speaker.session, speaker.letter_number) == ("Dr. Dewi", made.sessions[1], "")
        assert [(m.title, m.opens_at) for m in made.materials] == [("Resep", BEGINS + moved)]
        asked = forms.questions_of(forms.current_version(event.form_id))
        assert forms.questions_of(forms.working_version(made.form_id)) == asked
        assert made.form_id != event.form_id
        assert made.next_application == 1
        assert queries.get_public(event.slug).quotas[0].falls_back_at == BEGINS - 2 * DAY


def test_batches_of_a_training_lead_to_each_other(app, client):
    with app.app_context(), unit_of_work():
        event = make_training()
        second = copying.copy(
            event.id, title="Pewarna Alam", first_day=date(2027, 1, 5), batch="2", actor=SYSTEM, now=NOW
        )
        third = copying.copy(
            second.id, title="Pewarna Alam", first_day=date(2027, 2, 2), batch="3", actor=SYSTEM, now=NOW
        )
        make_event(title="Lain", batch="9")
        third.state = EventState.PUBLISHED
        slugs = event.slug, third.slug
    page = client.get(f"/events/{slugs[0]}/").text

    assert f'href="/events/{slugs[1]}/"' in page
    assert "Angkatan 3" in page
    assert "Angkatan 2" not in page  # a draft
    assert "Angkatan 9" not in page


@pytest.mark.sqlite_only
def test_materials_open_at_their_time(app):
    with app.app_context(), unit_of_work():
        event = make_training()
        programme.add_material(event.id, MaterialDetails("Jadwal", "https://contoh.id/j"), actor=SYSTEM, now=NOW)

        assert [material.title for material in queries.materials_open(event, BEGINS - DAY)] == ["Jadwal"]
        assert [material.title for material in queries.materials_open(event, BEGINS)] == ["Resep", "Jadwal"]
        with pytest.raises(programme.MaterialEmpty):
            programme.add_material(event.id, MaterialDetails("Kosong"), actor=SYSTEM, now=NOW)


@pytest.mark.sqlite_only
def test_a_pdf_is_kept_and_something_else_is_not(app, organiser):
    with app.app_context(), unit_of_work():
        slug = make_training().slug
    empty = pypdfium2.PdfDocument.new()
    empty.new_page(595, 842)
    body = BytesIO()
    empty.save(body)
    path = f"/staff/events/{slug}/materials/new"
    organiser.post(path, title="Salindia", file=(BytesIO(body.getvalue()), "salindia.pdf"))
    refused = organiser.post(path, title="Foto", file=(BytesIO(b"MZ"), "virus.pdf"))

    assert refused.status_code == 422
    assert "neither a photo nor a PDF" in refused.text
    with app.app_context():
        assert [row.file.name for row in queries.get_public(slug).materials if row.file] == ["salindia.pdf"]


def test_a_speaker_of_another_event_is_not_found(app):
    with app.app_context(), unit_of_work():
        speaker, other = make_training().speakers[0], make_event(title="Lain")

        with pytest.raises(NotFound):
            programme.remove_speaker(other.id, speaker.id, actor=SYSTEM, now=NOW)
        details = SpeakerDetails("Budi", session_id=speaker.session_id)
        with pytest.raises(NotFound):
            programme.add_speaker(other.id, details, actor=SYSTEM, now=NOW)


@pytest.mark.sqlite_only
def test_the_copy_page_shows_the_dates_before_anything_is_made(app, organiser):
    with app.app_context(), unit_of_work():
        slug = make_training().slug
    typed = {"title": "Pewarna Alam", "batch": "2", "first_day": "2027-12-07"}
    shown = organiser.post(f"/staff/events/{slug}/copy", **typed, show="1")
    assert "Tue, 7 Dec 2027 09.00 WIB" in " ".join(shown.text.split())
    with app.app_context():
        assert len(queries.all_events()) == 1

    made = organiser.post(f"/staff/events/{slug}/copy", **typed, follow=True)
    assert "The copy is a draft." in made.text
