"""Reads of tips: a tip by its receipt code, its thread, and tips that tell the same."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.allegations import rules
from apps.allegations.models import Tip, TipFile, TipPost
from apps.allegations.states import OFFICER, AllegationFacts
from apps.core.errors import NotFound
from apps.core.rows import row_get
from apps.matching import names_ratio
from apps.shippers.selectors import has_conflict

# The most tips about the same business that are compared.
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


def tip_of_code(code: str) -> Tip:
    """Return the tip that a receipt code opens; raise NotFound for any other code."""
    return row_get(
        Tip.objects,
        _("We know no report with this code. Check each letter and digit of the code."),
        code_digest=rules.code_digest(code),
    )


def tips_taken_in() -> QuerySet[Tip]:
    """Return the tips that officers were given."""
    return Tip.objects.filter(taken_in_at__isnull=False)


def posts_of(tip: Tip) -> QuerySet[TipPost]:
    """Return the messages of a tip for its sender, in the order in which they were written."""
    return tip.posts.select_related("author").order_by("pk")


def posts_taken_in(tip: Tip) -> QuerySet[TipPost]:
    """Return the messages of a tip that officers were given, in the order in which they were written."""
    return posts_of(tip).filter(Q(author__isnull=False) | Q(pk__lte=tip.last_post))


def files_of(tip: Tip) -> QuerySet[TipFile]:
    """Return the files of a tip, in the order in which they came."""
    return tip.files.order_by("pk")


def tip_file_for(user: User, file_id: int) -> TipFile:
    """Return the file of a tip, for staff who look into tips; raise NotFound for others."""
    file = TipFile.objects.filter(pk=file_id).first() if OFFICER in held(user) else None
    if file is None:
        raise NotFound(_("There is no such file."))
    return file


def facts_of(tip: Tip, actor: User) -> AllegationFacts:
    """Return the facts on which an act of this officer on a tip depends now."""
    return AllegationFacts(actor_on_team=has_conflict(actor, tip.shipper_id))


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
    found = tips_taken_in().filter(same).exclude(pk=tip.pk).order_by("-received_at", "-pk")[:MAX_COMPARED]
    similar = [SimilarTip(other, rules.likeness(tip.text, other.text)) for other in found if _is_about_same(tip, other)]
    return sorted(similar, key=lambda other: (-other.likeness, -other.tip.pk))


def _is_about_same(tip: Tip, other: Tip) -> bool:
    """Tell whether two tips name the same shop or parcel, or the same company or one that is written much like it."""
    if (tip.site_key and tip.site_key == other.site_key) or (tip.parcel_key and tip.parcel_key == other.parcel_key):
        return True
    return bool(tip.company_key and other.company_key and names_ratio(tip.company_key, other.company_key))


def wave_joined(tip: Tip) -> Tip | None:
    """Return the first tip of the wave to which a new tip belongs: tips about one business within `WAVE` that say
    nearly the same. Returns None if the tip belongs to no wave.
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
