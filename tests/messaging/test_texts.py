"""Staff word messages: every slip is told, nothing typed is lost, and no wording ever keeps a message from leaving."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from eventreg.core import clock, mailer, outbox
from eventreg.core.config import current_settings
from eventreg.core.db import db, unit_of_work
from eventreg.core.delivery import deliver_next
from eventreg.core.i18n import Language, force_locale
from eventreg.core.kinds import KINDS
from eventreg.core.outbox import MessageState, OutboxMessage, Rendered
from eventreg.core.permissions import SYSTEM, Role
from eventreg.core.rendering import Literal, render_message, shipped
from eventreg.core.wording import Shape
from eventreg.messaging import wording
from eventreg.messaging.field_words import in_groups, words_of
from eventreg.messaging.forms.texts import example_words
from eventreg.messaging.models import MessageText
from eventreg.messaging.rules import SameWording, WordedMeanwhile, WordingHasMistakes
from eventreg.messaging.wording import Draft
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.smtp import text_of
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only

KIND, PAGE = "application_submitted", "/staff/messages/application_submitted/id/"
TYPED = {"subject": "Kami terima: {{ event }}", "body": "Halo **{{ business }}**,\n\nLihat:\n{{ link }}", "base": "0"}
LONGEST_NAME = "CV Batik *Tulis* & Cap_Sekar Jagad <Pekalongan> #1 (Nusantara) " * 2
LONGEST_LINK = "https://pendaftaran.dekranasda.kota-pekalongan.example/me/applications/PB26-0042?lama=1&isi=_x_*y*" * 2


@pytest.fixture
def secretary(visitor):
    """Staff who word messages."""
    return sign_in(visitor(), "sekretaris@contoh.id", Role.ORGANISER)


@pytest.fixture
def sent(app, smtp):
    """An application is sent, and what its applicant reads of it."""

    def work(email="sri@contoh.id"):
        with app.app_context():
            with unit_of_work():
                make_application(make_event().id, email=email, name="Batik Kenanga")
            while deliver_next(clock.now):
                pass
            message = db.session.scalars(db.select(OutboxMessage).filter_by(kind=KIND, address=email)).one()
            return smtp.to(email)[-1], message

    return work


def write(kind=KIND, base=0, **changes):
    words = TYPED | changes
    draft = Draft(words["subject"], words["body"])
    with unit_of_work():
        return wording.save(kind, Language.ID, draft, note="", base=base, actor=SYSTEM, now=clock.now()).version


# ---- What goes out --------------------------------------------------------------------------------


def test_messages_go_out_in_the_words_of_the_staff(app, sent):
    with app.app_context():
        write()

    mail, message = sent()

    assert mail["Subject"].startswith("Kami terima: ")
    assert text_of(mail).splitlines()[:3] == ["Halo Batik Kenanga,", "", "Lihat:"]
    assert "<strong>Batik Kenanga</strong>" in text_of(mail, "html")
    assert message.text_version == 1


def test_what_was_sent_is_shown_for_ever_as_it_was_worded(app, sent):
    with app.app_context():
        write()
        _, message = sent()
        write(base=1, body="Isi baru: {{ link }}")

        assert outbox.render(message).text.startswith("Halo Batik Kenanga")
        message.state = MessageState.WAITING
        assert outbox.render(message).text.startswith("Isi baru")
        db.session.rollback()


def test_a_wording_that_fails_gives_way_and_staff_are_told(app, sent, secretary):
    """Stored by an earlier version of the program, say, which knew a field that is gone."""
    with app.app_context(), unit_of_work():
        now = clock.now() - timedelta(days=1)
        source = "Hai {{ nickname }}\n\nLihat {{ link }}"
        db.session.add(MessageText(kind=KIND, language=Language.ID, version=1, source=source, created_at=now))

    mail, message = sent()

    assert "Batik Kenanga" in text_of(mail)
    assert message.text_version is None
    page = secretary.get("/staff/messages/")
    assert "Beberapa teks Anda tidak dapat dipakai" in page.text
    assert soup(page).select_one(".note.bad a")["href"] == PAGE
    editor = secretary.get(PAGE)
    assert "Pesan dikirim dengan teks bawaan sampai Anda memperbaikinya" in editor.text
    assert "{{ nickname }}" in soup(editor).select_one("#subject")["value"]


# ---- The editor -----------------------------------------------------------------------------------


def test_all_occasions_are_listed_with_those_that_were_changed(app, secretary):
    with app.app_context():
        write()

    page = soup(secretary.get("/staff/messages/"))

    own = [link["aria-label"] for link in page.select(".wordings a") if "Teks sendiri" in link.text]
    assert own == ["Tanda terima pendaftaran, Indonesia"]
    assert len(page.select(".wordings a")) == 2 * len(wording.kinds_with_wordings())


def test_saving_words_messages_so_from_now_on(app, secretary):
    page = secretary.post(PAGE, follow=True, **TYPED, note="lebih ramah")

    assert "Tersimpan. Mulai sekarang pesan memakai teks ini." in page.text
    assert soup(page).select_one("#subject")["value"] == TYPED["subject"]
    with app.app_context():
        assert wording.for_sending(KIND, "id", None)[0].startswith("Kami terima: {{ event }}\n\nHalo")


def test_every_mistake_is_told_beside_its_line_and_nothing_typed_is_lost(app, secretary):
    body = "Halo {{ busines }},\r\n\r\n{% if deadline %}segera\r\n\r\nLihat {{ link }"

    page = secretary.post(PAGE, subject="Hai {{ evnt }}", body=body, base="0")

    assert page.status_code == 422
    found = soup(page).select("#mistakes li")
    told = [" ".join(one.text.split()).replace("Tulis {% endif %} setelah bagiannya. ", "") for one in found]
    assert told == [
        "Baris 1 Halo {{ busines }}, Isian “busines” tidak ada di pesan ini. Maksud Anda “business”?",
        "Baris 3 {% if deadline %}segera “if” dimulai di sini dan tidak pernah diakhiri. "
        "Isian “deadline” tidak ada di pesan ini.",
        "Baris 5 Lihat {{ link } “{{ link }” dibuka tetapi tidak ditutup. "
        "Tutup di baris yang sama, seperti {{ event }}.",
    ]
    assert "Isian “evnt” tidak ada di pesan ini. Maksud Anda “event”?" in page.text
    assert soup(page).select_one("#body").text.split() == body.split()
    with app.app_context():
        assert db.session.scalars(db.select(MessageText)).all() == []


def test_what_the_reader_needs_is_not_left_out(secretary):
    page = secretary.post(PAGE, subject="Kami terima", body="Terima kasih.", base="0")

    assert page.status_code == 422
    assert "“Tautan ke halaman yang dimaksud” belum ada" in page.text


def test_a_colleagues_change_is_not_overwritten_unseen(app, secretary):
    with app.app_context():
        write(body="Rekan: {{ link }}")

    page = secretary.post(PAGE, **TYPED)

    assert page.status_code == 422
    assert "Rekan Anda mengubah teks ini selagi Anda membukanya" in page.text
    assert soup(page).select_one("#subject")["value"] == TYPED["subject"]
    again = secretary.post(PAGE, **TYPED | {"base": soup(page).select_one("#base")["value"]})
    assert again.status_code == 303


def test_what_is_typed_is_shown_as_a_real_applicant_would_get_it(app, secretary):
    with app.app_context(), unit_of_work():
        make_application(make_event().id, name="Batik Kenanga")
        made = make_application(make_event(title="Pameran Lain").id, name="Tenun Melati")
        code, number = made.code, made.id
    found = soup(secretary.post(PAGE + "find", **TYPED, words="melati"))
    offered = [option["value"] for option in found.select("#sample option")]

    page = secretary.post(PAGE + "preview", **TYPED, sample=offered[0])

    assert offered == [f"a{number}", "full", "short"]
    assert found.select_one("#subject")["value"] == TYPED["subject"]
    assert "<b>Kami terima: Pameran Lain</b>" in page.text
    assert "Halo <strong>Tenun Melati</strong>" in page.text
    assert f"/me/applications/{code}" in page.text
    assert (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'" in page.headers["Content-Security-Policy"]
    )
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


def test_the_preview_tells_what_is_wrong_instead(secretary):
    page = secretary.post(PAGE + "preview", **TYPED | {"body": "a\n{{ gone }}"})

    assert "Baris 2: Isian “gone” tidak ada di pesan ini." in page.text


def test_mistakes_are_told_while_typing(secretary):
    page = secretary.post(PAGE + "check", **TYPED | {"body": "{{ gone }}"})

    assert "Isian “gone” tidak ada" in page.text
    assert "<html" not in page.text


def test_a_trial_goes_to_oneself_alone_and_saves_nothing(app, secretary, smtp):
    page = secretary.post(PAGE + "trial", **TYPED, sample="full")
    with app.app_context():
        while deliver_next(clock.now):
            pass

    assert "Sedang dikirim ke e-mail Anda sendiri" in page.text
    assert soup(page).select_one("#subject")["value"] == TYPED["subject"]
    [mail] = smtp.messages
    assert mail["To"] == "sekretaris@contoh.id"
    assert mail["Subject"] == "[Percobaan] Kami terima: Pekan Batik 2026"
    assert text_of(mail).startswith("Halo Batik Sekar Jagad")
    with app.app_context():
        assert wording.for_sending(KIND, "id", None) == (None, None)


def test_a_trial_brings_nobodys_ticket(app):
    """Whoever reads the secretary's mail could get in with it."""
    with app.app_context():
        with unit_of_work():
            made = make_application(make_event().id, name="Batik Kenanga")
            about = {"application": made.id, "move": made.moves[-1].id}
        source = "x\n\n{% for t in tickets %}{{ t.holder }}: {{ t.code }} {% endfor %}{{ business }} {{ link }}"
        params = {"of": "application_confirmed", "sample": "a1", "about": about, "source": source}

        trial = outbox.in_words(wording.TRIAL, "id", KINDS[wording.TRIAL].make(params), (source, None))

    assert "Sri Rahayu: ABCD-EFGH-JKMN" in trial.text
    assert "Batik Kenanga" in trial.text
    assert trial.attachments == ()


