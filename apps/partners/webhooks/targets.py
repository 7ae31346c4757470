"""The address of an endpoint: how it may be written, and the machines of the network to which it may lead."""

import socket
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx
from django.conf import settings

from apps.partners.webhooks.models import AttemptError

# All of IPv6 that is given to anybody (RFC 4291); what lies outside leads to one's own network or nowhere.
_UNICAST = IPv6Network("2000::/3")
# Through a translator to IPv4 (RFC 6052); the last 32 bits are the address behind it.
_NAT64 = IPv6Network("64:ff9b::/96")
# Relays of 6to4, which lead wherever they like (RFC 7526).
_RELAYS = IPv4Network("192.88.99.0/24")

type Address = IPv4Address | IPv6Address


def address_reached(text: str) -> Address:
    """Return the address that a connection to an address reaches: a mapped or translated address is unwrapped. Raises
    ValueError for a text that is no address.
    """
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(text: str) -> bool:
    """Return whether an address is one of the public internet, and not of a machine or network of our own.

    6to4 and Teredo carry an address of IPv4 through tunnels that are out of use, and are not public.
    """
    address = address_reached(text)
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return address not in _RELAYS
    return address in _UNICAST and not address.sixtofour and not address.teredo


def is_loopback(text: str) -> bool:
    """Return whether an address leads to this very machine, as the servers of tests and of the demonstration do."""
    return address_reached(text).is_loopback


PORTS = (443, 4443, 8443, 9443)
# A name that leads to more machines is tried at the first of them.
MAX_ADDRESSES = 4
LOOK_UP_SECONDS = 5

# The system's look-up can't be ended from outside, so each has a thread, and a slow one holds up no other.
_look_ups = ThreadPoolExecutor(64, thread_name_prefix="look-up")


class TargetRefused(Exception):
    """A refusal to send anything to an address. The text says why, and what is taken."""

    def __init__(self, code: AttemptError, text: str) -> None:
        super().__init__(text)
        self.code = code


def target_parse(text: str) -> httpx.URL:
    """Return the address of an endpoint, read once for all: no other reader may see another host in it.

    Raises TargetRefused for an address that is not one of HTTPS, or names a person.
    """
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise TargetRefused(
            AttemptError.MALFORMED, "This is not an address. Give one such as https://example.com/hooks."
        ) from None
    secure = url.scheme == "https"
    if not url.host or not (secure or (url.scheme == "http" and settings.WEBHOOK_LOOPBACK)):
        raise TargetRefused(AttemptError.NOT_HTTPS, "Give an address that begins with https://.")
    if url.userinfo or url.fragment:
        raise TargetRefused(AttemptError.MALFORMED, "Leave a name, a password and what follows # out of the address.")
    return url


def addresses_look_up(url: httpx.URL) -> Future[list[str]]:
    """Begin to look up the machines to which an address leads; the result raises OSError for an unknown name."""
    return _look_ups.submit(system_look_up, url.raw_host.decode(), url.port or (443 if url.scheme == "https" else 80))


def system_look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a name, in the order in which the system would try them; raise OSError for none."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        # A part of the name is empty or too long.
        raise OSError(str(error)) from error
    return [str(address[0]) for _family, _type, _protocol, _name, address in found]


def addresses_check(url: httpx.URL, addresses: Sequence[str]) -> list[str]:
    """Return the addresses of a name of which each may be reached.

    Raises TargetRefused if even one of them is not public: a name that leads to both sides of a wall is none of a
    receiver's. Where the settings allow it, this very machine may be reached, and only this machine without TLS.
    """
    loopback = settings.WEBHOOK_LOOPBACK and all(map(is_loopback, addresses))
    if not addresses or not (loopback or (url.scheme == "https" and all(map(is_public, addresses)))):
        raise TargetRefused(AttemptError.NOT_PUBLIC, "This name does not lead to the public internet.")
    if not loopback and url.port not in (None, *PORTS):
        raise TargetRefused(AttemptError.PORT, f"Only these ports are taken: {', '.join(map(str, PORTS))}.")
    return list(addresses[:MAX_ADDRESSES])


def target_check(text: str) -> None:
    """Raise TargetRefused for an address to which nothing would be sent as things stand now.

    The check is made again at each attempt: a name may lead elsewhere by then.
    """
    url = target_parse(text)
    try:
        addresses = addresses_look_up(url).result(LOOK_UP_SECONDS)
    except (OSError, TimeoutError):
        raise TargetRefused(AttemptError.UNKNOWN_NAME, "No host was found under this name.") from None
    addresses_check(url, addresses)
