"""The supervisor's pages for afterwards: conflicts, what lost phones handed in, every scan, the list on paper."""

import re
from datetime import timedelta

import pytest

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.door import pairing, paper, queries
from eventreg.door.models import DoorDevice, Scan
from eventreg.tickets.rules import TicketState
from tests.factories.people import make_person, sign_in
from tests.support.visitor import soup


@pytest.fixture
def supervisor(app, visitor):
    with app.app_context(), unit_of_work():
        make_person("pengawas@demo.test", "Bu Ratna")
    return sign_in(visitor(language="en"), "pengawas@demo.test", Role.DOOR_SUPERVISOR)


@pytest.fixture
def url(fair):
    return f"/staff/events/{fair.slug}/door"


def twice(fair, phone, token):
    """Two phones without signal let the same ticket in."""
    south = fair.phone("Gate Selatan")
    south.send(south.offline(token, 5))
    phone.send(phone.offline(token, 10))


def cards(page):
    return soup(page).select("main ul.plainlist.stack > li")


def form_of(supervisor, address):
    """What the page's form would send as it stands."""
    page = soup(supervisor.get(address))
    form = page.select_one("form[method=post]:not(.languages):not([data-forget])")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden][name]")}


# ---- Conflicts -------------------------------------------------------------------------------------


def test_a_conflict_shows_both_and_is_closed_with_a_reason(fair, phone, token, supervisor, url):
    twice(fair, phone, token)
    [card] = cards(supervisor.get(f"{url}/conflicts"))
    assert "Sri Wahyuni" in card.text
    assert {"Gate Utara", "Gate Selatan"} <= {line.text for line in card.select("li b")}
    assert len(re.findall(r"\d\d\.\d\d\.\d\d WIB", card.text)) >= 2
    address = card.select_one("a.btn")["href"]
    sent = form_of(supervisor, address)

    unsaid = supervisor.post(address, **sent)
    wordless = supervisor.post(address, **sent, cause="other", words=" ")
    closed = supervisor.post(address, **sent, cause="passed_on", words="Dipinjam adiknya")
    again = supervisor.post(address, **sent, cause="same")

    assert (unsaid.status_code, wordless.status_code, closed.status_code) == (422, 422, 302)
    assert again.status_code == 302
    assert cards(supervisor.get(f"{url}/conflicts")) == []
    [card] = cards(supervisor.get(f"{url}/conflicts?show=closed"))
    assert "The ticket was passed on to somebody else: Dipinjam adiknya" in card.text
    assert "closed by Bu Ratna" in card.text
    assert "The same person came twice" not in card.text


@pytest.mark.sqlite_only
def test_a_third_admission_opens_a_closed_conflict_again(fair, phone, token, supervisor, url):
    twice(fair, phone, token)
    address = cards(supervisor.get(f"{url}/conflicts"))[0].select_one("a.btn")["href"]
    sent = form_of(supervisor, address)
    east = fair.phone("Gate Timur")
    east.send(east.offline(token, 20))

    stale = supervisor.post(address, **sent, cause="same", words="Saya kenal dia")
    assert stale.status_code == 422
    assert "Saya kenal dia" in stale.text
    supervisor.post(address, **form_of(supervisor, address), cause="same")
    assert cards(supervisor.get(f"{url}/conflicts")) == []
    west = fair.phone("Gate Barat")
    west.send(west.offline(token, 1))  # before all others: it becomes the attendance

    [card] = cards(supervisor.get(f"{url}/conflicts"))
    assert "Gate Barat" in card.select_one("ul li").text
    assert len(card.select("ul li")) == 4


@pytest.mark.sqlite_only
def test_a_conflict_that_a_late_way_out_resolves_leaves_the_list(fair, phone, token, supervisor, url):
    twice(fair, phone, token)
    address = cards(supervisor.get(f"{url}/conflicts"))[0].select_one("a.btn")["href"]
    phone.send(phone.offline(token, 8, "left", direction="out"))

    assert cards(supervisor.get(f"{url}/conflicts")) == []
    assert supervisor.get(address).status_code == 302


@pytest.mark.sqlite_only
def test_conflicts_are_narrowed_by_gate_session_and_words(fair, phone, token, supervisor, url):
    twice(fair, phone, token)
    code = fair.code_of(token)

    for asked, found in [
        ("gate=Gate+Selatan", 1),
        ("gate=Gate+Timur", 0),
        (f"session={fair.sessions[0]}", 1),
        ("session=999999", 0),
        ("q=sri+lintang", 1),
        (f"q={code[:4]}+{code[4:8]}", 1),
        ("q=tono", 0),
    ]:
        assert len(cards(supervisor.get(f"{url}/conflicts?{asked}"))) == found, asked


