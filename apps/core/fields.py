"""Encrypted fields, the blind index by which their values are found, and typed access to the fields of models."""

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
        """A field for one country, which may be empty and is never None."""

        # pyrefly: ignore[bad-override-mutable-attribute] (only for the checker)
        _pyi_private_set_type: countries.Country | str
        # pyrefly: ignore[bad-override-mutable-attribute] (only for the checker)
        _pyi_private_get_type: countries.Country
else:
    CountryField = countries.CountryField


def field_of(model: type[models.Model], name: str) -> models.Field:
    """Return a field of a model by its name, never a reverse relation."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def max_length_of(model: type[models.Model], name: str) -> int:
    """Return the maximum length of a text field of a model, in characters."""
    longest = field_of(model, name).max_length
    assert longest is not None
    return longest


def name_of(model: type[models.Model]) -> str:
    """Return the name of a model as addresses, work items and logs have it: "shipper"."""
    name = model._meta.model_name
    assert name
    return name


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    derived = (hashlib.blake2b(key.encode(), digest_size=32, person=b"ks-field-key").digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])


def encrypt(text: str) -> bytes:
    """Encrypt a text with the first of `FIELD_KEYS`. Equal texts give different results."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode())


def decrypt(value: bytes) -> str:
    """Decrypt a value with the one of `FIELD_KEYS` that fits; raise ValueError if none fits."""
    try:
        return _cipher(tuple(settings.FIELD_KEYS)).decrypt(value).decode()
    except InvalidToken:
        raise ValueError("None of FIELD_KEYS reads this value: was a key removed before rotation ended?") from None


def blind_index(value: str) -> bytes:
    """Return a keyed digest of a value (HMAC-SHA-256 with `BLIND_INDEX_KEY`, 32 bytes) by which equal values are found.

    Nobody can read the value from the digest. Normalise the value first: equal means the same characters.
    """
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), value.encode(), hashlib.sha256).digest()


class OneFormField(models.CharField):
    """A column of texts in one form, also in what a query compares them with. A subclass says which form."""

    def one_form(self, text: str) -> str:
        """Return a text in the form in which the column keeps texts."""
        raise NotImplementedError

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.one_form(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Give the object what is saved, so that nobody goes on with the text as typed."""
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class EncryptedTextField(models.BinaryField):
    """A text that is encrypted with the first of `FIELD_KEYS` and decrypted with any of them, so that keys can rotate.

    A query can't filter by the field, since equal texts have different encrypted values. Keep a `blind_index` in a
    column of its own where the text must be found.
    """

    # The types of the attribute, for the type checker.
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
    """A JSON document that is encrypted like `EncryptedTextField`."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> bytes | None:
        return super().get_prep_value(None if value is None else json.dumps(value, sort_keys=True))

    def from_db_value(self, value: bytes | None, *args: Any) -> Any:
        text = super().from_db_value(value, *args)
        return None if text is None else json.loads(text)
