"""A mail server on loopback that does what real ones do on bad days: what it is told, step by step."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

HANG = "(says nothing)"
DROP = "(hangs up)"
DRIBBLE = "(many lines that begin its usual answer, and the last one late)"
Answers = Callable[[str], str]


@dataclass
class BadServer:
    """Its next answers are in `plan`, by step: greeting, EHLO, MAIL, RCPT, DATA, middle, end; each is used up once.

    An answer is what it says, or HANG, DROP, DRIBBLE. "keep " before it at the end: the message was taken all the same.
    `always` holds those that are never used up. `messages` are those taken, `talks` what was said on each connection.
    """

    host: str = "127.0.0.1"
    port: int = 0
    plan: list[tuple[str, str]] = field(default_factory=list)
    always: dict[str, str] = field(default_factory=dict)
    extensions: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    is_tls_from_the_start: bool = False
    users: dict[str, str] = field(default_factory=dict)
    messages: list[EmailMessage] = field(default_factory=list)
    talks: list[list[str]] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    def then(self, step: str, answer: str) -> "BadServer":
        """Give this answer at the next such step."""
        self.plan.append((step, answer))
        return self

    def ids(self, address: str) -> list[str]:
        """The Message-IDs of what was taken for an address."""
        return [message["Message-ID"] for message in self.messages if parseaddr(message["To"])[1] == address]

    def answer(self, step: str, usual: str) -> str:
        for number, (at, said) in enumerate(self.plan):
            if at == step:
                del self.plan[number]
                return said
        return self.always.get(step, usual)


class _Gone(Exception):
    pass


class _Talk:
    """One connection."""

    def __init__(self, server: BadServer, connection: socket.socket) -> None:
        self.server, self.connection = server, connection
        self.lines: list[str] = []
        self.rest = b""
        server.talks.append(self.lines)

    def run(self) -> None:
        self.say("greeting", "220 bad.test")
        while True:
            words = self.line().split()
            verb = words[0].upper() if words else ""
            self.lines.append(verb)
            match verb:
                case "EHLO":
                    offered = [*self.server.extensions, *(["STARTTLS"] if self.plain_but_could_be_secret() else [])]
                    self.say("EHLO", "\r\n".join(["250-bad.test", *(f"250-{one}" for one in offered), "250 HELP"]))
                case "STARTTLS":
                    self.say("STARTTLS", "220 go on")
                    assert self.server.tls
                    self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
                case "AUTH":
                    self.say("AUTH", "235 welcome")
                case "MAIL" | "RCPT" | "RSET" | "NOOP":
                    self.say(verb, "250 fine")
                case "DATA":
                    self.take()
                case "QUIT":
                    self.say("QUIT", "221 bye")
                    return
                case _:
                    self.say("unknown", "500 what?")

    def plain_but_could_be_secret(self) -> bool:
        return self.server.tls is not None and not isinstance(self.connection, ssl.SSLSocket)

    def take(self) -> None:
        if not self.say("DATA", "354 go on").startswith("354"):
            return
        middle = self.server.answer("middle", "")
        if middle:
            self.connection.recv(64)
            self.do(middle, "")
        lines = []
        while (line := self.line()) != ".":
            lines.append(line[1:] if line.startswith(".") else line)
        said = self.server.answer("end", "250 kept")
        if said.startswith(("250", "keep ")):
            message = message_from_bytes("\r\n".join([*lines, ""]).encode(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.server.messages.append(message)
        self.do(said.removeprefix("keep "), "250 kept")

    def say(self, step: str, usual: str) -> str:
        said = self.server.answer(step, usual)
        self.do(said, usual)
        return said

    def do(self, said: str, usual: str) -> None:
        if said in {HANG, DROP, DRIBBLE}:
            self.server.reached.set()
        if said == DROP:
            raise _Gone
        if said == DRIBBLE:
            self.dribble(usual)
            return
        while said == HANG:
            if self.server._over.wait(0.2):
                raise _Gone
            self.connection.settimeout(0.01)
            with suppress(TimeoutError):
                if not self.connection.recv(1):
                    raise _Gone
        self.connection.sendall(f"{said}\r\n".encode())

    def dribble(self, words: str) -> None:
        for _line in range(30):
            if self.server._over.wait(0.2):
                raise _Gone
            self.connection.sendall(f"{words[:3]}-wait\r\n".encode())
        self.connection.sendall(f"{words}\r\n".encode())

    def line(self) -> str:
        while b"\r\n" not in self.rest:
            got = self.connection.recv(65_536)
            if not got:
                raise _Gone
            self.rest += got
        line, _, self.rest = self.rest.partition(b"\r\n")
        return line.decode()


@contextmanager
def bad_server() -> Iterator[BadServer]:
    """Listens while the block runs, on a port that the system chose; each connection has a thread."""
    server = BadServer()
    with socket.create_server((server.host, 0)) as listener:
        server.port = listener.getsockname()[1]
        threads: list[threading.Thread] = []

        def serve(connection: socket.socket) -> None:
            talk = _Talk(server, connection)
            with suppress(OSError, _Gone):
                if server.tls and server.is_tls_from_the_start:
                    talk.connection = server.tls.wrap_socket(connection, server_side=True)
                talk.run()
            talk.connection.close()

        def listen() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threads.append(threading.Thread(target=serve, args=(connection,), daemon=True))
                    threads[-1].start()

        listening = threading.Thread(target=listen, daemon=True)
        listening.start()
        try:
            yield server
        finally:
            server._over.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listening.join(5)
            for thread in threads:
                thread.join(5)