# ---- What lost phones handed in --------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_scans_of_a_lost_phone_are_looked_at_and_accepted(fair, phone, token, supervisor, url):
    with fair.app.app_context(), unit_of_work():
        device = queries.get_device(queries.get_event(fair.slug).id, phone.id)
        pairing.revoke(device, actor=SYSTEM, now=clock.now())
    other = fair.ticket("Tono")
    phone.send(phone.offline(token, 10), phone.offline(other, 12))
    [card] = cards(supervisor.get(f"{url}/quarantine"))
    address = card.select_one("a")["href"]
    rows = soup(supervisor.get(address)).select("input[name=scan]")
    names = [row.find_parent("label").b.text for row in rows]

    nobody = supervisor.post(address, reason="Ketemu di bus", do="accept")
    without = supervisor.post(address, scan=rows[0]["value"], do="accept")
    one = supervisor.post(address, scan=rows[0]["value"], reason="Ketemu di bus", do="accept")

    assert names == ["Sri Wahyuni", "Tono"]
    assert "Ketemu di bus" in nobody.text
    assert soup(without).select_one("input[name=scan][checked]")["value"] == rows[0]["value"]
    assert one.status_code == 302
    assert fair.attending() == [(1, "Gate Utara")]
    supervisor.post(address, everything="1", reason="Bukan tamu", do="dismiss")
    assert fair.attending() == [(1, "Gate Utara")]
    assert cards(supervisor.get(f"{url}/quarantine")) == []


# ---- Every scan ------------------------------------------------------------------------------------


def test_a_supervisor_undoes_a_scan_and_the_next_one_counts(fair, phone, token, supervisor, url):
    twice(fair, phone, token)
    page = soup(supervisor.get(f"{url}/scans?gate=Gate+Selatan"))
    [row] = page.select("tbody tr")
    address = row.a["href"] + "/undoing"

    assert supervisor.post(address, reason=" ").status_code == 422
    assert supervisor.post(address, reason="Salah orang").status_code == 302
    assert supervisor.post(address, reason="Salah orang").status_code == 302

    assert fair.attending() == [(1, "Gate Utara")]
    assert fair.conflicts() == []
    story = supervisor.get(row.a["href"]).text
    assert story.count("Undone by a supervisor") == 1
    assert "Salah orang" in story


@pytest.mark.sqlite_only
def test_scans_are_found_and_what_was_read_is_shown_without_harm(fair, phone, token, supervisor, url):
    phone.send(
        phone.scan(token),
        phone.scan("<script>alert(1)</script>\u202e"),
        phone.scan(token, direction="sideways"),
    )

    def found(asked):
        return soup(supervisor.get(f"{url}/scans?{asked}")).select("tbody tr")

    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert len(found("")) == 3
    assert len(found("q=wahyuni")) == len(found("verdict=admitted")) == 1
    assert len(found(f"q={fair.code_of(token)}")) == 1
    assert found("q=tono") == found(f"since={tomorrow}") == []
    assert len(found(f"until={tomorrow}&since=rubbish&verdict=rubbish&phone={phone.id}")) == 3
    pages = [supervisor.get(row.a["href"]).text for row in found("verdict=unreadable")]
    assert any("&lt;script&gt;alert(1)&lt;/script&gt;\N{REPLACEMENT CHARACTER}" in page for page in pages)
    assert all(token not in page and token[:40] not in page for page in pages)


@pytest.mark.sqlite_only
def test_another_events_scan_isnt_found(fair, make_fair, phone, token, supervisor):
    other = make_fair((-2, 6), slug="Pasar Kriya")
    phone.send(phone.scan(token))
    with fair.app.app_context():
        scan = db.session.query(Scan).one().id

    for path in (f"scans/{scan}", f"scans/{scan}/undoing", f"conflicts/{scan}", f"quarantine/{phone.id}"):
        assert supervisor.get(f"/staff/events/{other.slug}/door/{path}").status_code == 404
    assert supervisor.get(f"/staff/events/{other.slug}/door/paper/{fair.sessions[0]}").status_code == 404


