"""The network address from which a request comes, the one by which every limit counts."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

# One subscriber has a network of this size, and may take any address in it.
IPV6_PREFIX = 64


def address_of(request: HttpRequest) -> str:
    """Return the network address of the visitor, as the outermost of the `TRUSTED_PROXIES` saw it; "" if unknown.

    Each proxy adds the address of whoever asked it at the end of X-Forwarded-For, so the last of them were written by
    trusted proxies; what stands before is the visitor's own claim and is not believed. A request that did not pass
    all proxies, such as a probe's, comes from the address that opened the connection.
    """
    connected = _plain(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXIES or 0
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not proxies or len(forwarded) < proxies:
        return connected
    return _plain(forwarded[-proxies]) or connected


def place_of(request: HttpRequest) -> str:
    """Return the network address of the visitor, or the network of one subscriber where it is an IPv6 address."""
    address = address_of(request)
    if ":" in address:
        return str(IPv6Network((address, IPV6_PREFIX), strict=False).network_address)
    return address


def _plain(written: str) -> str:
    """Return an address without port and brackets, IPv4 as such where it is written as IPv6; "" if it is none."""
    written = written.strip()
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        parsed = ip_address(written)
    except ValueError:
        return ""
    return str(parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else str(parsed)
