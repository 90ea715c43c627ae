"""A connection to a mail server whose certificate is checked and whose every step has an end.

Flask-Mail's own checks no certificate and waits for ever. Here each answer may take `patience` seconds, and all that is
done under one `Watch` together no longer than it says, however slowly a server dribbles.

What a server answers becomes one of three things: this address never, this message later, or nobody's fault, so that
all rest. Words for staff begin with a code that `messaging/words.py` puts into a sentence.
"""

import os
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from eventreg.core.carriers import Refused, ServerTrouble, TryLater
from eventreg.core.config import Settings

BLOCK = 65_536  # bytes that must get through within one answer's time
FAREWELL_S = 2.0
LAST_WORD = 4  # times as long for the answer to a whole message: who hangs up too early sends it twice
_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
Answer = tuple[int, bytes]


class Watch:
    """Cuts a connection off when its time is up; a context manager."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._guarded: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Watch":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for twin in self._guarded:
            twin.close()

    def guard(self, connection: socket.socket) -> None:
        """Cut this one off as well. Raises TimeoutError when it is too late already."""
        self._guarded.append(socket.socket(fileno=os.dup(connection.fileno())))  # TLS takes the original away
        self.check()

    def check(self) -> None:
        """Raises TimeoutError when time is up, also for who slept over it."""
        if time.monotonic() >= self._until:
            self._cut()
            raise TimeoutError("took too long altogether")

    def _cut(self) -> None:
        for twin in self._guarded:
            with suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)


class Line(smtplib.SMTP):
    """A connection to the server of the settings, greeted but not yet secured. Raises what smtplib raises."""

    def __init__(self, settings: Settings, watch: Watch) -> None:
        self._settings, self._watch, self.messages = settings, watch, 0
        super().__init__(
            settings.mail_server, settings.mail_port, local_hostname=name_of(settings), timeout=settings.mail_timeout
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        try:
            self._watch.guard(plain)
            return context().wrap_socket(plain, server_hostname=host) if self._settings.mail_use_ssl else plain
        except BaseException:
            plain.close()
            raise

    def guard(self, watch: Watch) -> None:
        """Let this watch cut it off from now on. Raises smtplib.SMTPServerDisconnected, TimeoutError."""
        watch.guard(self._open())

    def _open(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("closed")
        return self.sock

    def secure(self) -> None:
        """Encrypt it, where the settings say so. Raises ssl.SSLError, smtplib.SMTPException."""
        self.ehlo_or_helo_if_needed()
        if self._settings.mail_use_tls and not self._settings.mail_use_ssl:
            code, answer = self.starttls(context=context())
            if code != 220:
                raise smtplib.SMTPNotSupportedError(f"STARTTLS was answered with {code} {said(answer)}")
            self.ehlo_or_helo_if_needed()

    def sign_in(self) -> None:
        """Say who we are, where the settings say so. Raises smtplib.SMTPException."""
        if self._settings.mail_username:
            self.login(self._settings.mail_username, self._settings.mail_password)

    def wait(self, times: int) -> None:
        """Be so many times as patient with the next answers."""
        self._open().settimeout(self._settings.mail_timeout * times)

    def give(self, content: bytes) -> None:
        """Send all of it, in blocks that each have their time. Raises OSError."""
        for start in range(0, len(content), BLOCK):
            self._open().sendall(content[start : start + BLOCK])

    def end(self) -> None:
        """Take leave, whatever the server thinks of it."""
        with suppress(OSError, smtplib.SMTPException, ValueError):
            self._open().settimeout(FAREWELL_S)
            self.quit()
        self.close()


def context() -> ssl.SSLContext:
    """Certificates that the machine trusts (`SSL_CERT_FILE` names others), for the name that was asked for."""
    return ssl.create_default_context()


def name_of(settings: Settings) -> str:
    """What we call ourselves to mail servers: the host of the public address."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    return f"[{host}]" if host.replace(".", "").isdigit() else host