def test_versions_are_compared_and_taken_up_again(app, secretary):
    with app.app_context():
        write()
        write(base=1, body="Halo **{{ business }}**,\n\nSelamat!\n{{ link }}")
    page = soup(secretary.get(PAGE + "versions"))

    assert [one.text.strip() for one in page.select(".compared del, .compared ins")] == [
        "Dihapus: Lihat:",
        "Ditambahkan: Selamat!",
    ]
    secretary.post(PAGE + "versions/1", base="2")
    with app.app_context():
        assert wording.for_sending(KIND, "id", None)[1] == 3
        assert "Lihat:" in wording.standing(KIND, "id")[0].body
    secretary.post(PAGE + "versions/0", base="3")
    with app.app_context():
        assert wording.for_sending(KIND, "id", None) == (None, None)
        assert wording.standing(KIND, "id")[0] == Draft.of(shipped(KIND, "id"))


def test_others_word_nothing(app, visitor):
    curator = sign_in(visitor(), "kurator@contoh.id", Role.CURATOR)

    assert curator.get("/staff/messages/").status_code == 403
    assert curator.post(PAGE, **TYPED).status_code == 403
    assert curator.post(PAGE + "preview", **TYPED).status_code == 403


def test_what_is_no_message_has_no_page(secretary):
    for path in ("nothing/id", "../../etc/id", "text_trial/id", "application_submitted/fr"):
        assert secretary.get(f"/staff/messages/{path}/").status_code == 404, path


