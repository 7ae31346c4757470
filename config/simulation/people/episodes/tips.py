"""People tell the program of sellers that break the law, and officers look into what they say."""

from typing import Any

from apps.allegations import services
from apps.allegations.groups import AllegationSubject
from apps.allegations.models import Tip
from apps.core import clock
from apps.ledger.vocabulary import Attribution, Category, Culpability
from config.simulation.numbers.sellers import stream
from config.simulation.people.acts import NOBODY, Act, Story, Turn, in_days, officer
from config.simulation.people.cast import KEEPER

# The same complaint in nearly the same words, as somebody sends it who wants one seller gone.
WAVE = "This shop cheats. The bags are fake and the stitching is bad. Close this shop now, it cheats everybody."

# What buyers complained of, each a month after the one before: nothing that was imported
# against the law, as officers found within days.
COMPLAINTS = (
    ("Amber Lane Toys", "Toys", "The box says that the toy is tested, but nobody answers my mails about it."),
    ("Kestrel Home Goods", "Lamps", "I paid for two lamps and one came. The shop says that it sent both."),
    ("North Quay Trading", "Shoes", "The shoes are smaller than on the picture, and nobody takes them back."),
    ("Paper Kite Crafts", "Kites", "It came in a bag with another sender than the shop. Is that allowed?"),
    ("Silver Fern Cosmetics", "Creams", "The cream smells odd. It has a label with all that it is made of."),
)
COMPLAINT_DAYS = range(800, 50, -30)
CLOSED_AFTER = 10
NOTHING_FOUND = "The parcels of this sender were looked at. They are declared as what they are."


def tip_send(*, turn: Turn, number: int, said: dict[str, Any]) -> None:
    """Send a tip and give the tip to officers. The secret number of the form comes from the dice of the program, so
    that each run is the same.
    """
    once = f"{stream('tips', number).getrandbits(128):032x}"
    given: dict[str, Any] = {"once": once, "language": "en"} | said
    turn.record = services.tip_receive(**given)
    services.tips_take_in(until=clock.now())


def tip_answer(*, turn: Turn, text: str) -> None:
    services.tip_write(code=turn.record.code, text=text, language="en")
    services.tips_take_in(until=clock.now())


def _sent(before: int, number: int, group: AllegationSubject, text: str, **more: Any) -> Act:
    return officer(before, tip_send, number=number, said={"group": group, "text": text, **more})


def _sent_about_member(turn: Turn) -> dict[str, Any]:
    name, text = turn.member.application.shipper.name, "The logo on the bags is not theirs."
    return {"group": AllegationSubject.MERCHANDISE, "company": name, "product": "Bags", "text": text}


def _complained(before: int, number: int, text: str) -> Act:
    return _sent(before, number, AllegationSubject.MERCHANDISE, text, company="Stone Bridge Bags", product="Bags")


def _complaint_closed(number: int, before: int) -> tuple[Act, Act]:
    """Return a complaint so many days before the end of the program, and its end."""
    company, product, text = COMPLAINTS[number % len(COMPLAINTS)]
    sent = _sent(before, 40 + number, AllegationSubject.MERCHANDISE, text, company=company, product=product)
    return sent, officer(before - CLOSED_AFTER, services.tip_reject, reasons=NOTHING_FOUND)


def _first_complaint(_turn: Turn) -> int:
    return Tip.objects.filter(company="Stone Bridge Bags").earliest("pk").pk


STORIES = (
    Story(NOBODY, *(act for each in enumerate(COMPLAINT_DAYS) for act in _complaint_closed(*each))),
    Story(
        NOBODY,
        _sent(
            40,
            0,
            AllegationSubject.FORCED_LABOR,
            "I drove for them until June. The people in the back hall may not leave, and their papers are locked "
            "in the office. Some of them can't be older than fifteen.",
            company="Grey Heron Textiles",
            address="Mill Road 4, Riverside",
            product="Cotton shirts",
            danger=True,
        ),
        officer(40, services.tip_start),
        officer(40, services.tip_refer, agency="HSI", reasons="Called them at once; they have it under a number."),
        _sent(
            40, 3, AllegationSubject.OTHER, "I paid for shoes in March and never got them.", company="Blue Door Outlet"
        ),
        officer(40, services.tip_reject, reasons="A sale within the country that went wrong. Nothing was imported."),
        _sent(
            21,
            1,
            AllegationSubject.REVENUE,
            "They asked me to write 8 dollars on each label. The lamps cost 140.",
            site="https://lamps.example/offers",
            product="Lamps",
            sender="Jo Marsh, jo.marsh@home.example",
        ),
        officer(21, services.tip_ask, text="In which months did they ask you?"),
        officer(21, tip_answer, text="In April and in May. I kept two of the labels."),
        # One complaint comes four times in other words; one of them is closed as saying the same as another.
        _complained(4, 20, WAVE),
        officer(4, services.tip_start),
        _complained(4, 21, WAVE.replace("now, it", "today, it")),
        officer(4, services.tip_close_as_duplicate, original=_first_complaint, reasons="The same words an hour later."),
        _complained(4, 22, WAVE.replace("This shop", "The shop")),
        _complained(4, 23, f"{WAVE} Please."),
        _sent(2, 30, AllegationSubject.SHIPPING, "They mark knives as spoons.", site="parcels.example"),
        officer(2, services.tip_ask, text="How do you know?"),
        _sent(
            0,
            2,
            AllegationSubject.SHIPPING,
            "Mi vecina recibe paquetes con el nombre de otra persona y dice que le pagan por reenviarlos.",
            parcel="1Z00999",
            language="es",
        ),
    ),
    Story(
        KEEPER,
        officer(12, tip_send, number=10, said=_sent_about_member),
        officer(
            12,
            services.tip_substantiate,
            reference=lambda turn: f"NY-{clock.today():%y}-{turn.shipper_id:05}",
            ksn=lambda turn: turn.member.ksn,
            category=Category.COUNTERFEIT,
            culpability=Culpability.NEGLIGENCE,
            attribution=Attribution.SELLER,
            day=in_days(0),
            acts="Bags that were opened at the port bear a mark that another business owns.",
            reasons="Two parcels were opened after the tip, and the owner of the mark was asked.",
        ),
    ),
)
