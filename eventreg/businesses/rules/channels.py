"""Where a business is found online: what people paste or type, tidied to one address. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from eventreg.core.errors import DomainError

LONGEST_ADDRESS = 200
WEBSITE = "website"


class HandleMalformed(DomainError):
    """Neither a handle of that place nor an address there."""

    code = "handle_malformed"


class ChannelElsewhere(DomainError):
    """An address of somewhere else: `host`."""

    code = "channel_elsewhere"


class WebsiteMalformed(DomainError):
    """Not an address that a browser opens with http or https."""

    code = "website_malformed"


class AddressTooLong(DomainError):
    """An address of more than `most` characters."""

    code = "address_too_long"


@dataclass(frozen=True)
class Channel:
    """A place to sell: its name, how a handle looks, the address of a handle, and the hosts that are its own.

    `short_hosts`: those whose addresses lead to a shop by a code that is no handle.
    """

    name: str
    handle: re.Pattern[str]
    address: str
    hosts: frozenset[str]
    short_hosts: frozenset[str] = frozenset()


CHANNELS: Mapping[str, Channel] = {
    "instagram": Channel(
        "Instagram",
        re.compile(r"[A-Za-z0-9._]{1,30}"),
        "https://www.instagram.com/{}",
        frozenset({"instagram.com", "instagr.am"}),
    ),
    "shopee": Channel(
        "Shopee",
        re.compile(r"[A-Za-z0-9._\-]{3,40}"),
        "https://shopee.co.id/{}",
        frozenset({"shopee.co.id"}),
        frozenset({"shope.ee", "id.shp.ee", "s.shopee.co.id"}),
    ),
    "tokopedia": Channel(
        "Tokopedia",
        re.compile(r"[A-Za-z0-9\-]{3,40}"),
        "https://www.tokopedia.com/{}",
        frozenset({"tokopedia.com"}),
        frozenset({"tokopedia.link", "tk.tokopedia.com", "ta.tokopedia.com"}),
    ),
    "tiktok": Channel(
        "TikTok",
        re.compile(r"[A-Za-z0-9._]{2,24}"),
        "https://www.tiktok.com/@{}",
        frozenset({"tiktok.com"}),
        frozenset({"vt.tiktok.com", "vm.tiktok.com"}),
    ),
    WEBSITE: Channel("Website", re.compile(r"(?!)"), "{}", frozenset()),
}
_AT = frozenset({"instagram", "tiktok"})
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[a-z][a-z0-9\-]{{0,61}}[a-z0-9]")
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/\-]*")


def check_channel(key: str, text: str) -> str:
    """The one address that `@batik.lintang`, `instagram.com/batik.lintang/?igsh=x` and the like mean; empty stays so.

    Raises HandleMalformed, ChannelElsewhere, WebsiteMalformed, AddressTooLong; KeyError for an unknown channel.
    """
    channel, words = CHANNELS[key], text.strip()
    if not words:
        return ""
    if len(words) > LONGEST_ADDRESS:
        raise AddressTooLong(most=LONGEST_ADDRESS)
    if key == WEBSITE:
        return _website(words)
    if "/" in words or words.lower().startswith("www."):
        return _of_address(channel, words)
    return _of_handle(channel, words.removeprefix("@"))


def check_channels(given: Mapping[str, str]) -> dict[str, str]:
    """The addresses by channel, without the empty ones. Raises what `check_channel` raises."""
    tidied = {key: check_channel(key, given[key]) for key in CHANNELS if given.get(key)}
    return {key: address for key, address in tidied.items() if address}


def short_name(key: str, address: str) -> str:
    """What an address is called on a page: `@batik.lintang` where people write it so, else without what all have."""
    before = CHANNELS[key].address.partition("{}")[0] if key in _AT else ""
    handle = address.removeprefix(before) if before else ""
    if before and handle != address and CHANNELS[key].handle.fullmatch(handle):
        return f"@{handle}"
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _of_handle(channel: Channel, handle: str) -> str:
    if not channel.handle.fullmatch(handle):
        raise HandleMalformed(channel=channel.name)
    return channel.address.format(handle)


def _of_address(channel: Channel, words: str) -> str:
    """The handle in an address of the channel; a short address stays as it is."""
    parts = _split(words)
    host = (parts.hostname or "") if parts else ""
    bare = host.removeprefix("www.").removeprefix("m.")
    if parts is None or not _HOST.fullmatch(bare):
        raise HandleMalformed(channel=channel.name)
    if bare in channel.short_hosts and len(parts.path) > 1 and _PATH.fullmatch(parts.path):
        return f"https://{bare}{parts.path.rstrip('/')}"
    if bare not in channel.hosts:
        raise ChannelElsewhere(host=host, channel=channel.name)
    first = next((part for part in parts.path.split("/") if part), "")
    return _of_handle(channel, first.removeprefix("@"))


def _website(words: str) -> str:
    parts = _split(words)
    if parts is None or not _HOST.fullmatch(parts.hostname or "") or not _PATH.fullmatch(parts.path):
        raise WebsiteMalformed
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.hostname}{path}"


def _split(words: str) -> SplitResult | None:
    """An address of the web in its parts, https where it says nothing; None for what is none.

    Whoever names a user or a port doesn't mean a shop: such addresses look like one host and lead to another.
    """
    if not words.isascii() or not words.isprintable() or " " in words or "\\" in words:
        return None
    address = words if "://" in words else f"https://{words}"
    try:
        parts = urlsplit(address)
        is_plain = parts.username is None and parts.password is None and parts.port is None
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"}
    return parts if is_web and is_plain and parts.hostname else None
