"""The addresses to which a message may be sent: those of the public internet, however they are written."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

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