def test_a_wording_is_saved_only_when_it_can_be_used(app):
    with app.app_context():
        for changes, refusal in (
            ({"body": "{{ gone }} {{ link }}"}, WordingHasMistakes),
            ({"body": "tanpa tautan"}, WordingHasMistakes),
            ({"subject": " "}, WordingHasMistakes),
            ({"base": 3}, WordedMeanwhile),
            (
                {"subject": Draft.of(shipped(KIND, "id")).subject, "body": Draft.of(shipped(KIND, "id")).body},
                SameWording,
            ),
        ):
            with pytest.raises(refusal):
                write(**changes)


# ---- All kinds, both languages, the longest and the shortest ----------------------------------------


def longest(kind):
    """Every field filled as far as real ones go, and lists of twenty."""
    words = {
        name: Literal(LONGEST_LINK) if "http" in text else LONGEST_NAME for name, text in example_words(kind).items()
    }
    values = wording.examples(kind, words, is_full=True)
    return {name: value * 10 if isinstance(value, list) else value for name, value in values.items()}


def shortest(kind):
    return wording.examples(kind, example_words(kind), is_full=False)


def test_all_kinds_are_valid_mail_and_readable_as_plain_text(app):
    """Below 102 kB, where mail programs cut; whole links; no picture, no script; no mark of a field left."""
    with app.app_context():
        for kind in KINDS:
            for language in Language:
                for make in (longest, shortest):
                    with force_locale(language):
                        values = make(kind)
                    told = render_message(kind, language, values)
                    about = (kind, language, make.__name__)
                    check_mail(Rendered(*told, ()), values, about)


