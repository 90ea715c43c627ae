"""Deposits: nothing twice, nothing back before the booth is, and why not all of it."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from eventreg.accounts import queries as people
from eventreg.applications import service as applications
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import copying
from eventreg.onsite import deposits, handing, ledger, minutes, queries
from eventreg.onsite.handing import Facts
from eventreg.onsite.minutes import DepositState, Thing
from eventreg.onsite.rules import Way
from tests.factories.onsite import make_fair_at_work
from tests.factories.people import actor_of, make_person, sign_in
from tests.onsite.at_once import at_once
from tests.support.visitor import soup

AT_BOOTHS = "/staff/events/pekan-batik/at-the-booths"
LIST = f"{AT_BOOTHS}/deposits"


@pytest.fixture
def fair(app):
    """Two exhibitors of a fair that asks Rp200.000: event's id, codes and addresses."""
    with app.app_context(), unit_of_work():
        event, made = make_fair_at_work(2, deposit=200_000)
        return event.id, [(one.code, one.applicant.email) for one in made]


def take(event_id, code, receipt="KW-1", actor=SYSTEM):
    with unit_of_work():
        deposits.take(event_id, code, amount=200_000, receipt=receipt, actor=actor, now=clock.now())


def give_back(event_id, code, amount=200_000, *, withheld="", reference="TRF-9", now=None):
    about = {"withheld": withheld, "reference": reference, "actor": SYSTEM, "now": now or clock.now()}
    with unit_of_work():
        deposits.give_back(event_id, code, amount=amount, **about)


def hand(event_id, code, *ways):
    for way in ways:
        with unit_of_work():
            facts = Facts([Thing("Meja", 1 if way is Way.IN else 0)], exhibitor="Tono")
            handing.write(event_id, "a-01", code, way, facts, actor=SYSTEM, now=clock.now())


def state_of(event_id, code):
    found = {row.application.code: row.state for row in ledger.deposits(event_id, clock.now())}
    return found.get(code)


def told():
    return [
        row.kind
        for row in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        if row.kind.startswith("deposit")
    ]


# ---- The rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken_over", "back", "is_over", "may"),
    [
        ([], [], False, False),
        ([], [], True, True),
        ([1], [], True, False),
        ([1, 2], [1], True, False),
        ([1, 2], [2, 1], False, True),
    ],
)
def test_a_deposit_goes_back_once_every_booth_that_was_taken_over_is_back(taken_over, back, is_over, may):
    assert minutes.may_return(taken_over, back, is_over=is_over) is may


@pytest.mark.parametrize(
    ("back", "withheld", "reference", "refusal"),
    [
        (200_001, "", "TRF-9", minutes.MoreThanTaken),
        (-1, "Rusak", "TRF-9", minutes.MoreThanTaken),
        (150_000, " ", "TRF-9", minutes.WhyMissing),
        (200_000, "", " ", minutes.ProofMissing),
    ],
)
def test_what_goes_back_is_refused_where_it_is_too_much_or_unexplained(back, withheld, reference, refusal):
    with pytest.raises(refusal):
        minutes.check_return(200_000, back, withheld=withheld, reference=reference)


def test_nothing_given_back_takes_no_payment_but_a_reason():
    minutes.check_return(200_000, 0, withheld="Meja hilang", reference="")


# ---- Taken, held, given back -------------------------------------------------------------------------------


