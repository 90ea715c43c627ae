"""Letters: numbered once for each, checked by anybody, found by their reader, put right, worded by staff."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import Language
from eventreg.core.outbox import OutboxMessage, render
from eventreg.core.permissions import SYSTEM, Role
from eventreg.council import service as council
from eventreg.council.models import Signatory
from eventreg.council.service import Facts
from eventreg.documents.models import IssuedDocument
from eventreg.events.models import Event, Speaker
from eventreg.office import dispatching, issuing
from eventreg.office.orders import Order
from eventreg.records.holdings.documents import DOCUMENTS
from tests.factories.businesses import picture
from tests.factories.catalogue import make_exhibitor, make_fair
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
OWNER, STAFF = "sri@contoh.id", "panitia@contoh.id"
ODD = "Batik *Lintang* & [Putra] <1. Jaya>"


class Fair:
    """A fair with exhibitors who have confirmed, and somebody who signs."""

    def __init__(self, app, *names):
        self.app = app
        with app.app_context(), unit_of_work():
            event = make_fair(title="Pekan Batik")
            made = [
                make_exhibitor(event.id, f"a-0{number}", email=OWNER, name=name)
                if number == 1
                else make_exhibitor(event.id, f"a-0{number}", name=name)
                for number, name in enumerate(names, start=1)
            ]
            db.session.add(Signatory(name="Inggit Soraya", post="Ketua", created_at=clock.now()))
            self.id, self.slug, self.codes = event.id, event.slug, [one.code for one in made]
            self.ids = [one.id for one in made]
        self.letters = f"/staff/events/{self.slug}/papers/letters"

    def documents(self):
        with self.app.app_context():
            rows = db.session.scalars(select(IssuedDocument).order_by(IssuedDocument.id))
            return [(row.number, row.code, row.subject, row.withdrawn_at, row.title) for row in rows]

    def order(self, kind="invitations", **params):
        return Order(self.id, kind, Language.ID, params={"ids": self.ids, **params})


@pytest.fixture
def fair(app):
    return Fair(app, ODD, "Anyaman Laras", "Tenun Embun")


def words_of(answer):
    assert answer.mimetype == "application/pdf"
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.data)).pages)


def issue(visitor, fair, number=0, kind="invitation", **given):
    given = {"language": "id", **given}
    return visitor.post(f"{fair.letters}/{kind}/to/{fair.ids[number]}", **given)


def test_one_letter_is_issued_checked_found_by_its_reader_and_by_nobody_else(app, visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    assert issue(staff, fair, tells="y", notes="Mengenakan batik.").status_code == 302

    [(number, code, *_rest)] = fair.documents()
    assert number.startswith("005/001/")
    told = visitor().get(f"/verify/{code}").text
    assert number in told
    assert "Inggit Soraya, Ketua" in told
    owner = sign_in(visitor(), OWNER)
    assert number in owner.get(f"/me/applications/{fair.codes[0]}").text
    letter = words_of(owner.get(f"/me/applications/{fair.codes[0]}/letters/{code}.pdf"))
    assert ODD in letter
    assert "Mengenakan batik." in letter
    assert "A-01" in letter
    stranger = sign_in(visitor(), "lain@contoh.id")
    assert stranger.get(f"/me/applications/{fair.codes[0]}/letters/{code}.pdf").status_code == 404
    with app.app_context():
        [message] = db.session.scalars(select(OutboxMessage).filter_by(kind="document_issued"))
        assert message.address == OWNER


def test_the_file_of_a_letter_passes_the_check_and_a_changed_one_does_not(visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    issue(staff, fair)
    [(number, code, *_rest)] = fair.documents()
    data = staff.get(f"{fair.letters}/invitation/issued/{code}.pdf").data

    asked = [visitor().post("/verify/file", file=(io.BytesIO(file), "u.pdf")) for file in (data, data + b" ")]

    assert number in asked[0].text
    assert asked[1].status_code == 404


def test_a_letter_with_a_mistake_is_withdrawn_and_leads_to_the_right_one(visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    issue(staff, fair, notes="Mengenakan batik.")
    refused = issue(staff, fair, notes="Jam diubah.")
    assert refused.status_code == 422
    assert "Jam diubah." in refused.text
    assert "Mengenakan batik." in staff.get(f"{fair.letters}/invitation/to/{fair.ids[0]}").text

    assert issue(staff, fair, notes="Jam diubah.", reason="Jam salah").status_code == 302

    (_n, old, *_a), (new_number, new, *_b) = fair.documents()
    told = visitor().get(f"/verify/{old}").text
    assert "Jam salah" in told
    assert new_number.startswith("005/002/")
    owner = sign_in(visitor(), OWNER).get(f"/me/applications/{fair.codes[0]}").text
    assert new in owner
    assert old not in owner


def test_a_preview_takes_no_number(visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)

    shown = words_of(staff.get(f"{fair.letters}/invitation/preview.pdf?notes=Bawa+tiket.&language=en&nature=Penting"))

    assert "Bawa tiket." in shown
    assert "Penting" in shown
    assert "Dear Sir or Madam" in shown
    assert fair.documents() == []


def test_a_batch_that_died_is_taken_up_again_without_a_second_letter(app, fair):
    with app.app_context():
        begun = dispatching.one_by_one(fair.order(tells=True))
        next(begun)
        begun.close()
        made = list(dispatching.one_by_one(fair.order(tells=True)))

    numbers = [number.split("/")[1] for number, *_rest in fair.documents()]
    assert numbers == ["001", "002", "003"]
    assert len(made) == len({name for name, _data in made}) == 3
    with app.app_context():
        assert len(db.session.scalars(select(OutboxMessage).filter_by(kind="document_issued")).all()) == 3


def test_staff_order_letters_for_all_and_watch_them_being_made(visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)

    ordered = staff.post(f"{fair.letters}/acceptance", language="id")

    assert "/papers/batches/" in ordered.headers["Location"]
    assert staff.get(ordered.headers["Location"]).status_code == 200


def test_guests_are_invited_by_name_and_each_once(app, visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    guests = "Kepala Dinas Koperasi; di Pekalongan\n\nBank Jateng\nkepala dinas koperasi; DI PEKALONGAN"
    assert staff.post(f"{fair.letters}/invitation/guests", guests=" \n", language="id").status_code == 422
    assert staff.post(f"{fair.letters}/invitation/guests", guests=guests, language="id").status_code == 302

    with app.app_context():
        lines = [
            ["Kepala Dinas Koperasi", "di Pekalongan"],
            ["Bank Jateng"],
            ["kepala dinas koperasi", "DI PEKALONGAN"],
        ]
        list(dispatching.one_by_one(fair.order(guests=lines)))

    assert [row[0].split("/")[1] for row in fair.documents()] == ["001", "002"]
    page = staff.get(f"{fair.letters}/invitation/guests").text
    assert "Bank Jateng" in page
    assert "dinas" not in fair.documents()[0][2].casefold()


def test_a_speakers_letter_is_numbered_and_the_number_stands_with_the_speaker(app, visitor, fair):
    with app.app_context(), unit_of_work():
        speaker = Speaker(event_id=fair.id, name="Galih Prabowo, S.Sn.", topic="Cahaya jendela", position="Fotografer")
        db.session.add(speaker)
        db.session.flush()
        fair.ids = [speaker.id]
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)

    assert issue(staff, fair, kind="assignment").status_code == 302

    [(number, code, *_rest)] = fair.documents()
    assert number.startswith("800/001/")
    letter = words_of(staff.get(f"{fair.letters}/assignment/issued/{code}.pdf"))
    assert "SURAT TUGAS" in letter
    assert "Galih Prabowo, S.Sn." in letter
    with app.app_context():
        assert db.session.get_one(Event, fair.id).speakers[0].letter_number == number


def test_an_exhibitor_downloads_the_statement_filled_in(visitor, fair):
    owner = sign_in(visitor(), OWNER)

    statement = words_of(owner.get(f"/me/applications/{fair.codes[0]}/statement.pdf"))

    assert "SURAT PERNYATAAN" in statement
    assert ODD in statement
    assert "Meterai Rp10.000" in statement
    assert fair.documents() == []


def test_volunteers_and_strangers_issue_nothing(visitor, fair):
    for who in (sign_in(visitor(), "juri@contoh.id", Role.COMMITTEE), sign_in(visitor(), "tamu@contoh.id")):
        assert issue(who, fair).status_code in {403, 404}
    assert fair.documents() == []


# ---- The wording --------------------------------------------------------------------------------------------------

PAGE = "/staff/wordings/invitation/id"
OWN = "Undangan {{ event }}\n\nSalam **{{ business }}**, hadirlah.\n\nTempat: {{ place }}\nStan: {{ booths }}"


def test_staff_word_a_letter_see_it_and_go_back(visitor, fair):
    admin = sign_in(visitor(), "admin@contoh.id", Role.ADMINISTRATOR)
    assert admin.post(PAGE, source=OWN).status_code == 302

    shown = words_of(admin.post(f"{PAGE}/preview.pdf", source=OWN, code=fair.codes[0]))
    assert f"Salam {ODD}" in shown
    assert "hadirlah." in shown
    assert "hadirlah." in words_of(admin.get(f"{fair.letters}/invitation/preview.pdf"))
    assert admin.post(PAGE, back="1").status_code == 302

    assert "hadirlah." not in words_of(admin.get(f"{fair.letters}/invitation/preview.pdf"))
    assert "hadirlah." in admin.get(f"{PAGE}/versions/1").text


@pytest.mark.parametrize(
    "source",
    ["Undangan\n\n{{ bisnis }}", "Undangan\n\n{% for x in agenda %}", "Undangan\n\n{{ event.title }}", "Hanya hal", ""],
)
def test_a_wording_with_a_mistake_is_not_kept_and_nothing_typed_is_lost(visitor, fair, source):
    admin = sign_in(visitor(), "admin@contoh.id", Role.ADMINISTRATOR)

    answer = admin.post(PAGE, source=source)

    assert answer.status_code == 422
    assert source.partition("{")[0].strip() in answer.text
    assert admin.get(f"{PAGE}/versions/1").status_code == 404


def test_an_issued_letter_keeps_the_words_it_was_issued_in(visitor, fair):
    admin = sign_in(visitor(), "admin@contoh.id", Role.ADMINISTRATOR)
    issue(admin, fair)
    [(_number, code, *_rest)] = fair.documents()
    before = admin.get(f"{fair.letters}/invitation/issued/{code}.pdf").data

    admin.post(PAGE, source=OWN)

    assert admin.get(f"{fair.letters}/invitation/issued/{code}.pdf").data == before


def test_an_organiser_of_one_event_does_not_change_what_all_letters_say(visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER, event_id=fair.id)

    assert staff.post(PAGE, source=OWN).status_code == 403
    assert issue(staff, fair).status_code == 302


def test_a_letter_whose_words_were_erased_keeps_its_number_and_holds_nothing_up(app, visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    issue(staff, fair)
    with app.app_context(), unit_of_work():
        letter = db.session.scalars(select(IssuedDocument)).one()
        letter.content, letter.digests, code = {}, [], letter.code

    assert staff.get(f"{fair.letters}/invitation/issued/{code}.pdf").status_code == 404
    assert staff.get(f"{fair.letters}/invitation/to/{fair.ids[0]}").status_code == 200
    assert staff.get(f"/staff/events/{fair.slug}/papers/account").status_code == 200
    with app.app_context():
        assert len(list(dispatching.one_by_one(fair.order()))) == len(fair.ids) - 1


def test_when_its_reader_is_erased_no_name_stays_in_the_register(app, visitor, fair):
    issue(sign_in(visitor(), STAFF, Role.ORGANISER), fair)
    with app.app_context(), unit_of_work():
        letter = db.session.scalars(select(IssuedDocument)).one()
        name = dict(letter.facts)["Kepada"]
        assert name in letter.title
        for column, value in DOCUMENTS.blanks(letter, None, clock.now()).items():
            setattr(letter, column, value)

        assert name not in f"{letter.title}{letter.facts}{letter.content}"
        assert DOCUMENTS.blanks(letter, None, clock.now()) == {}


def test_the_message_about_a_letter_whose_words_were_erased_or_that_was_withdrawn_carries_none(app, visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    for number in range(3):
        issue(staff, fair, number, tells="y")
    with app.app_context(), unit_of_work():
        erased, withdrawn, _kept = db.session.scalars(select(IssuedDocument).order_by(IssuedDocument.id))
        erased.content = {}
        withdrawn.withdrawn_at, withdrawn.withdrawn_reason = clock.now(), "Batal"

    with app.app_context(), app.test_request_context():
        told = db.session.scalars(select(OutboxMessage).filter_by(kind="document_issued").order_by(OutboxMessage.id))
        carried = [[one.name for one in render(message).attachments] for message in told]

    assert [len(files) for files in carried] == [0, 0, 1]


def test_a_search_finds_what_was_typed_and_no_more(app, visitor):
    fair = Fair(app, "Batik 100% Katun", "Tenun_Embun", "Anyaman Laras")
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)

    for typed, found in (("%25", "Batik 100% Katun"), ("_", "Tenun_Embun"), ("LARAS+anyaman", "Anyaman Laras")):
        page = staff.get(f"{fair.letters}/invitation?q={typed}").text
        names = ("Batik 100% Katun", "Tenun_Embun", "Anyaman Laras")
        assert [name for name in names if name in page] == [found], typed


def pictures_in(answer):
    return [image.image.getpixel((2, 2)) for image in PdfReader(io.BytesIO(answer.data)).pages[0].images]


def test_a_letter_printed_again_is_what_was_sent_whatever_became_of_the_letterhead_and_the_signature(
    app, visitor, fair
):
    boss = sign_in(visitor(), "admin@contoh.id", Role.ADMINISTRATOR)
    base, signer = "/staff/organisation", "/staff/organisation/signatories/1"
    with app.app_context(), unit_of_work():
        facts = Facts("Dekranasda Kota Lama", "Dekranasda", place="Kota Lama", address="Jalan Lama 1")
        council.update_organisation(facts, actor=SYSTEM, now=clock.now())
    assert boss.post(f"{base}/letterhead", line="Telp. lama", logo=(picture((90, 90)), "l.jpg")).status_code == 302
    assert (
        boss.post(signer, name="Inggit Soraya", post="Ketua", picture=(picture((90, 40)), "t.jpg")).status_code == 302
    )
    issue(boss, fair)
    [(_number, code, *_rest)] = fair.documents()
    before = boss.get(f"{fair.letters}/invitation/issued/{code}.pdf")
    assert len(pictures_in(before)) == 2

    with app.app_context(), unit_of_work():
        council.update_organisation(Facts("Dekranasda Kota Baru", "Dekranasda"), actor=SYSTEM, now=clock.now())
    boss.post(f"{base}/letterhead", line="Telp. baru", removes_logo="y")
    boss.post(signer, name="Inggit Soraya", post="Ketua Umum", removes_picture="y")
    boss.post(f"{signer}/end")

    again = boss.get(f"{fair.letters}/invitation/issued/{code}.pdf")
    assert again.data == before.data
    assert "Telp. lama" in words_of(again)


@pytest.mark.parametrize("given", ["signatory=abc", "signatory=" + "9" * 30, "number=" + "9" * 30])
def test_a_preview_of_nonsense_is_no_fault_of_ours(visitor, fair, given):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)

    assert staff.get(f"{fair.letters}/invitation/preview.pdf?{given}").status_code in {200, 404, 422}


@pytest.mark.parametrize("kind", ["acceptance", "assignment", "statement"])
def test_a_letter_is_previewed_before_anybody_gets_one(app, visitor, kind):
    fair = Fair(app)

    shown = sign_in(visitor(), STAFF, Role.ORGANISER).get(f"{fair.letters}/{kind}/preview.pdf")

    assert "(nama)" in words_of(shown)


def test_a_double_click_does_not_replace_the_letter_that_just_replaced_one(visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    issue(staff, fair)
    page = soup(staff.get(f"{fair.letters}/invitation/to/{fair.ids[0]}"))
    again = {"reason": "Jam salah", "replaces": page.select_one("[name=replaces]")["value"]}

    first, second = (issue(staff, fair, **again) for _click in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "sudah diganti" in second.text
    assert len(fair.documents()) == 2


def test_a_day_more_than_a_year_away_is_a_slip(visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)

    for day in ("1999-01-01", "2126-11-27"):
        assert issue(staff, fair, day=day).status_code == 422
    assert fair.documents() == []
    yesterday = (clock.now() - timedelta(days=1)).date()
    assert issue(staff, fair, day=yesterday.isoformat()).status_code == 302


def test_who_signs_no_longer_is_not_signed_for_by_somebody_else(app, visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    with app.app_context(), unit_of_work():
        gone = Signatory(
            name="Nur Hidayah", post="Sekretaris", position=5, created_at=clock.now(), ended_at=clock.now()
        )
        db.session.add(gone)
        db.session.flush()
        chosen = str(gone.id)

    refused = issue(staff, fair, signatory=chosen, notes="Bawa tiket.")

    assert refused.status_code == 422
    assert "tidak lagi menandatangani" in refused.text
    assert "Bawa tiket." in refused.text
    assert fair.documents() == []


def test_letters_that_cannot_be_worded_are_not_even_ordered(visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    staff.post(PAGE, source="Undangan\n{% for line in notes %}" + "x" * 19_000 + "{% endfor %}")

    refused = staff.post(f"{fair.letters}/invitation", language="id", notes="\n".join("abcdefghijklmnop"))

    assert refused.status_code == 422
    assert "Redaksi surat ini tidak dapat dipakai" in refused.text


def test_the_name_of_a_letters_file_holds_nothing_that_a_disk_would_take_for_a_path(app, visitor, fair):
    staff = sign_in(visitor(), STAFF, Role.ORGANISER)
    with app.app_context(), unit_of_work():
        db.session.get(Event, fair.id).speakers = [Speaker(name="../Dinas: A/B\\C", topic="Warna", position=1)]
    with app.app_context():
        speaker = db.session.scalars(select(Speaker)).one().id
    staff.post(f"{fair.letters}/assignment/to/{speaker}", language="id")

    with app.app_context():
        name = issuing.file_name(db.session.scalars(select(IssuedDocument)).one())
    assert not set(name) & set("/\\:")
