"""Writes of watched goods: proposed, confirmed and ended by officers, sighted in batches of reports, and sightings that
officers close.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.agencies.watchlists import work
from apps.agencies.watchlists.models import (
    MAX_WATCH_DAYS,
    GoodsState,
    Result,
    SightedParcel,
    Sighting,
    SightingState,
    WatchedGoods,
)
from apps.agencies.watchlists.patterns import MIN_DIGITS_ALONE, codes_read, words_read
from apps.agencies.watchlists.selectors import facts_of, goods_facts, goods_in_force, parcels_named
from apps.agencies.watchlists.states import GOODS, OFFICER, SIGHTING
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.text import text_required
from apps.ledger.batches import BatchFacts
from apps.ledger.models import Recording
from apps.work.cases import CaseClock, Cases, CaseWork

# Each batch reads all phrases in force, also one of a single parcel.
MAX_PHRASES = 1_000


def _moments(goods: WatchedGoods) -> dict[str, datetime]:
    assert goods.last_day is not None
    return {"": clock.start_of(clock.add_days(goods.last_day, 1))}


GOODS_CASES = Cases(
    rows=WatchedGoods.objects.all(),
    lifecycle=GOODS,
    missing=_lazy("There are no such goods."),
    facts=goods_facts,
    signed={GoodsState.WATCHED: "confirmed", GoodsState.ENDED: "ended"},
    work=CaseWork(kind=work.WATCH, states=[GoodsState.WAITING], shows_state=True),
    clock=CaseClock(timer="watchlists.goods_over", states=[GoodsState.WAITING, GoodsState.WATCHED], moments=_moments),
    events="watchlists.goods_",
    event_names={"confirm": "confirmed"},
)
SIGHTINGS = Cases(
    rows=Sighting.objects.all(),
    lifecycle=SIGHTING,
    missing=_lazy("There is no such sighting."),
    facts=lambda sighting, actor: facts_of(sighting.pk, actor),
    signed={SightingState.CLOSED: "closed"},
    work=CaseWork(kind=work.SIGHTING, states=[SightingState.OPEN], shows_state=True),
    events="watchlists.sighting_",
    event_names={"add": "recorded"},
)


@transaction.atomic
def goods_propose(
    *, actor: User, name: str, hs_codes: str, phrases: str, look_for: str, ground: str, last_day: date
) -> WatchedGoods:
    """Propose to watch for goods until a last day, by HS codes (parted by lines or commas) and phrases (one a line).
    Nothing is looked for before somebody else confirms the watch.

    A watch needs a ground and an end whatever it is for: no rule can tell words for goods from the name of a business,
    or from goods that one business alone sends. Raises NotAllowed for an actor who may not record violations; Invalid
    for a text that is no code or phrase, without codes and phrases, for a short code without phrases, for more phrases
    than are looked for, without a ground, and for a last day that has passed or is too far ahead.
    """
    require(actor, OFFICER)
    goods = WatchedGoods(
        name=text_required(name, "name", _("Give it a name.")),
        codes=codes_read(hs_codes),
        words=words_read(phrases),
        look_for=text_required(look_for, "look_for", _("Say what an officer looks for in such a parcel.")),
        ground=text_required(ground, "ground", _("Say on what the watch rests: what was found, and where.")),
        last_day=last_day,
        added_by=actor,
        added_at=clock.now(),
    )
    if not goods.words and (not goods.codes or min(map(len, goods.codes)) < MIN_DIGITS_ALONE):
        message = _("Give a word. Without words, give codes of %(least)d digits or more: shorter ones name a trade.")
        message %= {"least": MIN_DIGITS_ALONE}
        raise InvalidInput(message, fields={"hs_codes": [message]})
    today = clock.today()
    if not today <= last_day <= clock.add_days(today, MAX_WATCH_DAYS):
        message = _("Choose a day from today on, at most %(most)d days ahead.") % {"most": MAX_WATCH_DAYS}
        raise InvalidInput(message, fields={"last_day": [message]})
    if len(goods.words) + sum(len(row.words) for row in goods_in_force()) > MAX_PHRASES:
        message = _("At most %(most)d words are watched for. End goods that are no longer needed first.")
        message %= {"most": MAX_PHRASES}
        raise InvalidInput(message, fields={"phrases": [message]})
    goods.save()
    GOODS_CASES.opened(goods, "proposed", actor)
    return goods


@transaction.atomic
def goods_confirm(*, actor: User, goods_id: int) -> WatchedGoods:
    """Confirm a watch that somebody else proposed: from now on parcels that name the goods are sighted and opened.
    Raises NotFound, and Conflict or NotAllowed if the lifecycle refuses the act.
    """
    return GOODS_CASES.act("confirm", goods_id, actor)


@transaction.atomic
def goods_end(*, actor: User, goods_id: int, reasons: str) -> WatchedGoods:
    """End a watch for goods, or the proposal of one, with reasons; the sightings stay. Raises NotFound, and Conflict or
    NotAllowed if the lifecycle refuses the act.
    """
    with GOODS_CASES.acting("end", goods_id, actor) as goods:
        goods.reasons = text_required(reasons, "reasons")
    return goods


@transaction.atomic
def goods_expire(*, goods_id: int) -> None:
    """End a watch whose last day has passed, if it runs."""
    if WatchedGoods.objects.filter(pk=goods_id).exclude(state=GoodsState.ENDED).exists():
        GOODS_CASES.act("expire", goods_id)


def sightings_record(*, recording: Recording, facts: BatchFacts) -> None:
    """Record which parcels of the batch under way may hold watched goods, as work for an officer.

    This runs in the transaction of the batch, which locks the recording and its parcels, so that no other transaction
    sights one of them meanwhile. Parcels that were sighted for the same goods before are left out, so that a further
    report of a parcel makes no further work.
    """
    watched = goods_in_force()
    if not watched:
        return
    named = parcels_named(watched, facts)
    for goods in watched:
        if parcels := named.get(goods.pk):
            _sight(goods, recording, parcels)


@transaction.atomic
def sighting_close(*, actor: User, sighting_id: int, result: str, conclusion: str) -> Sighting:
    """Close a sighting with what its parcels held, and with the officer's conclusion; the program does nothing further.
    Raises NotFound, and Conflict or NotAllowed if the lifecycle refuses the act.
    """
    with SIGHTINGS.acting("close", sighting_id, actor) as sighting:
        sighting.result = Result(result)
        sighting.conclusion = text_required(conclusion, "conclusion", _("Say what follows, or that nothing does."))
    return sighting


def _sight(goods: WatchedGoods, recording: Recording, parcels: list[int]) -> None:
    """Add parcels to the sighting of goods in a recording, and let the sighting wait for an officer."""
    sighting, is_new = Sighting.objects.select_for_update(of=("self",)).get_or_create(
        goods=goods, recording=recording, defaults={"found": len(parcels), "sighted_at": clock.now()}
    )
    SightedParcel.objects.bulk_create(
        [SightedParcel(goods=goods, parcel_id=parcel_id, sighting=sighting) for parcel_id in parcels]
    )
    if is_new:
        SIGHTINGS.opened(sighting, "recorded", None, found=len(parcels))
    else:
        with SIGHTINGS.acting("add", sighting, found=len(parcels)):
            sighting.found += len(parcels)
