"""The normal form of e-mail addresses, by which limits count the mails to one mailbox."""


def mailbox_of(email: str) -> str:
    """Return an address in small letters and without the tag that many servers let one put after a plus."""
    local, _at, domain = email.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
