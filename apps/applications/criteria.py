"""The table of the criteria of the program, which the pages, the check before submission and the review all read.

Each criterion has a number, as in CTPAT's Minimum Security Criteria of 2019; the subjects are those of e-commerce
sellers, and the texts are our own. The policy marks a criterion as must or should (`criterion.1.1` and so on). A must
is a condition of approval, unless the officer finds that the business does something else which serves the same end; a
should is good practice, about which a member may tell after the approval. The policy also says which musts are not sent
without a file (`criterion.1.1.file` and so on).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion. `number` is how people cite the criterion; `evidence` names files that could prove it.

    `optional`: the business may answer that the criterion does not apply.
    """

    number: str
    title: Promise
    text: Promise
    help: Promise
    evidence: Promise
    optional: bool = False

    @property
    def key(self) -> str:
        return f"criterion-{self.number}"


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "1.1",
        _lazy("Registered business"),
        _lazy("The business is registered where it says it is, and the people named own or direct it."),
        _lazy("Say where the business is registered and since when, and who decides for it."),
        _lazy("A business license or an extract from the company register. No passport or ID card, please."),
    ),
    Criterion(
        "2.1",
        _lazy("Known sources"),
        _lazy("You know who makes what you sell, and where, and keep a record of it for each product line."),
        _lazy("Say how you choose makers, and how you could show for one parcel who made what is in it."),
        _lazy("A supplier list, purchase orders or a supply chain map."),
    ),
    Criterion(
        "2.2",
        _lazy("No forced labor"),
        _lazy("You check that nothing you sell is made, in whole or in part, with forced labor."),
        _lazy("Say how you check makers and materials against public lists, and what you do when you find something."),
        _lazy("A code of conduct for suppliers, audit reports or results of list checks."),
    ),
    Criterion(
        "3.1",
        _lazy("Right to sell brands"),
        _lazy("You have the right to sell each branded or licensed product, and sell no copies."),
        _lazy(
            "Say how you get branded goods, and how you keep copies out. If you sell no brands but your own, say so."
        ),
        _lazy("Letters of authorization, licenses, invoices of the brand's owner, or your trademark registrations."),
        optional=True,
    ),
    Criterion(
        "4.1",
        _lazy("Classification"),
        _lazy("Each product has an HS code that somebody trained has chosen, and the reason is on record."),
        _lazy("Say who chooses the codes, with what help, and when they are looked at again."),
        _lazy("A product list with HS codes, or rulings."),
    ),
    Criterion(
        "4.2",
        _lazy("Value"),
        _lazy("The value you declare is the price that the buyer pays, before freight and insurance."),
        _lazy("Say where the declared value comes from. How are discounts, bundles and gifts handled?"),
        _lazy("An order beside the declaration of the same parcel."),
    ),
    Criterion(
        "5.1",
        _lazy("Partner agencies"),
        _lazy(
            "You know which products need data, a permit or a registration of another agency, and give it each time."
        ),
        _lazy("Think of food, cosmetics, toys, electronics with radio or laser, wood, plants, animals and chemicals."),
        _lazy("Registrations, test reports, children's product certificates or permits."),
        optional=True,
    ),
    Criterion(
        "6.1",
        _lazy("What goes into a parcel"),
        _lazy("Somebody checks that each parcel holds what was ordered and nothing else before it is closed."),
        _lazy("Say who packs, who checks, and how a closed parcel is kept from being opened."),
        _lazy("A packing procedure, or photographs of the packing line."),
    ),
    Criterion(
        "6.2",
        _lazy("Who may enter"),
        _lazy("Only people whom you know get to where parcels are packed and kept, also at a warehouse you hire."),
        _lazy("Say how the site is locked and watched, and how visitors and new staff are handled."),
        _lazy("A site plan, a visitor log, or the contract with your warehouse."),
    ),
    Criterion(
        "7.1",
        _lazy("Complete shipment data"),
        _lazy("Each shipment's data are complete, true and in plain words before it leaves."),
        _lazy("“Cotton T-shirt, knitted” is plain; “gift” or “accessories” is not. Say where the data come from."),
        _lazy("An export of one day's shipment data."),
    ),
    Criterion(
        "7.2",
        _lazy("Learning from errors"),
        _lazy("You count the errors in your data, find their causes, and put them right."),
        _lazy("Say what you count, how often you look at it, and what you last changed because of it."),
        _lazy("A report or a list of corrections."),
    ),
    Criterion(
        "8.1",
        _lazy("Returns"),
        _lazy("Returned and refused parcels are recorded, looked at, and not sent to another buyer unseen."),
        _lazy("Say where returns go, and what becomes of them."),
        _lazy("A returns policy or an extract of the returns record."),
    ),
    Criterion(
        "9.1",
        _lazy("Reporting incidents"),
        _lazy(
            "When you find that a parcel was unlawful or tampered with, you tell the carrier and the program at once."
        ),
        _lazy(
            "Say who reports, to whom, and how people in your team know what to report. Reporting first counts in "
            "your favor."
        ),
        _lazy("A reporting procedure or a contact list."),
    ),
    Criterion(
        "10.1",
        _lazy("Own sign-ins"),
        _lazy(
            "Each person has their own sign-in, with a second step, for your shop, marketplace and carrier accounts."
        ),
        _lazy("Say how sign-ins are given and taken back when somebody leaves."),
        _lazy("A list of accounts and roles, without passwords."),
    ),
    Criterion(
        "10.2",
        _lazy("Safe systems"),
        _lazy("Computers are kept up to date and backed up, and you know what to do when one is broken into."),
        _lazy("Say who looks after this, and when a backup was last read back."),
        _lazy("A security policy or a backup report."),
    ),
)
