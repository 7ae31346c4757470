"""The companies, people, goods and places of the simulated world.

Companies, people and trade names are invented; HS and port codes are real.
"""

from dataclasses import dataclass

from apps.agencies.competence import AGENCIES
from apps.ledger.vocabulary import Category, Mode, ReporterKind


@dataclass(frozen=True, slots=True)
class Product:
    """A line of goods. Prices are US dollars a parcel, weights kilograms a parcel: the range of an ordinary one."""

    description: str
    hs: str
    price: tuple[float, float]
    weight: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Country:
    """A country that sellers ship from, with its cities and what its companies are called.

    `language` is the language in which its sellers read the site.
    """

    code: str
    weight: int
    cities: tuple[str, ...]
    legal_form: str
    modes: tuple[str, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Party:
    """A carrier, marketplace or agency that reports to the ledger."""

    code: str
    name: str
    kind: str
    modes: tuple[str, ...] = ()
    competence: tuple[str, ...] = ()


PRODUCTS = (
    Product("Cotton T-shirts", "610910", (8, 35), (0.2, 0.8)),
    Product("Children's cotton pajamas", "611120", (9, 30), (0.2, 0.6)),
    Product("Plastic phone cases", "392690", (4, 18), (0.05, 0.2)),
    Product("LED string lights", "940531", (7, 28), (0.3, 0.9)),
    Product("Ceramic mugs", "691200", (8, 32), (0.4, 1.6)),
    Product("Steel vacuum flasks", "961700", (12, 40), (0.4, 0.9)),
    Product("Wooden toy blocks", "950300", (10, 45), (0.5, 2.0)),
    Product("Wireless earphones", "851830", (12, 80), (0.1, 0.3)),
    Product("USB charging cables", "854442", (3, 15), (0.05, 0.2)),
    Product("Lithium power banks", "850760", (14, 55), (0.2, 0.6)),
    Product("Yoga mats", "950691", (15, 50), (0.9, 2.2)),
    Product("Imitation jewelry", "711719", (4, 40), (0.03, 0.2)),
    Product("Face cream", "330499", (8, 60), (0.1, 0.4)),
    Product("Vitamin supplements", "210690", (10, 45), (0.2, 0.7)),
    Product("Leather wallets", "420231", (12, 70), (0.1, 0.3)),
    Product("Polyester backpacks", "420292", (18, 75), (0.5, 1.4)),
    Product("Running shoes", "640411", (25, 110), (0.6, 1.3)),
    Product("Sunglasses", "900410", (8, 60), (0.05, 0.2)),
    Product("Quartz wrist watches", "910211", (15, 140), (0.1, 0.3)),
    Product("Kitchen knives", "821192", (10, 65), (0.2, 0.9)),
    Product("Dog harnesses", "420100", (9, 35), (0.2, 0.6)),
    Product("Cushion covers", "630492", (8, 30), (0.2, 0.7)),
    Product("Green tea", "090210", (7, 40), (0.1, 0.8)),
    Product("Flower seeds", "120930", (3, 20), (0.02, 0.2)),
    Product("Fishing lures", "950790", (5, 35), (0.05, 0.4)),
    Product("Paper notebooks", "482010", (5, 25), (0.2, 1.0)),
    Product("Scented candles", "340600", (8, 35), (0.3, 1.1)),
    Product("Bed linen", "630231", (20, 90), (0.8, 2.4)),
)

COUNTRIES = (
    Country(
        "CN",
        34,
        ("Shenzhen", "Yiwu", "Ningbo", "Xiamen"),
        "Trading Co., Ltd.",
        (Mode.AIR, Mode.AIR, Mode.POST, Mode.SEA),
        "zh-hans",
    ),
    Country("HK", 8, ("Kowloon", "Tsuen Wan"), "Limited", (Mode.AIR, Mode.AIR, Mode.POST)),
    Country("KR", 7, ("Busan", "Incheon"), "Co., Ltd.", (Mode.AIR, Mode.POST)),
    Country("JP", 6, ("Osaka", "Nagoya"), "K.K.", (Mode.AIR, Mode.POST)),
    Country("VN", 6, ("Ho Chi Minh City", "Hai Phong"), "JSC", (Mode.AIR, Mode.SEA)),
    Country("IN", 7, ("Jaipur", "Surat", "Chennai"), "Exports Pvt. Ltd.", (Mode.AIR, Mode.POST, Mode.SEA)),
    Country("TR", 4, ("Izmir", "Bursa"), "A.S.", (Mode.AIR, Mode.SEA)),
    Country("DE", 6, ("Leipzig", "Bremen"), "GmbH", (Mode.AIR, Mode.POST)),
    Country("IT", 5, ("Prato", "Vicenza"), "S.r.l.", (Mode.AIR, Mode.POST)),
    Country("GB", 6, ("Leeds", "Bristol"), "Ltd", (Mode.AIR, Mode.POST)),
    Country("PL", 3, ("Lodz", "Gdynia"), "Sp. z o.o.", (Mode.AIR, Mode.POST)),
    Country("MX", 5, ("Tijuana", "Monterrey"), "S.A. de C.V.", (Mode.TRUCK,), "es"),
    Country("CA", 6, ("Hamilton", "Surrey"), "Inc.", (Mode.TRUCK, Mode.POST)),
)

# The region and a postal code of each city.
PLACES = {
    "Shenzhen": ("Guangdong", "518000"),
    "Yiwu": ("Zhejiang", "322000"),
    "Ningbo": ("Zhejiang", "315000"),
    "Xiamen": ("Fujian", "361000"),
    "Kowloon": ("Kowloon", ""),
    "Tsuen Wan": ("New Territories", ""),
    "Busan": ("Busan", "48058"),
    "Incheon": ("Incheon", "21554"),
    "Osaka": ("Osaka", "530-0001"),
    "Nagoya": ("Aichi", "450-0002"),
    "Ho Chi Minh City": ("", "700000"),
    "Hai Phong": ("", "180000"),
    "Jaipur": ("Rajasthan", "302001"),
    "Surat": ("Gujarat", "395003"),
    "Chennai": ("Tamil Nadu", "600001"),
    "Izmir": ("", "35210"),
    "Bursa": ("", "16010"),
    "Leipzig": ("", "04109"),
    "Bremen": ("", "28195"),
    "Prato": ("PO", "59100"),
    "Vicenza": ("VI", "36100"),
    "Leeds": ("", "LS1 4AP"),
    "Bristol": ("", "BS1 5TR"),
    "Lodz": ("", "90-001"),
    "Gdynia": ("", "81-300"),
    "Tijuana": ("Baja California", "22000"),
    "Monterrey": ("Nuevo León", "64000"),
    "Hamilton": ("ON", "L8P 4R5"),
    "Surrey": ("BC", "V3T 1V8"),
}

# Schedule D port codes by the way that goods arrive.
PORTS = {
    Mode.AIR: ("4701", "2720", "3901", "5206", "2809"),
    Mode.POST: ("4701", "2720", "3901"),
    Mode.SEA: ("2704", "4601", "3001", "1401"),
    Mode.TRUCK: ("2506", "2304", "3801"),
}

AGENCY = Party("customs", "Customs (simulated)", ReporterKind.AGENCY, competence=tuple(Category.values))
# The agencies that customs asks, and what they determine.
PARTNER_AGENCIES = {
    code: Party(
        code.lower(), code, ReporterKind.AGENCY, competence=(Category.UNSAFE_GOODS, Category.MISSING_AGENCY_DATA)
    )
    for code in AGENCIES
}
BROKER = Party("harborline", "Harborline Customs Brokers", ReporterKind.BROKER)
CARRIERS = (
    Party("QWNX", "Quillwind Express", ReporterKind.CARRIER, (Mode.AIR,)),
    Party("TRVA", "Tarnova Air Parcel", ReporterKind.CARRIER, (Mode.AIR,)),
    Party("PSTX", "Postal exchange office", ReporterKind.CARRIER, (Mode.POST,)),
    Party("BRLO", "Brackwater Ocean Lines", ReporterKind.CARRIER, (Mode.SEA,)),
    Party("OKRD", "Okerdale Road Freight", ReporterKind.CARRIER, (Mode.TRUCK,)),
)
MARKETPLACES = (
    Party("bazaarly", "Bazaarly", ReporterKind.MARKETPLACE),
    Party("cartwheel", "Cartwheel Market", ReporterKind.MARKETPLACE),
)

FIRST_WORDS = (
    "Amberfold", "Birchmere", "Copperleaf", "Dunwick", "Eastlantern", "Fennholm", "Gildenpath", "Harrowmoon",
    "Ivorybridge", "Jasperfield", "Kestrelgate", "Lanternbrook", "Mossgrove", "Northplum", "Oakhollow",
    "Pearlmarsh", "Quietharbor", "Rivenstone", "Silverquill", "Thistlebay", "Umberlane", "Velvetpine",
    "Willowforge", "Yarrowmill",
)  # fmt: skip
SECOND_WORDS = (
    "Home", "Outfitters", "Goods", "Supply", "Studio", "Living", "Outdoors", "Kids", "Style", "Tools", "Market",
    "Atelier", "Essentials", "Craft", "Works",
)  # fmt: skip
GIVEN_NAMES = (
    "Arelo", "Bemira", "Corvin", "Dalisa", "Evrin", "Fayola", "Gerano", "Hesper", "Ilvara", "Joren", "Kalinde",
    "Loriko", "Mirabo", "Nelika", "Orsino", "Pavira", "Quenby", "Rasmo", "Selvane", "Tavio", "Ursel", "Vadine",
    "Wimara", "Yoreth",
)  # fmt: skip
FAMILY_NAMES = (
    "Abrenda", "Bolvasch", "Carimoto", "Delveny", "Estrano", "Fengarde", "Golvani", "Hastrom", "Imberlan",
    "Jovanque", "Kirsamy", "Lindovar", "Morabel", "Nakuride", "Ostrevan", "Pellimar", "Quastow", "Rendova",
    "Sorvane", "Tamarik",
)  # fmt: skip
STREETS = ("Harbor Road", "Market Street", "Station Avenue", "Mill Lane", "Industrial Park Road", "Canal Street")
