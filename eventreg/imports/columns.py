"""Which column of a table is what, guessed from its heading in Indonesian or English, with slips. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

LIKE = 0.82  # of 1: how much of a heading must be as expected, so that one slip in a word of six letters is forgiven

# What heads columns of businesses, by our field; the first is how our own files call it.
BUSINESS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "nama usaha",
        "usaha",
        "nama ukm",
        "nama umkm",
        "nama ikm",
        "nama toko",
        "nama perusahaan",
        "business",
        "business name",
        "name of business",
        "company",
        "nama bisnis",
    ),
    "owner_name": (
        "nama pemilik",
        "pemilik",
        "nama lengkap",
        "nama",
        "nama pelaku usaha",
        "pelaku usaha",
        "nama pengusaha",
        "nama sesuai ktp",
        "nama pengrajin",
        "pengrajin",
        "owner",
        "owner name",
        "name",
    ),
    "phone": (
        "no hp wa",
        "nomor whatsapp",
        "whatsapp",
        "no wa",
        "no hp",
        "nomor hp",
        "hp",
        "wa",
        "telepon",
        "no telepon",
        "no telp",
        "telp",
        "nomor telepon",
        "kontak",
        "no kontak",
        "handphone",
        "no handphone",
        "phone",
        "phone number",
        "mobile",
        "whatsapp number",
        "contact",
    ),
    "email": ("alamat email", "email", "surel", "e mail", "email address"),
    "nib": ("nib", "no nib", "nomor nib", "nomor induk berusaha", "business number"),
    "npwp": ("npwp", "no npwp", "nomor npwp", "tax number"),
    "nik": ("nik", "no nik", "no ktp", "nomor ktp", "nomor nik", "ktp", "nik ktp", "nik pemilik"),
    "category": (
        "kategori",
        "jenis usaha",
        "jenis produk",
        "bidang usaha",
        "jenis kerajinan",
        "jenis",
        "produk",
        "category",
        "craft",
        "kategori usaha",
        "kategori produk",
        "type of business",
    ),
    "region": ("kelurahan", "desa", "kelurahan desa", "kel desa", "kel", "village", "kode kelurahan", "desa kelurahan"),
    "district": ("kecamatan", "kec", "district"),
    "elsewhere": ("tempat", "kota", "kabupaten", "kota kabupaten", "kab kota", "asal", "daerah", "place", "city"),
    "address": ("alamat", "alamat usaha", "alamat lengkap", "alamat rumah", "jalan", "address", "street"),
    "brand": ("merek", "merk", "nama merek", "brand", "brand name", "label"),
    "founded_year": ("tahun berdiri", "berdiri", "tahun", "tahun mulai", "founded", "year founded", "mulai usaha"),
    "kbli": ("kbli", "kode kbli", "no kbli"),
    "workers_m": ("tenaga kerja laki laki", "pekerja laki laki", "tk laki laki", "tk l", "male workers"),
    "workers_f": ("tenaga kerja perempuan", "pekerja perempuan", "tk perempuan", "tk p", "female workers"),
    "yearly_sales": (
        "omzet per tahun",
        "omset per tahun",
        "omzet tahunan",
        "penjualan per tahun",
        "yearly sales",
        "omzet",
        "omset",
        "hasil penjualan tahunan",
    ),
    "capital": ("modal", "modal usaha", "modal awal", "capital"),
    "capacity": ("kapasitas produksi", "kapasitas", "capacity", "production capacity"),
    "is_producer": ("produsen", "memproduksi sendiri", "produksi sendiri", "producer"),
    "owner_sex": ("jenis kelamin", "l p", "lk pr", "kelamin", "gender", "sex"),
    "born_on": ("tanggal lahir", "tgl lahir", "lahir", "date of birth", "birth date"),
    "fostered_since": ("binaan sejak", "tanggal binaan", "ukm binaan sejak", "fostered since"),
    "instagram": ("instagram", "ig", "akun instagram"),
    "shopee": ("shopee", "toko shopee"),
    "tokopedia": ("tokopedia", "toko tokopedia"),
    "tiktok": ("tiktok", "tik tok", "akun tiktok"),
    "website": ("website", "situs", "web", "situs web"),
}

# By which an applicant's business is found; answers and people come beside them.
APPLICANT: Mapping[str, tuple[str, ...]] = {name: BUSINESS[name] for name in ("nib", "phone", "name")}
PARTICIPANT = ("peserta", "nama peserta", "participant", "participants", "nama yang hadir", "yang hadir")

_WORDS = re.compile(r"[^\W_]+")
_NOISE = frozenset({"the", "of", "anda", "yang", "wajib", "required", "optional", "opsional"})


def essence(heading: str) -> str:
    """A heading as bare words: `No. HP/WA (aktif)` → `no hp wa`."""
    bare = unicodedata.normalize("NFKC", heading).casefold()
    without = re.sub(r"\(.*?\)", " ", bare) if not bare.lstrip().startswith("(") else bare
    words = _WORDS.findall(without) or _WORDS.findall(bare)
    return " ".join([word for word in words if word not in _NOISE] or words)


def guess(headings: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Column → field: the surest guesses first, each column and each field once."""
    bare = [essence(heading) for heading in headings]
    scored = sorted(
        (-_score(heading, names), order, column, field)
        for column, heading in enumerate(bare)
        for order, (field, names) in enumerate(known.items())
        if heading and _score(heading, names) >= LIKE
    )
    found: dict[int, str] = {}
    for _, _, column, field in scored:
        if column not in found and field not in found.values():
            found[column] = field
    return dict(sorted(found.items()))


def _score(heading: str, names: Sequence[str]) -> float:
    """How sure it is that the heading is one of these names: 1 where it is."""
    best = 0.0
    for place, name in enumerate(essence(name) for name in names):
        if heading == name:
            return 2 - place / 100
        if len(name) > 3 and set(heading.split()) >= set(name.split()):
            best = max(best, 0.9 + len(name) / 1000)
        elif min(len(name), len(heading)) >= 4:
            best = max(best, SequenceMatcher(None, heading, name, autojunk=False).ratio())
    return best
