"""The one form in which web addresses are compared, so that a shop has one name, however its letters are written."""

from urllib.parse import urlsplit

from apps.core.text import plain_code


def web_address(typed: str) -> tuple[str, str]:
    """Return the host of a web address, without "www.", and what follows the host; two empty texts for a text that is
    no address.

    The host is in the form in which browsers ask for it (IDNA): in ASCII and small letters, so that full-width letters,
    the long s and the Kelvin sign are the letters that they stand for, and a letter that only looks alike is another.
    """
    text = plain_code(typed).strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").encode("idna").decode().lower()
    except ValueError:
        return "", ""
    page = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return host.removeprefix("www."), page.casefold()
