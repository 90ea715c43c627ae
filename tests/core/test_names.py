"""Addresses made of titles, and keys that can't be guessed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core.names import new_key, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Pekan Batik Jetayu 2026", "pekan-batik-jetayu-2026"),
        ("Pelatihan Batik & Pewarna Alam (Angkatan III)", "pelatihan-batik-dan-pewarna-alam-angkatan-iii"),
        ("  Salat Jum'at: kriya/anyaman – Rp50.000!  ", "salat-jumat-kriya-anyaman-rp50-000"),
        ("Kafé Ñandú", "kafe-nandu"),
        ("ꦧꦠꦶꦏ꧀", "kegiatan"),
        ("", "kegiatan"),
        ("---", "kegiatan"),
    ],
)
def test_a_title_becomes_words_for_an_address(title, slug):
    assert slugify(title) == slug


def test_a_long_title_is_cut_between_words():
    slug = slugify("Pelatihan Pewarna Alam dan Pengemasan Produk Kerajinan bagi Usaha Mikro Binaan")

    assert slug == "pelatihan-pewarna-alam-dan-pengemasan-produk-kerajinan-bagi"


@given(st.text(max_size=200))
def test_every_title_gives_an_address(title):
    slug = slugify(title)

    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 60
    assert slugify(slug) == slug


def test_keys_hold_the_bits_that_were_asked_for():
    assert re.fullmatch("[a-z2-7]{26}", new_key())
    assert re.fullmatch("[a-z2-7]{16}", new_key(80))
    assert len({new_key() for _ in range(100)}) == 100
