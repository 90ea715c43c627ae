"""Mail over SMTP."""

import smtplib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask_mail import Mail
from flask_mail import Message as Mailing

from eventreg.core.carriers import Refused, ServerTrouble, TryLater
from eventreg.core.config import current_settings

if TYPE_CHECKING:
    from eventreg.core.outbox import OutboxMessage, Rendered

mail = Mail()


class Mailer:
    """The carrier of `Channel.EMAIL`."""

    def ready(self) -> bool:
        """Whether a mail server is set."""
        return bool(current_settings().mail_server)

    def carry(self, message: "OutboxMessage", rendered: "Rendered") -> None:
        """Hand a message to the mail server. Raises Refused, TryLater, ServerTrouble."""
        try:
            mailing = Mailing(subject=rendered.subject, recipients=[message.address], body=rendered.text)
            mailing.html = rendered.html
            mailing.msgId = f"<outbox-{message.id}@{urlsplit(current_settings().base_url).hostname}>"
            for attachment in rendered.attachments:
                mailing.attach(attachment.name, attachment.media_type, attachment.data)
            mail.send(mailing)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            kind = Refused if all(code >= 500 for code in codes) else TryLater
            raise kind(f"refused by the mail server: {codes}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise ServerTrouble(f"{type(error).__name__}: {error}"[:500], at_message=True) from error
