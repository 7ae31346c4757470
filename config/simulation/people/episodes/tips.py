"""People tell the program of sellers that break the law, and officers look into what they say."""

from collections.abc import Mapping
from typing import Any

from apps.allegations import services
from apps.allegations.groups import AllegationSubject
from apps.allegations.services import Receipt
from apps.core import clock
from apps.ledger.vocabulary import Attribution, Category, Culpability
from config.simulation.numbers.sellers import stream
from config.simulation.people.cast import Cast, Scenes
from config.simulation.people.episodes import letters

# The member that also asks questions: a small program has no member to spare.
ROLE = letters.ROLE
# The same complaint in nearly the same words, as somebody sends it who wants one seller gone.
WAVE = "This shop cheats. The bags are fake and the stitching is bad. Close this shop now, it cheats everybody."
TIPS: tuple[Mapping[str, Any], ...] = (
    {
        "group": AllegationSubject.FORCED_LABOR,
        "company": "Grey Heron Textiles",
        "address": "Mill Road 4, Riverside",
        "product": "Cotton shirts",
        "text": "I drove for them until June. The people in the back hall may not leave, and their papers are locked "
        "in the office. Some of them can't be older than fifteen.",
        "danger": True,
    },
    {
        "group": AllegationSubject.REVENUE,
        "site": "https://lamps.example/offers",
        "product": "Lamps",
        "text": "They asked me to write 8 dollars on each label. The lamps cost 140.",
        "sender": "Jo Marsh, jo.marsh@home.example",
    },
    {
        "group": AllegationSubject.SHIPPING,
        "parcel": "1Z00999",
        "text": "Mi vecina recibe paquetes con el nombre de otra persona y dice que le pagan por reenviarlos.",
        "language": "es",
    },
    {
        "group": AllegationSubject.OTHER,
        "company": "Blue Door Outlet",
        "text": "I paid for shoes in March and never got them.",
    },
)


def _send(number: int, **given: Any) -> Receipt:
    """Send a tip and give officers the tip. The secret number of the form comes from the dice of the program, so that
    each run is the same.
    """
    once = f"{stream('tips', number).getrandbits(128):032x}"
    typed: dict[str, Any] = {"once": once, "language": "en"} | given
    receipt = services.tip_receive(**typed)
    services.tips_take_in(until=clock.now())
    return receipt


def _refer_and_reject(cast: Cast) -> None:
    officer, labor, shoes = cast.staff.officer, _send(0, **TIPS[0]).tip.pk, _send(3, **TIPS[3]).tip.pk
    called, within = (
        "Called them at once; they have it under a number.",
        "A sale within the country that went wrong. Nothing was imported.",
    )
    services.tip_start(actor=officer, tip_id=labor)
    services.tip_refer(actor=officer, tip_id=labor, agency="HSI", reasons=called)
    services.tip_reject(actor=officer, tip_id=shoes, reasons=within)


def _ask_and_answer(cast: Cast) -> None:
    receipt = _send(1, **TIPS[1])
    services.tip_ask(
        actor=cast.staff.officer, tip_id=receipt.tip.pk, text="In which months did they ask you?", language="en"
    )
    services.tip_write(code=receipt.code, text="In April and in May. I kept two of the labels.", language="en")
    services.tips_take_in(until=clock.now())


def _substantiate(cast: Cast) -> None:
    business = cast.member(ROLE).application.shipper
    receipt = _send(
        10,
        group=AllegationSubject.MERCHANDISE,
        company=business.name,
        product="Bags",
        text="The logo on the bags is not theirs.",
    )
    services.tip_substantiate(
        actor=cast.staff.officer,
        tip_id=receipt.tip.pk,
        reference=f"NY-{clock.today():%y}-{business.pk:05}",
        ksn=business.ksn or "",
        category=Category.COUNTERFEIT,
        culpability=Culpability.NEGLIGENCE,
        attribution=Attribution.SELLER,
        day=clock.today(),
        acts="Bags that were opened at the port bear a mark that another business owns.",
        language="en",
        reasons="Two parcels were opened after the tip, and the owner of the mark was asked.",
    )


def _wave(cast: Cast) -> None:
    """Send one complaint four times in other words, and close one of them as telling the same as another."""
    about = {"group": AllegationSubject.MERCHANDISE, "company": "Stone Bridge Bags", "product": "Bags"}
    texts = (WAVE, WAVE.replace("now, it", "today, it"), WAVE.replace("This shop", "The shop"), f"{WAVE} Please.")
    first, second, *_rest = (_send(20 + number, text=text, **about) for number, text in enumerate(texts))
    services.tip_close_as_duplicate(
        actor=cast.staff.officer, tip_id=second.tip.pk, original=first.tip.pk, reasons="The same words an hour later."
    )
    services.tip_start(actor=cast.staff.officer, tip_id=first.tip.pk)


def _ask_last(cast: Cast) -> None:
    receipt = _send(30, group=AllegationSubject.SHIPPING, site="parcels.example", text="They mark knives as spoons.")
    services.tip_ask(actor=cast.staff.officer, tip_id=receipt.tip.pk, text="How do you know?", language="en")


def _send_last(cast: Cast) -> None:
    _send(2, **TIPS[2])


SCENES: Scenes = (
    (40, _refer_and_reject),
    (21, _ask_and_answer),
    (12, _substantiate),
    (4, _wave),
    (2, _ask_last),
    (0, _send_last),
)
