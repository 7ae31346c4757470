import json

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from apps.core.fields import EncryptedJSONField, EncryptedTextField, blind_index, decrypt, encrypt

texts = st.text(st.characters(exclude_categories=["Cs"]))


def stored(field: models.Field, value: object) -> bytes | None:
    return field.get_prep_value(value)


@given(texts)
def test_what_is_encrypted_can_be_read_again(text: str) -> None:
    assert decrypt(encrypt(text)) == text


@given(texts.filter(bool))
def test_equal_texts_are_not_equal_when_encrypted_and_meet_in_the_blind_index(text: str) -> None:
    assert encrypt(text) != encrypt(text)
    assert blind_index(text) == blind_index(text)


@given(texts, texts)
def test_the_blind_index_tells_texts_apart(one: str, other: str) -> None:
    assert (blind_index(one) == blind_index(other)) == (one == other)


def test_nothing_of_the_text_stands_in_the_row() -> None:
    kept = stored(EncryptedTextField(), "12-3456789")
    assert b"3456789" not in kept
    assert b"3456789" not in blind_index("12-3456789")


def test_keys_are_rotated_by_putting_a_new_one_first(settings) -> None:
    settings.FIELD_KEYS = ["old"]
    before = encrypt("secret")
    settings.FIELD_KEYS = ["new", "old"]
    after = encrypt("secret")
    assert decrypt(before) == decrypt(after) == "secret"
    settings.FIELD_KEYS = ["new"]
    assert decrypt(after) == "secret"
    with pytest.raises(ValueError, match="None of FIELD_KEYS"):
        decrypt(before)


def test_the_index_depends_on_its_key(settings) -> None:
    before = blind_index("12-3456789")
    settings.BLIND_INDEX_KEY = "another"
    assert blind_index("12-3456789") != before


@pytest.mark.parametrize("field", [EncryptedTextField(), EncryptedJSONField()])
def test_nothing_stays_nothing(field: EncryptedTextField) -> None:
    assert stored(field, None) is None
    assert field.from_db_value(None, None, None) is None


@given(st.recursive(st.none() | st.booleans() | st.integers() | texts, lambda inner: st.dictionaries(texts, inner)))
def test_json_comes_back_as_it_was(value: object) -> None:
    field = EncryptedJSONField()
    kept = stored(field, value)
    assert field.from_db_value(kept, None, None) == value
    assert value is None or json.loads(decrypt(kept)) == value
