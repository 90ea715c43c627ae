"""Mail: a message as Flask-Mail builds it, handed to the server of the settings."""

import smtplib
import threading
from email import charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr
from typing import Any, cast

from flask_mail import Mail
from flask_mail import Message as Mailing

from eventreg.core.carriers import Refused
from eventreg.core.config import Settings, current_settings
from eventreg.core.kinds import Rendered
from eventreg.core.messages import OutboxMessage
from eventreg.core.smtp import Line, Watch, connect, envelope_of, hand_over, name_of

mail = Mail()
MESSAGE_S = 240.0  # for all of a message: well below the time that a worker may hold it
PER_LINE = 100  # messages that one connection takes
_QUOTED = charset.Charset("utf-8")
_QUOTED.body_encoding = charset.QP


class Letter(Mailing):
    """In seven bits and short lines, which every server takes; without an envelope for what isn't attached."""

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        return MIMEText(text or "", subtype, _QUOTED)  # type: ignore[arg-type]

    def _message(self) -> MIMEBase:
        whole: MIMEBase = super()._message()
        if self.attachments or not self.alts:
            return whole
        inner: Any = whole.get_payload(0)
        for name, value in whole.items():
            if name.lower() not in {"content-type", "mime-version"}:
                inner[name] = value
        inner.policy = whole.policy
        return cast("MIMEBase", inner)


class Mailer:
    """The carrier of `Channel.EMAIL`. `keeps`: a worker's connection stays open from message to message."""

    def __init__(self) -> None:
        self.keeps = False
        self._kept = threading.local()

    def ready(self) -> bool:
        """Whether a mail server is set."""
        return bool(current_settings().mail_server)

    def carry(self, message: OutboxMessage, rendered: Rendered) -> None:
        """Hand a message to the mail server. Raises Refused, TryLater, ServerTrouble."""
        settings = current_settings()
        sender, recipient = sender_of(settings)[1], envelope_of(message.address)
        content = compose(message, rendered, settings).as_bytes()
        with Watch(MESSAGE_S) as watch:
            line = self._line(settings, watch)
            try:
                hand_over(line, watch, sender, recipient, content)
            except BaseException:
                line.end()
                raise
            line.messages += 1
            if self.keeps and line.messages < PER_LINE:
                self._kept.line = line
            else:
                line.end()

    def hang_up(self) -> None:
        """End the connection that was kept, if there is one."""
        line: Line | None = getattr(self._kept, "line", None)
        self._kept.line = None
        if line:
            line.end()

    def _line(self, settings: Settings, watch: Watch) -> Line:
        """The connection that was kept, if the server kept it as well, or a new one. Raises ServerTrouble."""
        line: Line | None = getattr(self._kept, "line", None)
        self._kept.line = None
        if line:
            try:
                line.guard(watch)
                line.wait(1)
                if line.rset()[0] == 250:
                    return line
            except (OSError, smtplib.SMTPException):
                pass
            line.end()
        return connect(settings, watch)


MAILER = Mailer()


def compose(message: OutboxMessage, rendered: Rendered, settings: Settings) -> Letter:
    """The mail: text and HTML of the same, and what is attached. Its Message-ID is the same at every attempt."""
    name, address = sender_of(settings)
    letter = Letter(
        subject=rendered.subject,
        recipients=[message.address],
        body=rendered.text,
        html=rendered.html,
        sender=formataddr((name or rendered.sender, address)),
        extra_headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "Content-Language": message.language,
            **rendered.headers,
        },
    )
    letter.msgId = f"<outbox-{message.id}-{message.created_at:%Y%m%d%H%M%S}@{name_of(settings)}>"
    for attachment in rendered.attachments:
        letter.attach(attachment.name, attachment.media_type, attachment.data)
    if letter.has_bad_headers():
        raise Refused("headers: a line break where none may be", is_address=False)
    return letter


def sender_of(settings: Settings) -> tuple[str, str]:
    """The sender's name, empty for the organisation's, and address."""
    name, address = parseaddr(settings.mail_default_sender)
    return settings.mail_sender_name or name, address
