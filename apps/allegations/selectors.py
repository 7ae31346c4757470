"""Reads of tips: a tip by its receipt code, its thread, tips that tell the same, and the businesses it may be about."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.allegations import rules
from apps.allegations.models import Tip, TipFile, TipPost
from apps.allegations.staff_words import HAS_A_LIKE_NAME, HAS_THE_NAME, HAS_THE_SITE, SENT_THE_PARCEL
from apps.allegations.states import OFFICER, Facts
from apps.core.errors import NotFound
from apps.core.fields import blind_index
from apps.core.lifecycle import Text
from apps.ledger.models import Parcel
from apps.matching.ratios import names_ratio
from apps.shippers.matches.asked_names import NameAnswer, name_match
from apps.shippers.models import MatchKey, Shipper
from apps.shippers.selectors import has_conflict

# So many tips about the same business, and so many businesses with a like name, are compared.
MAX_COMPARED = 50
MAX_SHOWN = 10
# Tips about one business in nearly the same words within this time are one wave.
WAVE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SimilarTip:
    """Another tip about the same business, product or parcel. `likeness` compares the texts, from 0 to 100."""

    tip: Tip
    likeness: int

    @property
    def says_the_same(self) -> bool:
        return self.likeness >= rules.MIN_LIKENESS


@dataclass(frozen=True, slots=True)
class LikelyShipper:
    """A business that a tip may be about, and what speaks for it."""

    shipper: Shipper
    because: list[Text]


def tip_of_code(code: str) -> Tip:
    """Return the tip that a receipt code opens; raise NotFound for any other code."""
    tip = Tip.objects.filter(code_digest=rules.code_digest(code)).first()
    if tip is None:
        raise NotFound(_("We know no report with this code. Check each letter and digit of the code."))
    return tip


def posts_of(tip: Tip) -> QuerySet[TipPost]:
    """Return the messages of a tip, in the order in which they were written."""
    return tip.posts.select_related("author").order_by("pk")


def files_of(tip: Tip) -> QuerySet[TipFile]:
    """Return the files of a tip, in the order in which they came."""
    return tip.files.order_by("pk")


def tip_file_for(user: User, file_id: int) -> TipFile:
    """Return the file of a tip, for staff who look into tips; raise NotFound for others."""
    file = TipFile.objects.filter(pk=file_id).first() if OFFICER in held(user) else None
    if file is None:
        raise NotFound(_("There is no such file."))
    return file


def facts_of(tip: Tip, actor: User) -> Facts:
    """Return the facts on which an act of this officer on a tip depends now."""
    return Facts(actor_on_team=has_conflict(actor, tip.shipper_id))


def similar_tips(tip: Tip) -> list[SimilarTip]:
    """Return other tips that name the same company, shop or parcel, the most alike first. Takes one query."""
    same = Q()
    if tip.company_key:
        same |= Q(company_key=tip.company_key) | Q(company_key__trigram_similar=tip.company_key)
    if tip.site_key:
        same |= Q(site_key=tip.site_key)
    if tip.parcel_key:
        same |= Q(parcel_key=tip.parcel_key)
    if not same:
        return []
    found = Tip.objects.filter(same).exclude(pk=tip.pk).order_by("-received_at", "-pk")[:MAX_COMPARED]
    similar = [SimilarTip(other, rules.likeness(tip.text, other.text)) for other in found if _is_about_same(tip, other)]
    return sorted(similar, key=lambda other: (-other.likeness, -other.tip.pk))


def _is_about_same(tip: Tip, other: Tip) -> bool:
    """Tell whether two tips name the same shop or parcel, or the same company or one that is written much like it."""
    if (tip.site_key and tip.site_key == other.site_key) or (tip.parcel_key and tip.parcel_key == other.parcel_key):
        return True
    return bool(tip.company_key and other.company_key and names_ratio(tip.company_key, other.company_key))


def wave_joined(tip: Tip) -> Tip | None:
    """Return the first tip of the wave to which a new tip belongs: tips about one business within `WAVE` that say
    nearly the same. None if there is none.
    """
    since = tip.received_at - WAVE
    for other in similar_tips(tip):
        if other.says_the_same and other.tip.received_at >= since:
            return other.tip.wave or other.tip
    return None


def wave_size(tip: Tip) -> int:
    """Return the number of tips in the wave of a tip, itself included; 1 if there is no wave."""
    first = tip.wave_id or tip.pk
    return Tip.objects.filter(Q(pk=first) | Q(wave=first)).count()


def likely_shippers(tip: Tip) -> list[LikelyShipper]:
    """Return the businesses that a tip may be about, the one with the most evidence first. Takes three queries."""
    found: dict[int, Shipper] = {}
    because: dict[int, list[Text]] = defaultdict(list)
    for shipper, reason in (*_by_parcel(tip), *_by_site(tip), *_by_name(tip)):
        found[shipper.pk] = shipper
        if reason not in because[shipper.pk]:
            because[shipper.pk].append(reason)
    ranked = sorted(found, key=lambda pk: (-len(because[pk]), pk))
    return [LikelyShipper(found[pk], because[pk]) for pk in ranked[:MAX_SHOWN]]


def _by_parcel(tip: Tip) -> list[tuple[Shipper, Text]]:
    if not tip.parcel_key:
        return []
    numbers = {tip.parcel.strip(), tip.parcel_key}
    parcels = Parcel.objects.filter(reference__in=numbers, voided=False, seller__shipper__isnull=False)
    rows = parcels.select_related("seller__shipper").order_by("-pk")[:MAX_SHOWN]
    return [(parcel.seller.shipper, SENT_THE_PARCEL) for parcel in rows if parcel.seller.shipper]


def _by_site(tip: Tip) -> list[tuple[Shipper, Text]]:
    if not tip.site_key:
        return []
    typed = tip.site.strip().casefold()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    page = tip.site_key + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    digests = [
        blind_index(f"match:{MatchKey.Kind.DOMAIN}:{tip.site_key}"),
        blind_index(f"match:{MatchKey.Kind.PAGE}:{page}"),
    ]
    keys = MatchKey.objects.filter(digest__in=digests).select_related("shipper").order_by("shipper")[:MAX_SHOWN]
    return [(key.shipper, HAS_THE_SITE) for key in keys]


def _by_name(tip: Tip) -> list[tuple[Shipper, Text]]:
    if not tip.company_key:
        return []
    names = MatchKey.objects.filter(kind=MatchKey.Kind.NAME, normal__trigram_similar=tip.company_key)
    alike = names.annotate(alike=TrigramSimilarity("normal", tip.company_key)).order_by("-alike", "shipper")
    found: list[tuple[Shipper, Text]] = []
    for key in alike.select_related("shipper")[:MAX_COMPARED]:
        answer = name_match(tip.company, legal=key.shipper.name, trade=key.shipper.trade_name).answer
        if answer == NameAnswer.YES:
            found.append((key.shipper, HAS_THE_NAME))
        elif answer == NameAnswer.CLOSE:
            found.append((key.shipper, HAS_A_LIKE_NAME))
    return found