def test_a_deposit_goes_its_way_and_the_exhibitor_is_told_each_step(app, fair):
    event_id, [(code, _email), _other] = fair
    with app.app_context():
        assert state_of(event_id, code) is DepositState.UNPAID
        take(event_id, code)
        hand(event_id, code, Way.IN)
        assert state_of(event_id, code) is DepositState.HELD
        with pytest.raises(minutes.StillOut):
            give_back(event_id, code)
        hand(event_id, code, Way.OUT)
        assert state_of(event_id, code) is DepositState.TO_RETURN
        with pytest.raises(minutes.WhyMissing):
            give_back(event_id, code, 150_000)
        give_back(event_id, code, 150_000, withheld="Meja hilang")
        with pytest.raises(minutes.DepositSettled):
            give_back(event_id, code)

        assert state_of(event_id, code) is DepositState.SETTLED
        found = deposits.sums(ledger.deposits(event_id, clock.now()))
        assert (found.held, found.returned, found.withheld) == (0, 150_000, 50_000)
        assert told() == ["deposit_taken", "deposit_returned"]


def test_a_mistaken_mark_is_taken_back_step_by_step_with_a_reason(app, fair):
    event_id, [(code, _email), _other] = fair
    about = {"actor": SYSTEM, "now": clock.now()}
    with app.app_context():
        take(event_id, code)
        hand(event_id, code, Way.IN, Way.OUT)
        give_back(event_id, code)
        with pytest.raises(minutes.DepositSettled), unit_of_work():
            deposits.take_back(event_id, code, reason="Salah usaha", **about)
        with pytest.raises(minutes.WhyMissing), unit_of_work():
            deposits.reopen(event_id, code, reason=" ", **about)
        with unit_of_work():
            deposits.reopen(event_id, code, reason="Transfernya gagal", **about)
        assert state_of(event_id, code) is DepositState.TO_RETURN
        with unit_of_work():
            deposits.take_back(event_id, code, reason="Salah usaha", **about)
        assert state_of(event_id, code) is DepositState.UNPAID
        reasons = [row.reason for row in db.session.scalars(select(AuditEntry)) if row.action.startswith("deposit.")]
        assert [reason for reason in reasons if reason] == ["Transfernya gagal", "Salah usaha"]


def test_who_stepped_back_before_taking_a_booth_over_stays_in_the_list_and_gets_it_back(app, fair):
    event_id, [(code, email), _other] = fair
    with app.app_context():
        take(event_id, code)
        with unit_of_work():
            one = ledger.get_application(event_id, code)
            actor = actor_of(make_person(email))
            applications.withdraw(one.id, actor=actor, reason="Sakit", now=clock.now())
        assert state_of(event_id, code) is DepositState.TO_RETURN
        give_back(event_id, code)
        assert state_of(event_id, code) is DepositState.SETTLED


def test_who_never_came_gets_it_back_after_the_fair(app, fair):
    event_id, [(code, _email), _other] = fair
    with app.app_context():
        take(event_id, code)
        with pytest.raises(minutes.StillOut):
            give_back(event_id, code)
        after = ledger.get_application(event_id, code).event.ends_at + timedelta(minutes=1)
        give_back(event_id, code, now=after)


def test_nobody_takes_the_deposit_of_their_own_business(app, fair):
    event_id, [(code, email), _other] = fair
    with app.app_context():
        own = actor_of(people.find_person(email))
        with pytest.raises(minutes.TakesPart):
            take(event_id, code, actor=own)


@pytest.mark.databases("sqlite", "postgresql")
def test_of_two_treasurers_at_once_one_takes_it_and_one_gives_it_back(app, fair):
    event_id, [(code, _email), _other] = fair

    def deed(act):
        with app.app_context():
            act()

    taken = at_once(*[lambda: deed(lambda: take(event_id, code))] * 2)
    assert taken.count(minutes.AlreadyTaken) == 1
    with app.app_context():
        hand(event_id, code, Way.IN, Way.OUT)
    back = at_once(*[lambda: deed(lambda: give_back(event_id, code))] * 2)
    assert back.count(minutes.DepositSettled) == 1
    with app.app_context():
        assert told() == ["deposit_taken", "deposit_returned"]


# ---- Pages -------------------------------------------------------------------------------------------------


