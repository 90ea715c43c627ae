"""Who may do what: one table of roles and permissions. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What can be allowed, `scope:resource:action`, in alphabetical order.

    `shell:…` is held by no role: it takes the machine itself.
    """

    APP_OPERATE = "shell:app:operate"
    APPLICATION_DECIDE = "staff:application:decide"
    APPLICATION_READ = "staff:application:read"
    AUDIT_READ = "staff:audit:read"
    BOOTHPLAN_APPROVE = "staff:boothplan:approve"
    BOOTHPLAN_MANAGE = "staff:boothplan:manage"
    BOOTHPLAN_READ = "staff:boothplan:read"
    BUSINESS_MERGE = "staff:business:merge"
    BUSINESS_READ = "staff:business:read"
    BUSINESS_REGISTER = "staff:business:register"
    CATALOGUE_MANAGE = "staff:catalogue:manage"
    CONSENT_MANAGE = "staff:consent:manage"
    CURATION_MANAGE = "staff:curation:manage"
    DOOR_MANAGE = "staff:door:manage"
    EVENT_MANAGE = "staff:event:manage"
    EVENT_READ = "staff:event:read"
    FEE_MANAGE = "staff:fee:manage"
    FLOORPLAN_MANAGE = "staff:floorplan:manage"
    IDENTITY_READ = "staff:identity:read"
    IMPORT_RUN = "staff:import:run"
    INCIDENT_MANAGE = "staff:incident:manage"
    LETTER_MANAGE = "staff:letter:manage"
    LETTER_READ = "staff:letter:read"
    MEETING_HOLD = "staff:meeting:hold"
    MESSAGE_MANAGE = "staff:message:manage"
    ONSITE_MANAGE = "staff:onsite:manage"
    ONSITE_READ = "staff:onsite:read"
    ONSITE_WORK = "staff:onsite:work"
    ORGANISATION_MANAGE = "staff:organisation:manage"
    OUTBOX_MANAGE = "staff:outbox:manage"
    OUTBOX_READ = "staff:outbox:read"
    OUTBOX_RESEND = "staff:outbox:resend"
    OWN_ACCOUNT = "self:account:manage"
    OWN_APPLICATION = "self:application:manage"
    OWN_BUSINESS = "self:business:manage"
    OWN_DATA = "self:data:manage"
    OWN_SESSION = "self:session:manage"
    PAPER_VERIFY = "staff:paper:verify"
    PEOPLE_MANAGE = "staff:people:manage"
    PEOPLE_READ = "staff:people:read"
    REQUEST_HANDLE = "staff:request:handle"
    RETENTION_MANAGE = "staff:retention:manage"
    REVIEW_READ = "staff:review:read"
    REVIEW_WRITE = "staff:review:write"
    WAITLIST_MANAGE = "staff:waitlist:manage"


