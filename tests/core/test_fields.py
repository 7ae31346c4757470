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
def test_an_encrypted_text_can_be_decrypted(text: str) -> None:
    assert decrypt(encrypt(text)) == text


@given(texts.filter(bool))
def test_equal_texts_differ_when_encrypted_and_share_a_blind_index(text: str) -> None:
    assert encrypt(text) != encrypt(text)
    assert blind_index(text) == blind_index(text)


@given(texts, texts)
def test_different_texts_have_different_blind_indexes(one: str, other: str) -> None:
    assert (blind_index(one) == blind_index(other)) == (one == other)


def test_the_stored_value_holds_no_part_of_the_text() -> None:
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
def test_none_stays_none(field: EncryptedTextField) -> None:
    assert stored(field, None) is None
    assert field.from_db_value(None, None, None) is None


@pytest.mark.slow
@given(st.recursive(st.none() | st.booleans() | st.integers() | texts, lambda inner: st.dictionaries(texts, inner)))
def test_json_is_read_as_it_was_written(value: object) -> None:
    field = EncryptedJSONField()
    kept = stored(field, value)
    assert field.from_db_value(kept, None, None) == value
    assert value is None or json.loads(decrypt(kept)) == value
