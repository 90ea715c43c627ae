"""The catalogue of the fair that runs: most exhibitors have said something of themselves, some in English too."""

from eventreg.businesses.publicity import PURPOSE
from eventreg.catalogue import queries as catalogues
from eventreg.catalogue import service
from eventreg.consents import queries as consents
from eventreg.consents import service as consent_service
from eventreg.consents.models import ConsentWay
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Actor
from eventreg.demo.acts import Story
from eventreg.demo.floors import RUNNING
from eventreg.events import queries as events

INTRO_ID = (
    "Usaha kriya Pekalongan membuka stan di Pekan Batik Demo: batik tulis dan cap, tenun, anyaman, "
    "aksesori, hingga olahan pangan. Tanyakan langsung kepada pembuatnya."
)
INTRO_EN = (
    "Craft businesses of Pekalongan open their booths at this fair: hand-drawn and stamped batik, weaving, "
    "basketry, accessories and food. Ask the makers themselves."
)
TEXTS = {
    "batik": (
        "Batik pesisir dengan warna alam, dikerjakan oleh dua belas pembatik di rumah produksi kami. Setiap lembar "
        "melewati canting, celup, dan lorod tanpa tergesa: satu kain tulis memakan waktu tiga sampai enam minggu.\n"
        "Kami menerima pesanan motif khusus.",
        "Coastal batik in natural dyes, made by twelve artisans in our own workshop. Every length is waxed, dyed and "
        "boiled without hurry: a hand-drawn cloth takes three to six weeks.\nWe take orders for motifs of your own.",
    ),
    "tenun-atbm": (
        "Tenun ATBM dari serat alam: katun, sutra, dan serat nanas. Kami menenun dengan tujuh alat kayu peninggalan "
        "kakek.",
        "Hand-woven textiles of cotton, silk and pineapple fibre, from seven wooden looms our grandfather left us.",
    ),
    "anyaman-eceng-gondok": (
        "Keranjang dan tas dari eceng gondok yang dipanen di sungai sekitar kota, dikeringkan matahari, lalu dianyam "
        "ibu-ibu satu kampung.",
        "Baskets and bags of water hyacinth, cut from the rivers around the city, dried in the sun and woven by the "
        "women of one neighbourhood.",
    ),
    "kriya-kayu": ("Mainan, talenan, dan cap batik dari kayu mahoni sisa mebel.", ""),
    "olahan-pangan": ("Keripik tahu dan teri khas Pekalongan, tanpa pengawet, ber-PIRT dan halal.", ""),
    "rajut": (
        "Tas dan boneka rajut tangan, isi ulang dari benang sisa pabrik.",
        "Hand-crocheted bags and dolls, filled with leftover yarn from the mills.",
    ),
    "ecoprint": (
        "Daun jati, lanang, dan jarak mencetak warnanya sendiri di atas sutra dan kulit.",
        "Leaves of teak and castor print their own colours on silk and leather.",
    ),
}


def tell(story: Story) -> None:
    """Everybody sees it; every fifth says how to be reached, and a few have written nothing yet."""
    event = events.get_public(RUNNING) if events.find_id(RUNNING) else None
    if event is None or not catalogues.with_booths(event.id):
        return
    now = story.moment(0, 7)
    for number, one in enumerate(sorted(catalogues.with_booths(event.id), key=lambda one: one.id)):
        craft = one.business.category.code
        text = TEXTS.get(craft) or (TEXTS["batik"] if craft.startswith("batik") else None)
        if text is None:
            continue
        person_id = one.application.applicant_id
        actor = Actor(person_id=person_id, business_ids=frozenset({one.business.id}))
        with unit_of_work():
            if not consents.holds(person_id, PURPOSE):
                consent_service.record(person_id, (PURPOSE,), way=ConsentWay.SCREEN, actor=actor, now=now)
            service.save_entry(
                one.id, text_id=text[0], text_en=text[1], shows_contact=number % 5 == 0, actor=actor, now=now
            )
    with unit_of_work():
        service.change(event.id, intro_id=INTRO_ID, intro_en=INTRO_EN, actor=story.staff["panitia"], now=now)
        service.publish(event.id, actor=story.staff["panitia"], now=now)