class Role(StrEnum):
    """The roles of a council's people, for the whole organisation or for one event."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    CURATOR = "curator"
    COMMITTEE = "committee"
    TREASURER = "treasurer"
    EVALUATOR = "evaluator"
    DOOR_VOLUNTEER = "door_volunteer"
    DOOR_SUPERVISOR = "door_supervisor"
    AUDITOR = "auditor"


P = Permission
EVERYONE_SIGNED_IN = frozenset({P.OWN_ACCOUNT, P.OWN_APPLICATION, P.OWN_BUSINESS, P.OWN_DATA, P.OWN_SESSION})
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            P.APPLICATION_READ,
            P.AUDIT_READ,
            P.BOOTHPLAN_MANAGE,
            P.BOOTHPLAN_READ,
            P.BUSINESS_MERGE,
            P.BUSINESS_READ,
            P.BUSINESS_REGISTER,
            P.CATALOGUE_MANAGE,
            P.CONSENT_MANAGE,
            P.CURATION_MANAGE,
            P.DOOR_MANAGE,
            P.EVENT_MANAGE,
            P.EVENT_READ,
            P.FLOORPLAN_MANAGE,
            P.IDENTITY_READ,
            P.IMPORT_RUN,
            P.INCIDENT_MANAGE,
            P.LETTER_MANAGE,
            P.LETTER_READ,
            P.MEETING_HOLD,
            P.MESSAGE_MANAGE,
            P.ONSITE_MANAGE,
            P.ONSITE_READ,
            P.ONSITE_WORK,
            P.ORGANISATION_MANAGE,
            P.OUTBOX_MANAGE,
            P.OUTBOX_READ,
            P.OUTBOX_RESEND,
            P.PAPER_VERIFY,
            P.PEOPLE_MANAGE,
            P.PEOPLE_READ,
            P.REQUEST_HANDLE,
            P.RETENTION_MANAGE,
            P.REVIEW_READ,
            P.WAITLIST_MANAGE,
        }
    ),
    Role.ORGANISER: frozenset(
        {
            P.APPLICATION_READ,
            P.BOOTHPLAN_MANAGE,
            P.BOOTHPLAN_READ,
            P.BUSINESS_MERGE,
            P.BUSINESS_READ,
            P.BUSINESS_REGISTER,
            P.CATALOGUE_MANAGE,
            P.CURATION_MANAGE,
            P.DOOR_MANAGE,
            P.EVENT_MANAGE,
            P.EVENT_READ,
            P.FLOORPLAN_MANAGE,
            P.IMPORT_RUN,
            P.LETTER_MANAGE,
            P.LETTER_READ,
            P.MEETING_HOLD,
            P.MESSAGE_MANAGE,
            P.ONSITE_MANAGE,
            P.ONSITE_READ,
            P.ONSITE_WORK,
            P.OUTBOX_MANAGE,
            P.OUTBOX_READ,
            P.OUTBOX_RESEND,
            P.PAPER_VERIFY,
            P.REVIEW_READ,
            P.WAITLIST_MANAGE,
        }
    ),
    Role.CURATOR: frozenset({P.APPLICATION_READ, P.EVENT_READ, P.REVIEW_READ, P.REVIEW_WRITE}),
    Role.COMMITTEE: frozenset(
        {
            P.APPLICATION_DECIDE,
            P.APPLICATION_READ,
            P.BOOTHPLAN_APPROVE,
            P.BOOTHPLAN_MANAGE,
            P.BOOTHPLAN_READ,
            P.EVENT_READ,
            P.LETTER_READ,
            P.MEETING_HOLD,
            P.ONSITE_READ,
            P.REVIEW_READ,
            P.REVIEW_WRITE,
            P.WAITLIST_MANAGE,
        }
    ),
    Role.TREASURER: frozenset(
        {
            P.APPLICATION_READ,
            P.BOOTHPLAN_READ,
            P.BUSINESS_READ,
            P.EVENT_READ,
            P.FEE_MANAGE,
            P.IDENTITY_READ,
            P.LETTER_READ,
            P.ONSITE_READ,
        }
    ),
    Role.EVALUATOR: frozenset({P.APPLICATION_READ, P.BUSINESS_READ, P.BUSINESS_REGISTER, P.EVENT_READ, P.PAPER_VERIFY}),
    Role.DOOR_VOLUNTEER: frozenset({P.EVENT_READ, P.ONSITE_READ, P.ONSITE_WORK}),
    Role.DOOR_SUPERVISOR: frozenset({P.DOOR_MANAGE, P.EVENT_READ, P.ONSITE_READ, P.ONSITE_WORK}),
    Role.AUDITOR: frozenset(
        {
            P.APPLICATION_READ,
            P.AUDIT_READ,
            P.BOOTHPLAN_READ,
            P.BUSINESS_READ,
            P.EVENT_READ,
            P.LETTER_READ,
            P.ONSITE_READ,
            P.OUTBOX_READ,
            P.PEOPLE_READ,
            P.REVIEW_READ,
        }
    ),
}

REVIEWING_ROLES = frozenset({Role.CURATOR, Role.COMMITTEE})
TELLS_NAMES = frozenset(
    {
        P.APPLICATION_DECIDE,
        P.APPLICATION_READ,
        P.BOOTHPLAN_APPROVE,
        P.BOOTHPLAN_MANAGE,
        P.BOOTHPLAN_READ,
        P.LETTER_READ,
        P.ONSITE_READ,
        P.WAITLIST_MANAGE,
    }
)
"""What shows who applies: withheld from those who review without seeing names."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with roles, or nobody yet (`ANONYMOUS`), or the app itself (`SYSTEM`).

    `roles` pairs a role with the id of the event that it is for, None for the whole organisation.
    `business_ids` are those that the person acts for. `blind`: the events that they review, for the time being, without
    seeing names: there their reviewing roles allow nothing that tells them. `device_id`: the phone at the door by which
    it was done, whoever held it.
    """

    person_id: int | None
    name: str = ""
    roles: frozenset[tuple[Role, int | None]] = frozenset()
    business_ids: frozenset[int] = frozenset()
    blind: frozenset[int] = frozenset()
    device_id: int | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether we know who it is."""
        return self.person_id is not None

    @property
    def is_staff(self) -> bool:
        """Whether any role is held."""
        return bool(self.roles)

    def may(self, permission: Permission, event_id: int | None = None) -> bool:
        """Whether the actor holds the permission everywhere or for this event."""
        if permission in EVERYONE_SIGNED_IN:
            return self.is_signed_in
        return any(
            permission in ROLE_PERMISSIONS[role] and not self._is_blind(role, permission, event_id)
            for role, where in self.roles
            if where is None or where == event_id
        )

    def events_except(self, permission: Permission) -> frozenset[int]:
        """The ids of the events among `events_where` for which the permission is withheld for the time being."""
        return frozenset(event_id for event_id in self.blind if not self.may(permission, event_id))

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether the actor holds the permission for any event: enough to open a list, which is then scoped."""
        return self.may(permission) or any(permission in ROLE_PERMISSIONS[role] for role, _ in self.roles)

    def events_where(self, permission: Permission) -> frozenset[int] | None:
        """The ids of the events for which the actor holds the permission; None for every event."""
        if self.may(permission):
            return None
        return frozenset(
            where for role, where in self.roles if where is not None and permission in ROLE_PERMISSIONS[role]
        )

    def roles_at(self, event_id: int) -> frozenset[Role]:
        """The roles held for an event, those for the whole organisation included."""
        return frozenset(role for role, where in self.roles if where is None or where == event_id)

    def _is_blind(self, role: Role, permission: Permission, event_id: int | None) -> bool:
        return role in REVIEWING_ROLES and permission in TELLS_NAMES and event_id in self.blind


ANONYMOUS = Actor(person_id=None)
SYSTEM = Actor(person_id=None, name="system")


def roles_from(grants: Iterable[tuple[str, int | None]]) -> frozenset[tuple[Role, int | None]]:
    """Stored grants as roles; a role that this version no longer knows grants nothing."""
    known = set(Role)
    return frozenset((Role(name), event_id) for name, event_id in grants if name in known)
