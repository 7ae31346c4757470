"""Words that say little in a name: forms of companies, titles, particles, numbers in words, and common words.

The tables are the program's own, from the usage of the languages in which sellers and lists write. A word that is
missing here makes two names less alike, never more.
"""

from enum import StrEnum


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str, mark: str = "=") -> dict[str, str]:
    return {left: right for left, _mark, right in (pair.partition(mark) for pair in text.split())}


class Form(StrEnum):
    """The family of a company's form. Two families contradict each other; `GENERIC` contradicts none."""

    LIMITED = "limited"  # partners or members, liable with their share
    STOCK = "stock"  # shares
    PARTNERSHIP = "partnership"
    NONPROFIT = "nonprofit"
    STATE = "state"
    GENERIC = "generic"  # "company" in some language, of any form


def _table(**lines: str) -> dict[tuple[str, ...], Form]:
    return {
        tuple(words.split()): Form[family.upper()]
        for family, text in lines.items()
        for words in text.replace("\n", ",").split(",")
        if words.strip()
    }


# The words of each form after transliteration. Longer ones are looked for first.
COMPANY_FORMS = _table(
    limited="""llc, l l c, ltd, limited, ltda, limitada, gmbh, gesellschaft mit beschrankter haftung, ooo, o o o,
        obshchestvo s ogranichennoi otvetstvennostyu, obshchestvo s ogranichennoy otvetstvennostyu,
        obschestvo s ogranichennoi otvetstvennostyu, obshchestvo s ogranichennoj otvetstvennostyu,
        limited liability company, limited liability, srl, s r l,
        societatea cu raspundere limitata, societa a responsabilita limitata, sarl, sarlau,
        societe a responsabilite limitee, sp z oo, sp z o o, spzoo, spolka z ograniczona odpowiedzialnoscia, sro,
        s r o, bv, b v, besloten vennootschap, doo, d o o, kft, pvt ltd, pvt limited, private limited, private ltd,
        pte ltd, pte, pvt, pty ltd, pty limited, pty, sdn bhd, bhd, co ltd, co limited, company limited, company ltd,
        tov, too, uab, oy, aps, ug, sl, s l, s de rl de cv, s de rl, tnhh, cong ty tnhh, cong ty trach nhiem huu han,
        trach nhiem huu han, youxiangongsi, yuhan hoesa, yugen kaisha, mmc, mchj, tic ltd sti, ltd sti,
        limited sirketi""",
    stock="""ag, aktiengesellschaft, sa, s a, sociedad anonima, societe anonyme, sa de cv,
        sociedad anonima de capital variable, sapi de cv, spa, s p a, societa per azioni, jsc,
        joint stock company, ojsc,
        cjsc, pjsc, open joint stock company, closed joint stock company, public joint stock company, oao, zao,
        pao, ao,
        otkrytoe aktsionernoe obshchestvo, zakrytoe aktsionernoe obshchestvo, publichnoe aktsionernoe obshchestvo,
        aktsionernoe obshchestvo, plc, public limited company, ab, as, asa, a s, nv, n v, kk, kabushiki kaisha,
        as sti,
        anonim sirketi, anonim sirket, tbk, jmc, se, gufenyouxiangongsi, gu fen you xian gong si, ctcp,
        cong ty co phan,
        co phan, jusik hoesa""",
    partnership="""lp, llp, kg, ohg, gmbh co kg, sas, scs, snc, limited partnership,
        limited liability partnership""",
    nonprofit="""ano, avtonomnaya nekommercheskaya organizatsiya, autonomous non profit organization, ngo,
        non governmental organization, ev, e v, eingetragener verein""",
    state="""fgup, gup, federal state unitary enterprise, state unitary enterprise""",
    generic="""company, co, corporation, corporacion, corp, inc, incorporated, cie, compagnie, compania, cia,
        gongsi, pt, cong ty, sirketi, sti, firma""",
)
# The words of forms, which may lie apart where somebody exchanged the words of a name.
FORM_WORDS = frozenset(word for words in COMPANY_FORMS for word in words if len(words) > 1 or len(word) <= 4)
MAX_FORM_WORDS = max(len(words) for words in COMPANY_FORMS)
# Words that stay where they are the whole name, and forms that are also words of persons' names.
NOT_FORMS_OF_PERSONS = _words("se as ab ag cv sl spa pt co ao too ug kk ev pao")