# ---- On paper --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("Hj. Sri Wahyuni", ("sri", "wahyuni")),
        ("Bu Mega", ("mega",)),
        ("Drs. H. Ahmad Fauzi, M.Si.", ("ahmad", "fauzi")),
        ("Sri", ("sri",)),
        ("Pak", ("pak",)),
        ("", ()),
    ],
)
def test_titles_dont_count_in_the_order_of_names(name, order):
    assert paper.order_of(name) == order


@pytest.fixture
def entry(fair, url):
    return f"{url}/paper/{fair.sessions[0]}/entry"


def ticked(fair, *names):
    with fair.app.app_context():
        lines = paper.listed(queries.get_event(fair.slug), fair.sessions[0])
        return [str(one.ticket.id) for one in lines if one.ticket.holder in names]


def choose(supervisor, entry, **given):
    """What the form holds when a gate and the first quarter hour are chosen."""
    page = soup(supervisor.get(entry))
    gate = page.select_one("select#gate option")["value"]
    quarter = page.select("select#quarter option[value*=':']")[given.pop("place", 0)]["value"]
    return {"gate": gate, "quarter": quarter, "form": page.select_one("input[name=form]")["value"], **given}


@pytest.mark.sqlite_only
def test_the_list_groups_by_letter_and_leaves_out_who_may_not_come(fair, supervisor, url):
    for name in ("Sri Ayu", "Hj. Siti Aminah", "Pak Budi", "Sri"):
        fair.ticket(name)
    fair.ticket("Dicabut", state=TicketState.REVOKED)
    fair.ticket("Tertahan", state=TicketState.ON_HOLD)

    page = soup(supervisor.get(f"{url}/paper/{fair.sessions[0]}"))

    groups = {
        body.th.text: [row.b.text for row in body.select("tr:not(.paper-letter)")] for body in page.select("tbody")
    }
    assert groups == {"B": ["Pak Budi"], "S": ["Hj. Siti Aminah", "Sri", "Sri Ayu"], "T": ["Tertahan"]}
    assert "on hold" in page.select("tbody")[2].text


def test_what_was_ticked_off_is_entered_once_and_raises_conflicts(fair, phone, token, supervisor, entry):
    fair.ticket("Tono")
    phone.send(phone.offline(token, 20))
    sent = choose(supervisor, entry, ticket=ticked(fair, "Sri Wahyuni", "Tono"))

    for _time in range(2):
        assert supervisor.post(entry, **sent).status_code == 302

    assert fair.stored() == 3
    assert len(fair.attending()) == 2
    assert len(fair.conflicts()) == 1
    page = soup(supervisor.get(entry))
    entered = page.select("section[aria-labelledby=entered] tbody tr")
    assert [row.b.text for row in entered] == ["Tono", "Sri Wahyuni"]
    supervisor.post(entered[0].select_one("a.link")["href"], reason="Salah centang")
    assert len(fair.attending()) == 1
    with fair.app.app_context():
        device = db.session.query(DoorDevice).filter_by(on_paper=True).one()
        assert device.revoked_at is None


@pytest.mark.sqlite_only
def test_a_time_at_which_the_door_was_shut_is_refused_and_ticks_are_kept(fair, phone, token, supervisor, entry):
    chosen = ticked(fair, "Sri Wahyuni")
    later = (clock.now() + timedelta(hours=1)).astimezone(fair_zone(fair)).strftime("%H:%M")

    refused = supervisor.post(entry, **choose(supervisor, entry, ticket=chosen, exact=later))
    empty = supervisor.post(entry, **choose(supervisor, entry))
    as_it_opens = soup(supervisor.get(entry)).select_one("select#quarter option")["value"]
    untimed = supervisor.post(entry, **choose(supervisor, entry, ticket=chosen) | {"quarter": as_it_opens})

    assert (refused.status_code, empty.status_code, untimed.status_code) == (422, 422, 422)
    assert [box["value"] for box in soup(refused).select("input[name=ticket][checked]")] == chosen
    assert fair.stored() == 0


def fair_zone(fair):
    with fair.app.app_context():
        return queries.get_event(fair.slug).zone.info


@pytest.mark.sqlite_only
def test_people_are_found_as_they_sound(fair, phone, supervisor, entry):
    for name in ("Soekarno", "Hj. Tjahjani", "Budi"):
        fair.ticket(name)

    names = [row.b.text for row in soup(supervisor.get(f"{entry}?q=cahyani")).select("label.choice")]

    assert names == ["Hj. Tjahjani"]
