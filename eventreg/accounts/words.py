"""What accounts says: names of the roles, and the sentences for its refusals."""

from flask_babel import LazyString

from eventreg.accounts import rules, trust
from eventreg.core.channels import Channel
from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.core.permissions import Role

ROLE_NAMES: dict[Role, LazyString] = {
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.ORGANISER: lazy("Organiser"),
    Role.CURATOR: lazy("Curator"),
    Role.COMMITTEE: lazy("Committee"),
    Role.TREASURER: lazy("Treasurer"),
    Role.EVALUATOR: lazy("Monitoring"),
    Role.DOOR_VOLUNTEER: lazy("Door volunteer"),
    Role.DOOR_SUPERVISOR: lazy("Door supervisor"),
    Role.AUDITOR: lazy("Auditor"),
}

CHANNEL_CHOICES: dict[Channel, LazyString] = {
    Channel.EMAIL: lazy("By e-mail"),
    Channel.WHATSAPP: lazy("By WhatsApp"),
    Channel.NOTICE: lazy("Only here, under “Messages”"),
}

CHANNEL_NOTES: dict[Channel, LazyString] = {
    Channel.EMAIL: lazy("At once, with tickets and papers attached."),
    Channel.WHATSAPP: lazy("Somebody of the committee sends it to your number. This can take a working day."),
    Channel.NOTICE: lazy("Nothing is sent: you look here yourself."),
}

ROLE_NOTES: dict[Role, LazyString] = {
    Role.ADMINISTRATOR: lazy("People and roles, the organisation, personal data, the audit trail"),
    Role.ORGANISER: lazy("Events, applications, the door, messages"),
    Role.CURATOR: lazy("Reads applications"),
    Role.COMMITTEE: lazy("Decides on applications"),
    Role.TREASURER: lazy("Reads applications and businesses, with identity numbers"),
    Role.EVALUATOR: lazy("Reads and registers businesses"),
    Role.DOOR_VOLUNTEER: lazy("Sees the event"),
    Role.DOOR_SUPERVISOR: lazy("Pairs phones and watches the door"),
    Role.AUDITOR: lazy("Reads everything but identity numbers, changes nothing"),
}

REFUSALS: dict[type[DomainError], LazyString] = {
    rules.NotAnAddress: lazy("This is not an e-mail address. Example: nama@contoh.id"),
    rules.TooManyRequests: lazy(
        "We have already sent many messages to this address. Wait an hour, and look for the newest in your spam folder."
    ),
    rules.LinkUnknown: lazy("This link is not complete, or it was never ours. Copy all of it from the e-mail."),
    rules.SignInUsed: lazy("This link and its code have already been used. Ask for a new message to sign in again."),
    rules.SignInExpired: lazy("Link and code are valid for 15 minutes, and these are over. Ask for a new message."),
    rules.HandoverUsed: lazy("This link has already been used: it opens one phone. Ask the committee for a new one."),
    rules.HandoverExpired: lazy("This link is no longer valid. Ask the committee for a new one."),
    rules.AddressLinkOver: lazy("This link is no longer valid. Enter the address once more on your account's page."),
    rules.HasAddress: lazy("This person has an e-mail address and signs in with it."),
    rules.HasRoles: lazy("This person belongs to the staff and signs in with e-mail and a second factor."),
    rules.TooManyTries: lazy("Five wrong codes: for your safety this message is no longer valid. Ask for a new one."),
    rules.TooManyCodes: lazy("Too many wrong codes were typed for this address. Press the link in the e-mail instead."),
    rules.NoCodeHere: lazy(
        "This browser did not ask for a code. Use the link in the e-mail, or ask for a new message."
    ),
    rules.WrongCode: lazy("This code is wrong. Look at the newest message. Tries left: %(left)s."),
    rules.NikNotDigits: lazy("A NIK has 16 digits and nothing else. Copy it from the KTP."),
    rules.NikLength: lazy("A NIK has 16 digits, this one has %(digits)s. Copy it from the KTP."),
    rules.NikDate: lazy(
        "Digits 7 to 12 of a NIK are the date of birth (for women, the day plus 40), and %(part)s is none. "
        "Compare them with the KTP."
    ),
    rules.NikSerial: lazy("The last four digits of a NIK are never 0000. Compare them with the KTP."),
    rules.BirthImpossible: lazy("Check the year: nobody can be born on this date."),
    rules.ReasonTooShort: lazy("Say why, in at least %(least)s characters. It is written into the audit trail."),
    rules.OwnRoles: lazy("Nobody changes their own roles. Ask another administrator."),
    rules.NeedsAddress: lazy("This person has no e-mail address, and staff sign in by e-mail."),
    rules.LastAdministrator: lazy("This is the last administrator. Make another one first."),
    rules.InvitationOver: lazy("This invitation is over. Ask an administrator for a new one."),
    rules.HasFactor: lazy("This person has a second factor. An invitation is needed only after a reset."),
    rules.NoFactor: lazy("This person has no second factor, so there is nothing to reset."),
    rules.ResetAsked: lazy("A reset has been asked for already. A second administrator must decide."),
    rules.ResetOver: lazy("This request is over: it was decided, or its seven days have passed. Ask again if needed."),
    rules.OwnReset: lazy("Nobody resets their own second factor. Two other administrators are needed."),
    rules.SameAdministrator: lazy("You asked for this reset yourself. Another administrator must decide."),
    trust.FactorWrong: lazy("This code is wrong or has been used. Wait for the next one. Tries left: %(left)s."),
    trust.FactorTriesUp: lazy("Five wrong codes: for your safety you are signed out. Sign in again."),
    trust.TooManyWrongFactors: lazy(
        "Too many wrong codes were typed for this account today. Use a passkey, or wait until tomorrow."
    ),
    trust.SessionOver: lazy("You have been signed out. Sign in again."),
    trust.EnrolmentClosed: lazy("Setting up a second factor needs an invitation. Ask an administrator."),
    trust.OfferOver: lazy("This page has become too old. Begin again."),
    trust.CodeMismatch: lazy(
        "This code does not fit. Check that the clock of the phone sets itself, and type the newest code."
    ),
    trust.PasskeyRefused: lazy("The passkey was not accepted. Try again, or use a code."),
    trust.LastFactor: lazy("Staff keep one second factor. Set up another one first."),
}
