"""Signatures by the published vectors, and fields that stay readable while their keys rotate."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core import signing

# RFC 8032 §7.1, TEST 2
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_it_is_the_ed25519_of_the_rfc():
    assert signing.public_key(SEED) == PUBLIC
    assert signing.sign(SEED, b"\x72") == SIGNATURE
    assert signing.verify(PUBLIC, SIGNATURE, b"\x72")


@given(st.binary(max_size=200), st.binary(max_size=80))
def test_whatever_else_comes_as_a_signature_is_refused_quietly(message, signature):
    assert not signing.verify(PUBLIC, signature, message)


def test_a_new_key_signs_what_its_own_public_key_verifies():
    ours, theirs = signing.new_private_key(), signing.new_private_key()

    signature = signing.sign(ours, b"tiket")

    assert len(ours) == 32
    assert signing.verify(signing.public_key(ours), signature, b"tiket")
    assert not signing.verify(signing.public_key(theirs), signature, b"tiket")
    assert not signing.verify(signing.public_key(ours), signature, b"tiket!")


def test_a_field_is_read_with_an_old_key_and_written_with_the_first():
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    written_before = signing.FieldCipher([old]).encrypt(b"3375990101010001")
    rotated = signing.FieldCipher([new, old])

    assert rotated.decrypt(written_before) == b"3375990101010001"
    assert signing.FieldCipher([new]).decrypt(rotated.encrypt(b"rahasia")) == b"rahasia"
    assert b"rahasia" not in rotated.encrypt(b"rahasia")


def test_a_field_whose_key_was_taken_away_says_so():
    written = signing.FieldCipher([Fernet.generate_key().decode()]).encrypt(b"x")
    others = signing.FieldCipher([Fernet.generate_key().decode()])

    with pytest.raises(signing.Undecipherable):
        others.decrypt(written)
    with pytest.raises(signing.Undecipherable):
        others.decrypt(b"not a token")


@pytest.mark.parametrize("malformed", ["", "short", "é" * 32, "A" * 43, "=" * 44])
def test_a_malformed_field_key_is_told_by_its_place_and_not_shown(malformed):
    with pytest.raises(signing.MalformedKey, match="field key 2") as told:
        signing.FieldCipher([Fernet.generate_key().decode(), malformed])
    assert not malformed or malformed not in str(told.value)


def test_no_field_key_at_all_is_refused():
    with pytest.raises(signing.MalformedKey):
        signing.FieldCipher([])


def test_secrets_are_long_url_safe_and_never_stored_as_they_are():
    secret = signing.new_secret(128)

    assert len(secret) * 6 >= 128
    assert secret.replace("-", "").replace("_", "").isalnum()
    assert secret != signing.new_secret(128)
    assert signing.hash_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180
    assert signing.same(secret, secret)
    assert not signing.same(secret, secret + "x")
    assert not signing.same("é", "e")
