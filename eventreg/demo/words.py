"""Names, products and sentences for made-up businesses. Nobody's real data."""

from typing import NamedTuple


class Ware(NamedTuple):
    """Something that is made: its name, the range of its price in thousands of Rupiah, and its name in English."""

    name: str
    lowest: int
    highest: int
    name_en: str = ""


FIRST_NAMES = (
    "Sri Siti Dwi Tri Endang Nur Wahyu Slamet Eko Budi Agus Joko Bambang Suharti Kartini Mutiah Aisyah Khodijah "
    "Zulaikha Nafisah Rofiqoh Umi Lilis Yuni Ratna Dewi Maryam Fatimah Hasan Husein Abdul Ahmad Zainal Imron "
    "Sunarto Wiryo Suparman Tumini Karsih Wartini Solikhah Musyarofah Nasrullah Taufiq Rizal Fauzi Laila Nisa"
).split()
LAST_NAMES = (
    "Wahyuni Lestari Rahayu Aini Hidayah Utami Purnomo Santoso Kurniawan Setiawan Susanto Handayani Astuti "
    "Maulida Fitriani Saputra Hakim Basuki Prasetyo Wibowo Hartono Ningsih Pertiwi Anggraini Mulyani Zuhri"
).split()
PLACES = (
    "Pesisir Jetayu Kauman Pesindon Medono Kuripan Setono Mataram Lodji Krapyak Panjang Poncol Sampangan Klego "
    "Bendan Tirto Kandang Noyontaan Sugihwaras Banyurip Buaran Jenggot Kertoharjo Degayu"
).split()
POETRY = (
    "Lintang Mega Wulan Sekar Kencana Rumpun Laras Cahaya Embun Kembang Gending Pelangi Senja Fajar Samudra "
    "Nirmala Arum Puspa Melati Kenanga Cempaka Teratai Anggrek Gemilang"
).split()
MOTIFS = "jlamprang buketan tujuh-rupa terang-bulan liong pagi-sore Jawa-Hokokai semen encim".split()

NAMES_OF = {
    "batik-tulis": "Batik",
    "batik-cap": "Batik Cap",
    "batik-kombinasi": "Griya Batik",
    "tenun-atbm": "Tenun",
    "fesyen-bordir": "Busana",
    "alas-kaki-tas": "Tas",
    "perhiasan-aksesori": "Aksesori",
    "cendera-mata": "Cendera Mata",
    "dekorasi": "Dekor",
    "kriya-kayu": "Kriya Kayu",
    "anyaman-eceng-gondok": "Anyaman",
    "anyaman-bambu": "Bambu",
    "rajut": "Rajut",
    "perca": "Perca",
    "ecoprint": "Ecoprint",
    "olahan-pangan": "Dapur",
}