def test_the_treasurer_takes_it_and_the_exhibitor_reads_why_not_all_came_back(app, visitor, fair):
    event_id, [(code, email), (other, _email)] = fair
    treasurer, owner = sign_in(visitor(), "bendahara@contoh.id", Role.TREASURER), sign_in(visitor(), email)
    assert "Bayar uang jaminan Rp200.000" in owner.get(f"/me/applications/{code}").text
    assert 'value="Rp200.000"' in treasurer.get(f"{LIST}/{code}/payment").text
    refused = treasurer.post(f"{LIST}/{code}/payment", amount="Rp250.000", receipt="")
    assert refused.status_code == 422
    assert "Rp250.000" in refused.text
    assert treasurer.post(f"{LIST}/{code}/payment", amount="Rp200.000", receipt="KW-77").status_code == 302
    assert other not in treasurer.get(f"{LIST}?q=kw-77").text
    assert code not in treasurer.get(f"{LIST}?shown=unpaid").text
    own = owner.get(f"/me/applications/{code}/at-the-fair").text
    assert "KW-77" in own
    assert "Bayar uang jaminan" not in owner.get(f"/me/applications/{code}").text
    with app.app_context():
        hand(event_id, code, Way.IN, Way.OUT)
    assert "Meja: 1 kurang" in treasurer.get(f"{LIST}/{code}/return").text

    form = {"amount": "150000", "withheld": "Satu meja hilang.", "reference": "TRF-5"}
    for name in ("withheld", "reference"):
        lacking = treasurer.post(f"{LIST}/{code}/return", **form | {name: ""})
        assert soup(lacking).select_one(f"#{name}")["aria-invalid"] == "true"
    assert treasurer.post(f"{LIST}/{code}/return", **form).status_code == 302

    assert "Satu meja hilang." in owner.get(f"/me/applications/{code}/at-the-fair").text
    assert "Selesai" in treasurer.get(LIST).text
    file = treasurer.post(f"{LIST}/file")
    text = ZipFile(BytesIO(file.data)).read("xl/sharedStrings.xml").decode()
    assert "Satu meja hilang." in text


def test_who_works_at_the_booths_sees_deposits_and_marks_none(client, fair):
    _event_id, [(code, _email), _other] = fair
    volunteer = sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)

    page = volunteer.get(LIST).text
    assert code in page
    assert f"{LIST}/{code}/payment" not in page
    assert volunteer.post(f"{LIST}/{code}/payment", amount="1", receipt="1").status_code == 403


def test_organisers_settle_deposit_and_equipment_without_script_and_a_copy_has_them(app, client, fair):
    event_id, _made = fair
    organiser = sign_in(client, "panitia@contoh.id", Role.ORGANISER)
    path = f"{AT_BOOTHS}/settings"
    rows = {"deposit": "Rp150.000", "equipment-0-name": "Meja", "equipment-0-count": "1"}
    rows |= {"equipment-1-name": "Kursi", "equipment-1-count": "2"}
    fewer = organiser.post(path, **rows, remove="0").text
    assert 'value="Meja"' not in fewer
    assert 'value="Kursi"' in fewer
    twice = organiser.post(path, **rows, **{"equipment-2-name": "meja", "equipment-2-count": "3"})
    assert "dua kali" in twice.text
    nameless = organiser.post(path, **rows, **{"equipment-2-name": "", "equipment-2-count": "3"})
    assert nameless.status_code == 422

    assert organiser.post(path, **rows).status_code == 302

    with app.app_context():
        settings = queries.settings_of(event_id)
        assert (settings.deposit, [one["name"] for one in settings.equipment]) == (150_000, ["Meja", "Kursi"])
        with unit_of_work():
            day = clock.now().date() + timedelta(days=400)
            made = copying.copy(event_id, title="Lagi", first_day=day, batch="", actor=SYSTEM, now=clock.now())
        copied = queries.settings_of(made.id)
        assert (copied.deposit, copied.equipment) == (150_000, settings.equipment)
