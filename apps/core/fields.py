"""Fields whose content only this program can read, and the keyed index by which equal contents are found."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django_countries import fields as countries

if TYPE_CHECKING:

    class CountryField(countries.CountryField):
        """As this program uses it: one country, which may be empty and is never None."""

        # pyrefly: ignore[bad-override-mutable-attribute] (only for the checker)
        _pyi_private_set_type: countries.Country | str
        # pyrefly: ignore[bad-override-mutable-attribute] (only for the checker)
        _pyi_private_get_type: countries.Country
else:
    CountryField = countries.CountryField


def field_of(model: type[models.Model], name: str) -> models.Field:
    """Return a model's own field by its name, never the far side of another model's."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def max_length_of(model: type[models.Model], name: str) -> int:
    """Return how many characters a text field of a model takes."""
    longest = field_of(model, name).max_length
    assert longest is not None
    return longest


def name_of(model: type[models.Model]) -> str:
    """Return a model's name as addresses, work items and logs have it."""
    name = model._meta.model_name
    assert name
    return name


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    derived = (hashlib.blake2b(key.encode(), digest_size=32, person=b"ks-field-key").digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])


def encrypt(text: str) -> bytes:
    """Encrypt with the first of `FIELD_KEYS`; the same text comes out differently each time."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode())


def decrypt(value: bytes) -> str:
    """Decrypt with whichever of `FIELD_KEYS` fits; raises ValueError if none does."""
    try:
        return _cipher(tuple(settings.FIELD_KEYS)).decrypt(value).decode()
    except InvalidToken:
        raise ValueError("None of FIELD_KEYS reads this value: was a key removed before rotation ended?") from None


def blind_index(value: str) -> bytes:
    """A keyed digest (HMAC-SHA-256, 32 bytes) under which equal values meet and from which none can be read.

    Normalise before calling: equal means equal to the letter.
    """
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), value.encode(), hashlib.sha256).digest()


class EncryptedTextField(models.BinaryField):
    """Text encrypted with the first of `FIELD_KEYS` and readable with any of them, so that keys can be rotated.

    Encrypted values differ each time: they can't be filtered on. Keep a `blind_index` beside those that must be found.
    """

    # What the type checker takes an attribute to hold.
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # pyrefly: ignore[bad-override-mutable-attribute] (only for the checker)

    def get_prep_value(self, value: str | None) -> bytes | None:
        return None if value is None else encrypt(value)

    def from_db_value(self, value: bytes | None, *_: Any) -> str | None:
        return None if value is None else decrypt(bytes(value))

    def to_python(self, value: str | None) -> str | None:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return self.value_from_object(obj)


class EncryptedJSONField(EncryptedTextField):
    """The same for a JSON document."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> bytes | None:
        return super().get_prep_value(None if value is None else json.dumps(value, sort_keys=True))

    def from_db_value(self, value: bytes | None, *args: Any) -> Any:
        text = super().from_db_value(value, *args)
        return None if text is None else json.loads(text)
