"""The criteria of the program, in one table: the pages, the submission gate and the review read it.

Numbered and marked must or should, as CTPAT's Minimum Security Criteria of 2019 are; the subjects are those of
e-commerce sellers, the words our own. A must is a condition of approval, unless the officer finds that what is done
instead serves the same end; a should is good practice.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Mark(StrEnum):
    MUST = "must"
    SHOULD = "should"


@dataclass(frozen=True, slots=True)
class Criterion:
    """`number` is what people cite. `optional` criteria may not apply to a business; `proof` ones need a file."""

    number: str
    mark: Mark
    title: Promise
    text: Promise
    help: Promise
    evidence: Promise
    optional: bool = False
    proof: bool = False

    @property
    def key(self) -> str:
        return f"criterion-{self.number}"


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "1.1",
        Mark.MUST,
        _("Registered business"),
        _("The business is registered where it says it is, and the people named own or direct it."),
        _("Tell where the business is registered and since when, and who decides for it."),
        _("A business license or an extract from the company register. No passport or ID card, please."),
        proof=True,
    ),
    Criterion(
        "2.1",
        Mark.MUST,
        _("Known sources"),
        _("You know who makes what you sell, and where, and keep a record of it for each product line."),
        _("Tell how you choose makers, and how you could show for one parcel who made what is in it."),
        _("A supplier list, purchase orders or a supply chain map."),
    ),
    Criterion(
        "2.2",
        Mark.MUST,
        _("No forced labor"),
        _("You check that nothing you sell is made, in whole or in part, with forced labor."),
        _("Tell how you check makers and materials against public lists, and what you do when you find something."),
        _("A code of conduct for suppliers, audit reports or results of list checks."),
    ),
    Criterion(
        "3.1",
        Mark.MUST,
        _("Right to sell brands"),
        _("You have the right to sell each branded or licensed product, and sell no copies."),
        _("Tell how you get branded goods, and how you keep copies out. If you sell no brands but your own, say so."),
        _("Letters of authorization, licenses, invoices of the brand's owner, or your trademark registrations."),
        optional=True,
    ),
    Criterion(
        "4.1",
        Mark.MUST,
        _("Classification"),
        _("Each product has an HS code that somebody trained has chosen, and the reason is on record."),
        _("Tell who chooses the codes, with what help, and when they are looked at again."),
        _("A product list with HS codes, or rulings."),
    ),
    Criterion(
        "4.2",
        Mark.MUST,
        _("Value"),
        _("The value you declare is the price that the buyer pays, before freight and insurance."),
        _("Tell where the declared value comes from. How are discounts, bundles and gifts handled?"),
        _("An order beside the declaration of the same parcel."),
    ),
    Criterion(
        "5.1",
        Mark.MUST,
        _("Partner agencies"),
        _("You know which products need data, a permit or a registration of another agency, and give it each time."),
        _("Think of food, cosmetics, toys, electronics with radio or laser, wood, plants, animals and chemicals."),
        _("Registrations, test reports, children's product certificates or permits."),
        optional=True,
    ),
    Criterion(
        "6.1",
        Mark.MUST,
        _("What goes into a parcel"),
        _("Somebody checks that each parcel holds what was ordered and nothing else before it is closed."),
        _("Tell who packs, who checks, and how a closed parcel is kept from being opened."),
        _("A packing procedure, or photographs of the packing line."),
    ),
    Criterion(
        "6.2",
        Mark.SHOULD,
        _("Who may enter"),
        _("Only people whom you know get to where parcels are packed and kept, also at a warehouse you hire."),
        _("Tell how the site is locked and watched, and how visitors and new staff are handled."),
        _("A site plan, a visitor log, or the contract with your warehouse."),
    ),
    Criterion(
        "7.1",
        Mark.MUST,
        _("Complete shipment data"),
        _("Each shipment's data are complete, true and in plain words before it leaves."),
        _("“Cotton T-shirt, knitted” is plain; “gift” or “accessories” is not. Tell where the data come from."),
        _("An export of one day's shipment data."),
    ),
    Criterion(
        "7.2",
        Mark.SHOULD,
        _("Learning from errors"),
        _("You count the errors in your data, find their causes, and put them right."),
        _("Tell what you count, how often you look at it, and what you last changed because of it."),
        _("A report or a list of corrections."),
    ),
    Criterion(
        "8.1",
        Mark.SHOULD,
        _("Returns"),
        _("Returned and refused parcels are recorded, looked at, and not sent to another buyer unseen."),
        _("Tell where returns go, and what becomes of them."),
        _("A returns policy or an extract of the returns record."),
    ),
    Criterion(
        "9.1",
        Mark.MUST,
        _("Telling of incidents"),
        _("When you find that a parcel was unlawful or tampered with, you tell the carrier and the program at once."),
        _("Tell who reports, to whom, and how people in your team know what to report. Telling first counts for you."),
        _("A reporting procedure or a contact list."),
    ),
    Criterion(
        "10.1",
        Mark.MUST,
        _("Own sign-ins"),
        _("Each person has their own sign-in, with a second step, for your shop, marketplace and carrier accounts."),
        _("Tell how sign-ins are given and taken back when somebody leaves."),
        _("A list of accounts and roles, without passwords."),
    ),
    Criterion(
        "10.2",
        Mark.SHOULD,
        _("Safe systems"),
        _("Computers are kept up to date and backed up, and you know what to do when one is broken into."),
        _("Tell who looks after this, and when a backup was last read back."),
        _("A security policy or a backup report."),
    ),
)