def said(answer: Any) -> str:
    """A server's answer as one line of text."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(text.split())[:300]


def connect(settings: Settings, watch: Watch) -> Line:
    """A connection on which messages can be handed over. Raises ServerTrouble."""
    with _in_words("unreachable"):
        line = Line(settings, watch)
    try:
        with _in_words("tls"):
            line.secure()
        with _in_words("sign_in"):
            line.sign_in()
    except BaseException:
        line.end()
        raise
    return line


@contextmanager
def _in_words(step: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise ServerTrouble(f"certificate: {error.verify_message}") from error
    except smtplib.SMTPResponseException as error:
        raise ServerTrouble(f"{step}: {error.smtp_code} {said(error.smtp_error)}") from error
    except TimeoutError as error:
        raise ServerTrouble(f"silent: {step}") from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        kind = f"silent: {step}" if "timed out" in str(error) else f"{step}: {said(error)}"
        raise ServerTrouble(kind) from error


def envelope_of(address: str) -> str:
    """An address as every server takes it. Raises Refused for what is none, and for letters that few take before @."""
    local, _, domain = address.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else address
    except UnicodeError as error:
        raise Refused("address: no such domain can be") from error
    if not local or not plain.isascii() or re.search(r"[\s<>\x00-\x1f]", plain):
        raise Refused("address: no mail server takes it")
    return plain


# ---- The conversation ---------------------------------------------------------------------------


def hand_over(line: Line, watch: Watch, sender: str, recipient: str, content: bytes) -> None:
    """From MAIL to the answer after the last dot. Raises Refused, TryLater, ServerTrouble."""
    step = "MAIL"
    try:
        _expect_sender(line.mail(sender))
        step = "RCPT"
        _expect_recipient(line.rcpt(recipient))
        step = "DATA"
        line.putcmd("DATA")
        _expect_content(line.getreply(), 354)
        line.give(_dotted(content))
        step = "the end"
        watch.check()
        line.wait(LAST_WORD)
        line.give(b".\r\n")
        _expect_content(line.getreply(), 250)
    except (TimeoutError, smtplib.SMTPServerDisconnected) as error:
        kind = "silent" if isinstance(error, TimeoutError) or "timed out" in str(error) else "broken"
        raise ServerTrouble(f"{kind}: {step}", at_message=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise ServerTrouble(f"broken: {step}", at_message=True) from error


def _expect_sender(answer: Answer) -> None:
    """What is said to the sender is said to all messages."""
    code, text = answer
    if code // 100 != 2:
        raise ServerTrouble(f"sender: {code} {said(text)}")


def _expect_recipient(answer: Answer) -> None:
    code, text = answer
    if code // 100 == 2:
        return
    status = _status(text)
    words = f"{code} {said(text)}"
    if code == 421:
        raise ServerTrouble(f"busy: {code}", at_message=True)
    if code < 500 or code == 552 or status.startswith("5.2.2"):
        raise TryLater(f"later: {words}")
    if code == 530 or status.startswith("5.7.") or b"relay" in text.lower():
        raise ServerTrouble(f"policy: {code} {status}", at_message=True)
    if _is_about_address(code, status):
        raise Refused(f"address: {words}")
    raise Refused(f"refused: {words}", is_address=False)


def _expect_content(answer: Answer, wanted: int) -> None:
    code, text = answer
    if code == wanted:
        return
    words, status = f"{code} {said(text)}", _status(text)
    if code == 421 or code < 400:
        raise ServerTrouble(f"busy: {code}", at_message=True)
    if code < 500:
        raise TryLater(f"later: {words}")
    if status.startswith("5.1."):
        raise Refused(f"address: {words}")
    raise Refused(f"refused: {words}", is_address=False)


def _status(text: bytes) -> str:
    """The enhanced status (RFC 3463) in an answer, empty without one."""
    found = _ENHANCED.search(text.decode("utf-8", "replace"))
    return found.group(1) if found else ""


def _is_about_address(code: int, status: str) -> bool:
    """Whether nobody is reached there, whatever is sent."""
    return status.startswith(("5.1.", "5.2.1")) if status else code in {550, 551, 553}


def _dotted(content: bytes) -> bytes:
    """The content as it travels: a line that begins with a dot gets another, and the last one ends."""
    dotted = re.sub(rb"(?m)^\.", b"..", content)
    return dotted if dotted.endswith(b"\r\n") else dotted + b"\r\n"
