"""The notice and the purposes that a council starts with; it publishes its own versions over them.

They are plain words for people, written by us along the points of Law 27/2022 (UU PDP), articles 20 to 22.
"""

from typing import NamedTuple


class Words(NamedTuple):
    """What a person reads before agreeing, in both languages."""

    title_id: str
    title_en: str
    text_id: str
    text_en: str


class Purpose(NamedTuple):
    """A purpose of its own; `is_required`: without it nobody can take part."""

    code: str
    is_required: bool
    words: Words


PURPOSES = (
    Purpose(
        "registration",
        True,
        Words(
            "Pendaftaran dan keikutsertaan",
            "Registration and taking part",
            "Saya setuju nama, kontak, dan data usaha saya dipakai untuk mendaftar, menyeleksi, memberi kabar, "
            "dan menerima saya di lokasi kegiatan. Tanpa persetujuan ini pendaftaran tidak dapat diproses.",
            "I agree that my name, my contact details and my business's data are used to register me, to select "
            "participants, to inform me and to let me in at the event. Without it an application can't be handled.",
        ),
    ),
    Purpose(
        "publication",
        False,
        Words(
            "Katalog dan peta publik",
            "Public catalogue and map",
            "Saya setuju nama usaha, produk, dan foto produk saya ditampilkan kepada umum dalam katalog dan peta.",
            "I agree that my business's name, its products and their photos are shown to the public in the catalogue "
            "and on the map.",
        ),
    ),
    Purpose(
        "monitoring",
        False,
        Words(
            "Pemantauan perkembangan usaha",
            "Following the business's growth",
            "Saya setuju omzet dan perkembangan usaha saya dicatat untuk kunjungan monev dan laporan. "
            "Laporan untuk umum hanya memuat jumlah, tanpa nama.",
            "I agree that my business's turnover and growth are recorded for monitoring visits and reports. "
            "Reports for the public hold totals alone, without names.",
        ),
    ),
    Purpose(
        "announcements",
        False,
        Words(
            "Kabar kegiatan lain",
            "News of other events",
            "Saya setuju menerima kabar pelatihan dan pameran lain lewat e-mail atau WhatsApp.",
            "I agree to get news of other trainings and exhibitions by e-mail or WhatsApp.",
        ),
    ),
    Purpose(
        "photos",
        False,
        Words(
            "Foto dan rekaman di kegiatan",
            "Photos and recordings at events",
            "Saya setuju foto dan rekaman saya di kegiatan dipakai untuk dokumentasi dan publikasi.",
            "I agree that photos and recordings of me at events are used for documentation and publicity.",
        ),
    ),
)

NOTICE_ID = """\
## Siapa yang mengelola data Anda
Penyelenggara yang nama dan alamatnya tertera di halaman ini. Kepadanya Anda bertanya dan meminta.

## Dasar hukum
- **Persetujuan Anda**, terpisah untuk setiap tujuan (UU 27/2022, pasal 20 ayat 2 huruf a). Anda dapat menariknya \
kapan saja; yang sudah diproses sebelumnya tetap sah.
- **Kewajiban hukum** untuk pembukuan dan laporan (huruf c), selama aturan mewajibkannya.

## Tujuan
Mendaftar dan menyeleksi peserta, memberi kabar, menerbitkan tiket, menerima Anda di lokasi, dan menyusun laporan. \
Tujuan lain (katalog publik, pemantauan, kabar kegiatan, foto) hanya bila Anda menyetujuinya satu per satu.

## Data apa
- **Orang:** nama, e-mail, nomor WhatsApp, bahasa; NIK bila diminta suatu kegiatan, disimpan terenkripsi dan \
ditampilkan sebagian; tanggal lahir dan data wali hanya bila Anda di bawah 18 tahun atau bila Anda menuliskannya.
- **Usaha:** nama, kategori, wilayah, NIB, NPWP (terenkripsi), produk dengan foto dan harga.
- **Keikutsertaan:** pendaftaran, keputusan dengan alasannya, tiket, jam masuk.
- **Keamanan:** perangkat tempat Anda masuk dan riwayat perubahan. Riwayat tidak memuat isi data, hanya apa yang \
berubah, kapan, dan oleh siapa.

## Siapa yang menerimanya
Panitia, kurator, dan pengurus yang tugasnya memerlukannya; relawan pintu hanya melihat nama, usaha, dan stan pada \
tiket. Data tidak dijual. Peladen e-mail dan hosting memprosesnya atas perintah penyelenggara.

## Berapa lama
- Pendaftaran yang tidak diterima: 6 bulan setelah kegiatan berakhir.
- Peserta: 5 tahun setelah kegiatan terakhir.
- Bukti persetujuan: selama data dipakai, lalu sepanjang dapat dipersoalkan.
- Pembukuan: selama diwajibkan aturan, tanpa data yang tidak diperlukan.

Setelah itu data dihapus atau dibuat anonim.

## Hak Anda
- Melihat dan mengunduh semua data tentang Anda, dengan catatan pemrosesannya.
- Meminta perbaikan, penghentian pemrosesan, atau penghapusan.
- Menarik persetujuan, satu per satu.
- Mengajukan keberatan atas keputusan, dan mengadu kepada lembaga pelindungan data pribadi.

Permintaan dijawab paling lambat **3×24 jam**. Bila data bocor, Anda diberi tahu secara tertulis dalam waktu yang sama.

## Anak
Bagi yang berusia di bawah 18 tahun, orang tua atau wali yang memberi persetujuan.
"""

NOTICE_EN = """\
## Who is responsible for your data
The organisation whose name and address stand on this page. Ask it, and make your requests to it.

## On what legal basis
- **Your consent**, for each purpose by itself (Law 27/2022, article 20 paragraph 2 letter a). You can withdraw it at \
any time; what was done before stays lawful.
- **Legal duties** of book-keeping and reporting (letter c), as long as the law demands it.

## What for
To register and select participants, inform you, issue tickets, let you in at the event, and report. Other purposes \
(public catalogue, monitoring, news of events, photos) only where you agree to them one by one.

## Which data
- **People:** name, e-mail, WhatsApp number, language; the identity number (NIK) where an event asks for it, kept \
encrypted and shown in part; date of birth and a guardian's details only if you are under 18 or wrote them yourself.
- **Businesses:** name, category, region, NIB, NPWP (encrypted), products with photos and prices.
- **Taking part:** applications, decisions with their reasons, tickets, times of entry.
- **Safety:** the devices where you are signed in, and the audit trail. The trail holds no contents, only what \
changed, when and by whom.

## Who gets it
Organisers, curators and board members whose task needs it; volunteers at the door see name, business and booth of a \
ticket alone. Data is not sold. The mail server and the host process it on the organisation's behalf.

## For how long
- Applications that were not selected: 6 months after the event's end.
- Participants: 5 years after the last event.
- Proof of consent: while the data is used, then as long as it can be disputed.
- Accounts: as long as the law demands, without data that isn't needed.

After that it is deleted or made anonymous.

## Your rights
- See and download everything that is held about you, with the record of its processing.
- Ask for correction, for an end of the processing, or for erasure.
- Withdraw consent, purpose by purpose.
- Object to a decision, and complain to the authority for the protection of personal data.

Requests are answered within **3×24 hours**. If data leaks, you are told in writing within the same time.

## Children
For anybody under 18 a parent or guardian gives the consent.
"""
