"""The rubric to start from: what councils' calls for exhibitors weigh, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CriterionDetails:
    """A criterion as organisers write it; `id` of one that is there, None for a new one."""

    name_id: str
    weight: int
    name_en: str = ""
    guidance_id: str = ""
    guidance_en: str = ""
    best: int = 5
    counts: bool = True
    id: int | None = None


DEFAULT_RUBRIC = (
    CriterionDetails(
        "Mutu dan pengerjaan",
        25,
        "Quality and workmanship",
        "Kerapian, ketahanan, bahan yang tepat. 1: banyak cacat; 3: rapi; 5: istimewa sampai ke detail.",
        "Neatness, durability, the right material. 1: many flaws; 3: neat; 5: outstanding in every detail.",
    ),
    CriterionDetails(
        "Keaslian dan kearifan lokal",
        20,
        "Originality and local wisdom",
        "Buatan sendiri, motif dan teknik yang berakar di daerahnya. 1: meniru; 5: khas dan berakar.",
        "Made by themselves, with motifs and techniques of the region. 1: imitated; 5: distinctive and rooted.",
    ),
    CriterionDetails(
        "Inovasi",
        15,
        "Innovation",
        "Gagasan baru dalam bahan, bentuk, atau kegunaan. 1: tidak tampak; 5: belum pernah ada.",
        "New ideas in material, form or use. 1: none; 5: not seen before.",
    ),
    CriterionDetails(
        "Kapasitas",
        10,
        "Capacity",
        "Sanggup memenuhi permintaan selama kegiatan dan sesudahnya. 1: sangat terbatas; 5: siap pesanan besar.",
        "Can meet the demand during the event and after it. 1: very limited; 5: ready for large orders.",
    ),
    CriterionDetails(
        "Kemasan dan merek",
        10,
        "Packaging and brand",
        "Kemasan melindungi dan menarik, merek jelas. 1: tanpa kemasan; 5: siap dijual di toko.",
        "Packaging protects and attracts, the brand is clear. 1: none; 5: ready for the shelf.",
    ),
    CriterionDetails(
        "Legalitas",
        10,
        "Legality",
        "NIB dan izin yang diperlukan produknya. 1: belum ada; 3: NIB; 5: lengkap.",
        "NIB and the permits that the product needs. 1: none yet; 3: NIB; 5: complete.",
    ),
    CriterionDetails(
        "Pemasaran",
        5,
        "Marketing",
        "Sudah menjual dan dapat ditemukan, di toko atau daring. 1: belum; 5: luas.",
        "Already sells and can be found, in shops or online. 1: not yet; 5: widely.",
    ),
    CriterionDetails(
        "Pemerataan",
        5,
        "Evenness",
        "Memberi kesempatan kepada yang belum pernah ikut. 1: ikut tahun lalu; 5: belum pernah ikut.",
        "A chance for those who never took part. 1: took part last year; 5: never yet.",
    ),
)
