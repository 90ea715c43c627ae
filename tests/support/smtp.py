"""A real SMTP server on loopback that keeps what it is given."""

from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from threading import Condition

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE_S = 60


class Mailbox:
    """Its `host` and `port` go into MAIL_SERVER and MAIL_PORT; `messages` are in the order of arrival."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.host, self.port = "127.0.0.1", 0
        self._arrival = Condition()

    def to(self, address: str) -> list[EmailMessage]:
        """The messages to one address."""
        return [message for message in self.messages if parseaddr(message["To"])[1] == address]

    def wait_for(self, address: str, number: int = 1) -> EmailMessage:
        """The first (second, …) message to an address, once the app's worker has sent it."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: len(self.to(address)) >= number, PATIENCE_S):
                raise AssertionError(f"{address} got {[message['Subject'] for message in self.to(address)]}")
            return self.to(address)[number - 1]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        with self._arrival:
            self.messages.append(message)
            self._arrival.notify_all()
        return "250 kept"


@contextmanager
def mailbox(box: Mailbox | None = None) -> Iterator[Mailbox]:
    """A mailbox (or the one given) that listens while the block runs, on a port that the system chose."""
    box = box or Mailbox()
    controller = _AnyPort(box, hostname=box.host, port=0)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()


class _AnyPort(Controller):
    """The stock controller greets its own port to see that it is up, and takes 0 for a port."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """The text (or with `kind="html"` the HTML) of a message."""
    part = message.get_body(preferencelist=(kind,))
    assert part is not None, f"no {kind} part"
    return str(part.get_content())


def attachment_of(message: EmailMessage, media_type: str) -> bytes:
    """The first attachment of a media type."""
    for part in message.iter_attachments():
        if part.get_content_type() == media_type:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return content
    raise AssertionError(f"no attachment of type {media_type}")
