"""How places are given: the way, how many for whom, and in which sessions. And visitors' places by day."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, SelectField

from eventreg.core.choices import SelectChoice
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _, format_datetime, lazy
from eventreg.core.inputs import needed
from eventreg.events import queries
from eventreg.events.forms.fields import Moment, WholeNumber
from eventreg.events.forms.sessions import id_of, local
from eventreg.events.forms.settings import SettingsForm
from eventreg.events.models import Event, EventSession
from eventreg.events.reading import GROUPS, WAYS
from eventreg.events.rules import (
    DISTRICT,
    Admission,
    FixedByApplications,
    LimitBelowTaken,
    QuotaKind,
    SessionBelowTaken,
    VisitorsBelowRegistered,
)
from eventreg.events.words import crafts
from eventreg.events.writing import QuotaDetails, SessionDetails, sessions_of

SPARE_ROWS = 2
MOST_PLACES = 10_000


class SessionPlacesForm(Form):
    """The places of one session, by its number."""

    key = HiddenField()
    quota = WholeNumber("", least=1, most=MOST_PLACES)


class RowForm(Form):
    """A row that counts once somebody is chosen in it or a number is written."""

    key = HiddenField()
    whom = SelectField("", coerce=str, default="", validate_choice=True)
    places = WholeNumber(lazy("Places"), least=1, most=MOST_PLACES)

    @property
    def is_spare(self) -> bool:
        """Whether the row says nothing."""
        return not self.whom.data and not self.places.given

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_spare:
            for field in self:
                field.errors = []
            return True
        right = super().validate(extra_validators)
        if not self.whom.data:
            self.whom.errors = [_("Choose for whom.")]
        if self.places.data is None and not self.places.errors:
            self.places.errors = [_("Say how many places, or leave the whole row empty.")]
        return right and not self.whom.errors and not self.places.errors


class LimitForm(RowForm):
    """No more than so many of a craft."""

    whom = SelectField(lazy("Craft"), coerce=str, default="")


class ReserveForm(RowForm):
    """So many places are kept for a group, until a moment."""

    whom = SelectField(lazy("Group"), coerce=str, default="")
    falls_back = Moment(lazy("Kept until"))

    def validate(self, extra_validators: Any = None) -> bool:
        right = super().validate(extra_validators)
        if not self.is_spare and self.falls_back.data is None and not self.falls_back.errors:
            self.falls_back.errors = [_("Say when places that are left go to all.")]
            return False
        return right


class PlacesForm(SettingsForm):
    """How places are given. Rows without a choice count for nothing."""

    PLAIN = ("admission", "quota", "passes", "choose_sessions")

    admission = RadioField(lazy("Who decides"), choices=[SelectChoice(*way) for way in WAYS.items()], coerce=Admission)
    quota = WholeNumber(
        lazy("Places"), least=1, most=MOST_PLACES, validators=[needed(lazy("Say how many places there are."))]
    )
    counted = RadioField(
        lazy("What takes a place"),
        choices=[
            SelectChoice("business", lazy("Each business, however many people it sends")),
            SelectChoice("person", lazy("Each person who comes")),
        ],
    )
    passes = WholeNumber(
        lazy("People that a business may send"),
        least=1,
        most=5,
        validators=[needed(lazy("Say how many people a business may send."))],
    )
    choose_sessions = BooleanField(lazy("Applicants choose the sessions that they come to"))
    session_places = FieldList(FormField(SessionPlacesForm))
    limits = FieldList(FormField(LimitForm))
    reserves = FieldList(FormField(ReserveForm))

    @classmethod
    def shown(cls, event: Event) -> dict[str, Any]:
        limits = [row for row in event.quotas if row.kind is QuotaKind.LIMIT]
        reserves = [row for row in event.quotas if row.kind is QuotaKind.RESERVE]
        return {
            "counted": "person" if event.counts_people else "business",
            "session_places": [{"key": str(row.id), "quota": row.quota} for row in event.sessions],
            "limits": [
                {"key": str(row.id), "whom": row.category.code if row.category else "", "places": row.places}
                for row in limits
            ],
            "reserves": [
                {
                    "key": str(row.id),
                    "whom": row.group,
                    "places": row.places,
                    "falls_back": local(row.falls_back_at, event.zone) if row.falls_back_at else None,
                }
                for row in reserves
            ],
        }

    def prepare(self) -> None:
        if not self.is_submitted():
            self.add_rows()
        categories = [("", _("Choose a craft")), *crafts(queries.categories())]
        groups = [("", _("Choose a group")), *((code, str(name)) for code, name in GROUPS.items())]
        groups += [(DISTRICT + code, _("Businesses in %(region)s", region=name)) for code, name in queries.districts()]
        for limit in self.limits:
            limit.form.whom.choices = [SelectChoice(*choice) for choice in categories]
        for reserve in self.reserves:
            reserve.form.whom.choices = [SelectChoice(*choice) for choice in groups]

    def add_rows(self) -> None:
        """Offer some more empty rows."""
        for _number in range(SPARE_ROWS):
            self.limits.append_entry()
            self.reserves.append_entry({"falls_back": self.usual_fallback()})

    def usual_fallback(self) -> datetime:
        """When reserves fall back unless staff say otherwise: when applications close, or a day before the event."""
        latest = self.event.starts_at - timedelta(days=1)
        return local(min(self.event.closes_at, latest), self.event.zone)

    def values(self) -> dict[str, Any]:
        return super().values() | {"counts_people": self.counted.data == "person"}

    def session_details(self) -> list[SessionDetails]:
        wanted = {id_of(row.form.key.data or ""): row.form.quota.data for row in self.session_places}
        return [replace(row, quota=wanted.get(row.id, row.quota)) for row in sessions_of(self.event)]

    def quota_details(self) -> list[QuotaDetails]:
        ids = {category.code: category.id for category in queries.categories()}
        rows: list[dict[str, Any]] = [entry.form.data for entry in self.limits if not entry.form.is_spare]
        limits = [
            QuotaDetails(QuotaKind.LIMIT, row["places"], category_id=ids[row["whom"]], id=id_of(row["key"] or ""))
            for row in rows
        ]
        rows = [entry.form.data for entry in self.reserves if not entry.form.is_spare]
        reserves = [
            QuotaDetails(
                QuotaKind.RESERVE,
                row["places"],
                group=row["whom"],
                falls_back_at=row["falls_back"].replace(tzinfo=self.event.zone.info),
                id=id_of(row["key"] or ""),
            )
            for row in rows
        ]
        return limits + reserves

    def session_of(self, key: str) -> str:
        """What a row of `session_places` is about."""
        return next((name_of(row) for row in self.event.sessions if str(row.id) == key), "")

    def blame(self, error: DomainError, words: str) -> bool:
        """Put a refusal beside the row or the choice that it is about; whether there is one."""
        if isinstance(error, FixedByApplications):
            name = error.details["field"]
            self["counted" if name == "counts_people" else name].errors = [words]
            return True
        rows, field = self._row_of(error)
        if field is None:
            return False
        field.errors = [words]
        rows.errors = [row.errors for row in rows]
        return True

    def _row_of(self, error: DomainError) -> tuple[Any, Any]:
        if isinstance(error, SessionBelowTaken):
            wanted = error.details["session_id"]
            found = (row.form.quota for row in self.session_places if id_of(row.form.key.data or "") == wanted)
            return self.session_places, next(found, None)
        if isinstance(error, LimitBelowTaken):
            codes = {category.code: category.id for category in queries.categories()}
            wanted = error.details["category_id"]
            found = (row.form.places for row in self.limits if codes.get(row.form.whom.data or "") == wanted)
            return self.limits, next(found, None)
        return None, None


class VisitorsForm(SettingsForm):
    """Free registration for visitors, by day."""

    PLAIN = ("visitors_open", "party_limit")

    visitors_open = BooleanField(lazy("Visitors may register and get a free ticket"))
    party_limit = WholeNumber(
        lazy("People in one registration"),
        least=1,
        most=200,
        validators=[needed(lazy("Say how many people one registration may be for."))],
    )
    session_places = FieldList(FormField(SessionPlacesForm))

    @classmethod
    def shown(cls, event: Event) -> dict[str, Any]:
        return {"session_places": [{"key": str(row.id), "quota": row.visitor_quota} for row in event.sessions]}

    def session_details(self) -> list[SessionDetails]:
        wanted = {id_of(row.form.key.data or ""): row.form.quota.data for row in self.session_places}
        return [replace(row, visitor_quota=wanted.get(row.id, row.visitor_quota)) for row in sessions_of(self.event)]

    def blame(self, error: DomainError, words: str) -> bool:
        """Put a refusal beside the day that it is about; whether there is one."""
        for row in self.session_places if isinstance(error, VisitorsBelowRegistered) else ():
            if id_of(row.form.key.data or "") == error.details["session_id"]:
                row.form.quota.errors = [words]
                self.session_places.errors = [one.errors for one in self.session_places]
                return True
        return False

    def session_of(self, key: str) -> str:
        """What a row of `session_places` is about."""
        return next((name_of(row) for row in self.event.sessions if str(row.id) == key), "")


def name_of(session: EventSession) -> str:
    """`Senin, 1 Desember 2026 pukul 09.00 WIB, Sesi pagi`."""
    when = format_datetime(session.starts_at, session.event.zone)
    return f"{when}, {session.title}" if session.title else when