WARES = {
    "batik-tulis": (
        Ware("Kain tulis katun motif {motif}", 500, 2500, "Hand-drawn cotton cloth, {motif} motif"),
        Ware("Kain tulis sutra motif {motif}", 1800, 4000, "Hand-drawn silk cloth, {motif} motif"),
        Ware("Selendang tulis motif {motif}", 350, 900),
    ),
    "batik-cap": (
        Ware("Kain cap katun motif {motif}", 120, 250, "Stamped cotton cloth, {motif} motif"),
        Ware("Kemeja cap motif {motif}", 135, 275, "Stamped batik shirt, {motif} motif"),
        Ware("Daster cap motif {motif}", 45, 90),
    ),
    "batik-kombinasi": (
        Ware("Kain kombinasi motif {motif}", 250, 600, "Stamped and hand-drawn cloth, {motif} motif"),
        Ware("Sarung kombinasi motif {motif}", 260, 550, "Stamped and hand-drawn sarong, {motif} motif"),
        Ware("Blus kombinasi motif {motif}", 225, 480),
    ),
    "tenun-atbm": (
        Ware("Sarung ATBM palekat", 150, 400, "Handwoven checked sarong"),
        Ware("Selendang tenun warna alam", 140, 320, "Handwoven shawl in natural dyes"),
        Ware("Taplak tenun", 85, 210),
    ),
    "fesyen-bordir": (
        Ware("Kebaya encim bordir", 275, 850, "Embroidered encim kebaya"),
        Ware("Tunik batik bordir", 165, 350, "Embroidered batik tunic"),
        Ware("Mukena bordir", 210, 520),
    ),
    "alas-kaki-tas": (
        Ware("Tas kain batik", 75, 250, "Batik cloth bag"),
        Ware("Sandal kombinasi batik", 65, 140, "Sandals with batik"),
        Ware("Dompet kulit dan batik", 85, 190),
    ),
    "perhiasan-aksesori": (
        Ware("Bros kain batik", 15, 40, "Batik cloth brooch"),
        Ware("Kalung kuningan motif {motif}", 60, 175, "Brass necklace, {motif} motif"),
        Ware("Anting kayu lukis", 25, 60),
    ),
    "cendera-mata": (
        Ware("Canting hias", 15, 40, "Ornamental canting"),
        Ware("Gantungan kunci batik", 8, 20, "Batik key ring"),
        Ware("Miniatur becak", 45, 120),
    ),
    "dekorasi": (
        Ware("Hiasan dinding motif {motif}", 120, 450, "Wall hanging, {motif} motif"),
        Ware("Lampu meja bambu", 95, 260, "Bamboo table lamp"),
        Ware("Sarung bantal batik", 55, 120),
    ),
    "kriya-kayu": (
        Ware("Talenan kayu jati", 60, 150, "Teak cutting board"),
        Ware("Kotak perhiasan ukir", 140, 380, "Carved jewellery box"),
        Ware("Topeng kayu batik", 90, 240),
    ),
    "anyaman-eceng-gondok": (
        Ware("Tas eceng gondok", 75, 250, "Water hyacinth bag"),
        Ware("Keranjang eceng gondok", 60, 180, "Water hyacinth basket"),
        Ware("Tatakan piring eceng gondok", 20, 45),
    ),
    "anyaman-bambu": (
        Ware("Besek bambu", 8, 25, "Woven bamboo box"),
        Ware("Tudung saji bambu", 55, 130, "Woven bamboo food cover"),
        Ware("Kap lampu bambu", 80, 210),
    ),
    "rajut": (
        Ware("Tas rajut", 85, 300, "Crocheted bag"),
        Ware("Syal rajut", 65, 150, "Knitted scarf"),
        Ware("Boneka rajut", 45, 120),
    ),
    "perca": (
        Ware("Tas perca", 60, 180, "Patchwork bag"),
        Ware("Selimut perca", 190, 450, "Patchwork quilt"),
        Ware("Sajadah perca", 85, 165),
    ),
    "ecoprint": (
        Ware("Pashmina ecoprint daun jati", 135, 290, "Ecoprint shawl, teak leaves"),
        Ware("Totebag ecoprint", 75, 160, "Ecoprint tote bag"),
        Ware("Outer ecoprint", 275, 580),
    ),
    "olahan-pangan": (
        Ware("Keripik tempe daun jeruk", 15, 30, "Tempeh crisps with lime leaf"),
        Ware("Sirup parijoto", 35, 65, "Parijoto berry syrup"),
        Ware("Kopi tahlil siap seduh", 25, 60),
    ),
}

MOTIVATIONS = (
    "Kami ingin memperkenalkan {ware} buatan sendiri kepada pengunjung dari luar kota.",
    "Usaha kami baru berjalan dua tahun dan belum pernah ikut. Kami ingin belajar dari perajin lain.",
    "Semua produk dikerjakan tangan oleh lima ibu di kampung kami. Kami ingin pesanan tetap sepanjang tahun.",
    "Kami memakai pewarna alam dari indigofera dan kulit tingi, dan ingin menjelaskannya langsung kepada pembeli.",
    "Tahun lalu kami hanya berjualan daring. Kami ingin bertemu pembeli dan pengecer dari kota lain.",
    "Kami membawa {ware} dengan motif lama keluarga yang hampir tidak dibuat lagi.",
)

REJECTIONS = (
    "Foto produk belum memperlihatkan hasil kerja. Mohon foto di cahaya siang, lalu daftar lagi.",
    "Produk tampak dibeli jadi, bukan dibuat sendiri. Mohon jelaskan proses produksinya pada pendaftaran berikutnya.",
    "Tempat terbatas, dan kategori ini sudah terisi penuh. Nilai Anda baik, mohon coba lagi.",
)
CORRECTIONS = (
    "Mohon tambahkan foto yang memperlihatkan ukuran kain, dan tulis bahan pewarnanya.",
    "NIB pada profil belum diisi. Bila sudah punya, mohon lengkapi.",
)
ACCEPTANCES = ("Garis canting halus, warna stabil.", "Kemasan rapi dan cerita produknya kuat.", "")

STREETS = (
    "Teratai;Hayam Wuruk;Dr. Cipto;Bandung;Salak;Sulawesi;Blimbing;Patriot;Jlamprang;KH Mas Mansyur;Progo;Semarang"
).split(";")
CAPACITY = "{count} buah sebulan"
CAPACITIES = {
    "batik-tulis": "{count} lembar kain dalam tiga bulan",
    "batik-cap": "{count} lembar kain seminggu",
    "batik-kombinasi": "{count} lembar kain sebulan",
    "tenun-atbm": "{count} sarung sebulan",
    "olahan-pangan": "{count} kg seminggu",
}
