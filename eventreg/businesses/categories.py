"""The craft categories that a new council starts with; it may rename and extend them afterwards.

Cloth printed with batik motifs is kept apart from batik: it is no batik.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Craft(NamedTuple):
    """A category: a code that never changes, and its names in Indonesian and English."""

    code: str
    name_id: str
    name_en: str


DEFAULT: Mapping[Craft, tuple[Craft, ...]] = {
    Craft("batik", "Batik", "Batik"): (
        Craft("batik-tulis", "Batik tulis", "Hand-drawn batik (tulis)"),
        Craft("batik-cap", "Batik cap", "Stamped batik (cap)"),
        Craft("batik-kombinasi", "Batik kombinasi", "Combined batik (tulis and cap)"),
    ),
    Craft("tekstil-cetak", "Tekstil cetak", "Printed textiles"): (
        Craft("motif-batik-cetak", "Tekstil cetak bermotif batik", "Cloth printed with batik motifs"),
    ),
    Craft("tenun", "Tenun", "Weaving"): (
        Craft("tenun-atbm", "Tenun ATBM", "Handloom weaving (ATBM)"),
        Craft("tenun-atm", "Tenun ATM", "Powerloom weaving (ATM)"),
    ),
    Craft("sandang", "Fesyen dan aksesori", "Fashion and accessories"): (
        Craft("fesyen-bordir", "Fesyen dan bordir", "Fashion and embroidery"),
        Craft("alas-kaki-tas", "Alas kaki dan tas", "Footwear and bags"),
        Craft("perhiasan-aksesori", "Perhiasan dan aksesori", "Jewellery and accessories"),
    ),
    Craft("rumah-hadiah", "Rumah dan hadiah", "Home and gifts"): (
        Craft("peralatan-rumah-tangga", "Peralatan rumah tangga", "Household goods"),
        Craft("cendera-mata", "Cendera mata", "Souvenirs"),
        Craft("dekorasi", "Dekorasi", "Decoration"),
        Craft("mainan", "Mainan", "Toys"),
    ),
    Craft("kriya", "Kriya", "Craft"): (
        Craft("kriya-kayu", "Kriya kayu", "Wood craft"),
        Craft("kriya-logam", "Kriya logam", "Metal craft"),
        Craft("anyaman-eceng-gondok", "Anyaman eceng gondok", "Water-hyacinth weaving"),
        Craft("anyaman-rotan", "Anyaman rotan", "Rattan weaving"),
        Craft("anyaman-bambu", "Anyaman bambu", "Bamboo weaving"),
        Craft("kriya-kulit", "Kriya kulit", "Leather craft"),
        Craft("keramik", "Keramik", "Ceramics"),
        Craft("rajut", "Rajut", "Knitting and crochet"),
        Craft("perca", "Kriya perca", "Patchwork"),
        Craft("ecoprint", "Ecoprint", "Ecoprint"),
    ),
    Craft("pangan", "Pangan", "Food"): (Craft("olahan-pangan", "Olahan pangan", "Processed food"),),
}