def check_mail(told, values, about):
    message = OutboxMessage(id=1, kind="x", address="sri@contoh.id", language="id", params={}, created_at=clock.now())
    whole = mailer.compose(message, told, current_settings()).as_bytes()
    mail = message_from_bytes(whole, policy=policy.default)
    assert mail.get_content_type() == "multipart/alternative", about
    assert not mail.defects, about
    text, html = text_of(mail), text_of(mail, "html")
    assert len(html.encode()) < 102_000, about
    assert max(map(len, whole.splitlines())) < 999, about
    assert mail["Subject"].strip(), about
    assert "\n" not in told.subject, about
    assert not re.search(r"\{\{|\}\}|\{%|None|True|False|\[\]", text + told.subject), about
    assert not re.search(r"<img|<script|javascript:", html), about
    assert "**" not in text.replace(LONGEST_NAME, ""), about
    for link in (found.rstrip(".") for found in re.findall(r"https?://\S+", text)):
        assert link in (LONGEST_LINK, *[one for one in flat(values) if isinstance(one, Literal)]), (about, link)
        assert link.replace("&", "&amp;") in html, (about, link)


def flat(values):
    for value in values.values():
        for item in value if isinstance(value, list) else [value]:
            yield from item.values() if isinstance(item, dict) else [item]


def test_every_field_of_every_kind_has_words_and_an_example(app):
    with app.app_context():
        bare = set()
        for kind in wording.kinds_with_wordings():
            for name, field in wording.fields_of(kind).items():
                needs_example = field.shape in (Shape.TEXT, Shape.LINES)
                for one, example in (
                    (words_of(kind, name), needs_example),
                    *((words_of(name, p), True) for p in field.parts),
                ):
                    if str(one.label) == name.replace("_", " ") or (example and not one.shown()):
                        bare.add((kind, name))
        assert bare == set()
        assert [label for label, _ in in_groups(wording.kinds_with_wordings())][-1] != "Lainnya"


@pytest.mark.databases("sqlite", "postgresql")
def test_numbers_that_no_database_holds_are_no_page_and_no_sample(secretary):
    for number in ("9" * 20, "9" * 5000):
        assert secretary.get(f"{PAGE}versions?version={number}").status_code == 404
        for key in (f"a{number}", f"m{number}", f"t{number}", "a²"):
            page = secretary.post(f"{PAGE}preview", **TYPED, sample=key)
            assert page.status_code == 200
            assert "Kami terima" in page.text


@pytest.mark.parametrize("language", Language)
def test_no_two_kinds_are_called_the_same(app, language):
    with app.test_request_context(), force_locale(language):
        called = list(outbox.labels().values())

    assert sorted(called) == sorted(set(called))


FILES = ("attached", "terlampir")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ["application_confirmed", "document_issued", "participant_replaced", "visit_ticket"])
def test_what_has_no_files_speaks_of_the_page_instead(app, kind, language):
    with app.test_request_context():
        words = example_words(kind)
        for has_files in (True, False):
            values = wording.examples(kind, words, is_full=True) | {"attached": has_files}
            text = render_message(kind, language, values)[1]
            assert any(word in text for word in FILES) == has_files
            assert "http" in text
