"""The laws on which the amounts rest, each with the address of its text."""

from apps.tariff.citations import Law


def _code(section: str, within: str = "") -> Law:
    address = f"https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title19-section{section}"
    return Law(f"19 U.S.C. {section}{within}", address)


def _regulation(section: str, within: str = "") -> Law:
    return Law(f"19 CFR {section}{within}", f"https://www.ecfr.gov/current/title-19/section-{section}")


def _register(page: str, document: str, day: str) -> Law:
    return Law(page, f"https://www.federalregister.gov/documents/{day.replace('-', '/')}/{document}")


def _order(name: str, month: str, slug: str) -> Law:
    return Law(name, f"https://www.whitehouse.gov/presidential-actions/{month}/{slug}/")


TARIFF = Law("Harmonized Tariff Schedule of the United States", "https://hts.usitc.gov/")
COLUMN_2 = Law("HTSUS general note 3(b)", "https://hts.usitc.gov/reststop/file?release=currentRelease&filename=gn3")
INFORMAL = _regulation("143.21", "(a)")
MAIL_ENTRY = _regulation("145.12", "(a)")
HARBOR_FEE = _regulation("24.24", "(a)")
SMALL_VALUE = _code("1321", "(a)(2)")
FEES_2025 = _register("89 FR 59126", "2024-15990", "2024-07-22")
FEES_2026 = Law("90 FR 34665", "https://www.govinfo.gov/content/pkg/FR-2025-07-23/html/2025-13869.htm")
FEES_2027 = _register("FR Doc. 2026-15530", "2026-15530", "2026-07-31")
CHINA_SMALL_VALUE = _order(
    "Executive Order of April 2, 2025, on low-value imports from China",
    "2025/04",
    "further-amendment-to-duties-addressing-the-synthetic-opioid-supply-chain-in-the-peoples-republic-of-china-as-"
    "applied-to-low-value-imports",
)
DE_MINIMIS_ENDED = Law(
    "Executive Order 14324 (90 FR 37775)", "https://www.govinfo.gov/content/pkg/FR-2025-08-05/html/2025-14897.htm"
)
DE_MINIMIS_STAYS_ENDED = _order(
    "Executive Order of February 20, 2026, on de minimis",
    "2026/02",
    "continuing-the-suspension-of-duty-free-de-minimis-treatment-for-all-countries",
)
MAIL_RULE = Law("91 FR 37801", "https://www.govinfo.gov/content/pkg/FR-2026-06-24/pdf/2026-12669.pdf")
SURCHARGE = _order(
    "Section 122, 19 U.S.C. 2132: Proclamation of February 20, 2026",
    "2026/02",
    "imposing-a-temporary-import-surcharge-to-address-fundamental-international-payments-problems",
)
CHINA_LIST_1 = Law("HTSUS chapter 99, U.S. note 20(b) (83 FR 28710)", "https://www.govinfo.gov/link/fr/83/28710")
CHINA_LIST_2 = Law("HTSUS chapter 99, U.S. note 20(d) (83 FR 40823)", "https://www.govinfo.gov/link/fr/83/40823")
CHINA_LIST_3 = Law("HTSUS chapter 99, U.S. note 20(f) (84 FR 20459)", "https://www.govinfo.gov/link/fr/84/20459")
CHINA_LIST_4A = Law("HTSUS chapter 99, U.S. note 20(s) (85 FR 3741)", "https://www.govinfo.gov/link/fr/85/3741")
CHINA_RAISED = Law("HTSUS chapter 99, U.S. note 31 (89 FR 76581)", "https://www.govinfo.gov/link/fr/89/76581")
FORCED_LABOR = _order(
    "Section 301, 19 U.S.C. 2411: Memorandum of July 23, 2026 (91 FR 47717); HTSUS chapter 99, U.S. note 52",
    "2026/07",
    "actions-by-the-united-states-in-the-investigations-under-section-301-of-the-trade-act-of-1974-of-the-acts-policies-"
    "and-practices-of-60-economies-related-to-the-failure-of-each-economy-to-impose-and",
)
BRAZIL = Law("Section 301, 19 U.S.C. 2411 (91 FR 45516)", "https://www.govinfo.gov/link/fr/91/45516")
METALS = _order(
    "Section 232, 19 U.S.C. 1862: Proclamation of April 2, 2026, and others",
    "2026/04",
    "strengthening-actions-taken-to-adjust-imports-of-aluminum-steel-and-copper-into-the-united-states",
)
