"""A name server on loopback that knows what it is told."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Zone = Mapping[tuple[str, str], list[str]]  # name and type → entries as in a zone file


@contextmanager
def name_server(zone: Zone) -> Iterator[str]:
    """`HOST:PORT` of the server; what isn't in `zone` doesn't exist."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))

        def serve() -> None:
            with suppress(OSError):
                while True:
                    question, asker = ear.recvfrom(4096)
                    if not question:
                        return
                    ear.sendto(_answer(question, zone), asker)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        host, port = ear.getsockname()
        yield f"{host}:{port}"
        with suppress(OSError):
            ear.shutdown(socket.SHUT_RDWR)
    thread.join(1)


def _answer(question: bytes, zone: Zone) -> bytes:
    asked = dns.message.from_wire(question)
    answer = dns.message.make_response(asked)
    answer.flags |= dns.flags.RA
    name, kind = asked.question[0].name, asked.question[0].rdtype
    entries = zone.get((name.to_text(omit_final_dot=True).lower(), kind.name))
    if entries:
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind.name, *entries))
    elif not any(known == name.to_text(omit_final_dot=True).lower() for known, _ in zone):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer.to_wire()
