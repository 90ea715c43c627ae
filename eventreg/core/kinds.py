"""The kinds of messages: what each says, what staff call it, how it may travel."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import LazyString


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a message."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Content:
    """What fills the template `messages/<kind>.<language>.md`, and what is attached.

    `source`: a wording of this message's own, where it has one.
    """

    values: Mapping[str, Any]
    attachments: Sequence[Attachment] = ()
    source: str | None = None


@dataclass(frozen=True)
class Rendered:
    """A message as it is sent. `version`: which wording of the staff's it is, None for the program's.

    `headers`: more of them for a mail. `sender`: the name beside its address, empty for what the settings say.
    """

    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment]
    version: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""


def with_files(content: Content, *, carries: bool = True) -> Content:
    """With the field `attached`: whether the words may speak of what is attached. A chat carries no files."""
    return replace(content, values={"attached": carries and bool(content.attachments), **content.values})


Params = Mapping[str, Any]
ContentMaker = Callable[[Params], Content]
Reader = tuple[str, str]  # name and telephone
Samples = Callable[[str], Iterable[tuple[str, Params]]]  # words → what staff call a real thing, and its params


@dataclass(frozen=True)
class Kind:
    """What `register_message` was told."""

    make: ContentMaker
    label: LazyString | str
    secret: bool
    farewell: bool
    matters: bool
    reader: Callable[[Params], Reader] | None
    sample: Samples | None


KINDS: dict[str, Kind] = {}


def register_message(
    kind: str,
    make: ContentMaker,
    *,
    label: LazyString | str = "",
    secret: bool = False,
    farewell: bool = False,
    matters: bool = True,
    reader: Callable[[Params], Reader] | None = None,
    sample: Samples | None = None,
) -> None:
    """Tell what `kind` says, and what staff call it (`label`).

    `secret`: lets its reader in, so staff never see it, it goes by e-mail alone, and it is forgotten once sent.
    `farewell`: the last one that its reader gets from us, so its address is forgotten with it. `matters`: takes another
    channel when one fails. `reader`: whom staff tell it who is no person of ours. `sample`: real things to preview it
    with, newest first, found by words.
    """
    KINDS[kind] = Kind(make, label, secret, farewell, matters, reader, sample)


def label_of(kind: str) -> str:
    """What staff call messages of this kind."""
    label = KINDS[kind].label if kind in KINDS else ""
    return str(label) or kind.replace("_", " ").capitalize()


def labels() -> dict[str, str]:
    """Every kind with what staff call it, in the reader's language."""
    return {kind: label_of(kind) for kind in KINDS}


def is_secret(kind: str) -> bool:
    """Whether messages of this kind must not be read by others; unknown kinds are."""
    return kind not in KINDS or KINDS[kind].secret


def is_farewell(kind: str) -> bool:
    """Whether this is the last thing that its reader gets from us."""
    return kind in KINDS and KINDS[kind].farewell


def matters(kind: str) -> bool:
    """Whether it takes another channel when one fails."""
    return kind not in KINDS or KINDS[kind].matters


def samples(kind: str, words: str) -> list[tuple[str, Params]]:
    """Real things to preview a kind with: what staff call each, and its params."""
    sample = KINDS[kind].sample if kind in KINDS else None
    return list(sample(words)) if sample else []