# Titles before or after a person's name.
HONORIFICS = _words(
    """
    mr mrs ms miss mister dr doctor prof professor sir dame lord lady sheikh shaikh shaykh sheik cheikh haji
    hajji hadji
    hajj haj mullah mulla maulana mawlana maulvi mawlawi molla ustad ustaz sayyid sayed sayyed syed president
    prasident
    presidente general gen colonel col major maj captain capt lieutenant lt brigadier brig commander cmdr admiral
    minister senator hon honorable rev reverend father herr frau monsieur madame mme mlle senor senora sr sra don dona
    jr junior ii iii eng engineer ing dipl phd md esq sri shri smt qari hafiz comrade
    """
)
# Small words inside of names of persons, and of firms: articles, prepositions, "son of".
PARTICLES = _words(
    """
    al el ul ud ur as ad ash at an bin ben ibn bint bte binti abu de del della di da dos das do la le las los van von
    der den ter ten zu y e und and the of for in et i un une des du les et d l a
    """
)
# Common words of firms' names, which tell little of one firm from another. From the words most frequent in the names of
# firms on OFAC's list and in the FDA's file of refusals.
COMMON_WORDS = _words(
    """
    group groupe grupo gruppe holding holdings international internacional trading trade trader traders import imports
    export exports importexport exim impex enterprise enterprises industry industries industrial industria industrias
    company companies general services service systems system solutions global products product manufacturing
    manufacturer factory plant business commercial comercial commerce comercio investment investments inversiones
    development technology technologies tech technical electronics electronic engineering construction shipping marine
    maritime logistics transport transportation bank banco banque foods food fishery fisheries seafood pharma
    pharmaceutical pharmaceuticals pharmaceutica medical healthcare health lifesciences laboratories laboratory labs
    cosmetics cosmetic agro agricultural textile plastic chemical chemicals equipment instruments organization
    organisation foundation fund society association institute center centre department ministry government
    office agency
    management associates partners brothers bros sons zavod kompaniya banka
    """
)
# Places that firms add to their names.
PLACES = _words(
    """
    europe european asia africa america american usa us uk uae china chinese india indian russia russian iran iranian
    vietnam hong kong hongkong guangzhou shenzhen shanghai beijing ningbo yiwu guangdong zhejiang mumbai delhi dubai
    singapore germany deutschland schweiz switzerland france turkey mexico canada north south east west northern
    southern eastern western national world worldwide
    """
)

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve",
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12}
NUMBERS = {word: number for words in _COUNTED for number, word in enumerate(words.split())} | _ROMAN
TENS = {word: 20 + 10 * number for number, word in enumerate(_TENS.split())}

# Short forms of words in firms' names.
_SHORT_FORMS = """
    intl=international mfg=manufacturing mfrs=manufacturing ind=industries inds=industries
    pharm=pharmaceutical pharma=pharmaceutical pharmaceuticals=pharmaceutical bros=brothers assoc=association
    tech=technology technologies=technology ent=enterprise enterprises=enterprise entp=enterprise imp=import
    exp=export
    imports=import exports=export importexport=import impex=import exim=export elec=electronics natl=national
    univ=university dept=department govt=government mgmt=management labs=laboratories lab=laboratories
    foods=food products=product prods=product prod=product industry=industries industrial=industries
    trdg=trading tdg=trading ctr=center centre=center grp=group hldgs=holding holdings=holding svc=service
    services=service svcs=service dev=development eng=engineering equip=equipment chem=chemical chemicals=chemical
    med=medical agri=agricultural hk=hongkong
"""
SHORT_FORMS = _pairs(_SHORT_FORMS)

# Everyday forms of given names, as far as they can't be told from the spelling. Each line is one name.
NICKNAMES: dict[str, frozenset[str]] = {}
for _line in """alexander alex sasha aleksandr alexandre alejandro iskander
    benjamin ben bibi benny
    barack barry
    william will bill billy
    robert bob bobby rob
    richard dick rick
    james jim jimmy
    john jack johnny
    joseph joe josef
    michael mike mikhail miguel
    thomas tom tommy
    edward ed ted eddie
    elizabeth liz beth betty
    margaret maggie peggy
    katherine kate kathy cathy
    vladimir volodya vova
    dmitry dima dimitri
    mohammed muhammad mohamed mohammad muhammed mohamad mohd md
    francisco paco pancho
    jose pepe
    ignacio nacho
    guadalupe lupe
    nicholas nick nicolas nikolai
    gregory greg grigory
    andrew andy andrei
    anthony tony antonio
    peter pete pyotr
    samuel sam
    daniel dan danny
    matthew matt
    steven steve stephen
    charles charlie chuck
    eugene gene yevgeny evgeny
    yusuf yousef yousuf youssef
    hussein husayn husain hossein
    ahmed ahmad""".splitlines():
    _names = frozenset(_line.split())
    for _name in _names:
        NICKNAMES[_name] = NICKNAMES.get(_name, frozenset()) | _names
