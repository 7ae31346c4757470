"""Ready-made paragraphs for requests for information and denials, which each reader reads in their own language.

A request or a denial keeps the codes of its paragraphs; the texts are looked up when somebody reads the letter.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.errors import InvalidInput
from apps.core.languages import with_language
from apps.core.lazy import Promise, later

REQUESTS: dict[str, Promise] = {
    "register_extract": _lazy(
        "Please send a new extract from the company register. It must show the name of the business, its address and "
        "who directs it."
    ),
    "file_unreadable": _lazy("We can't read one of your files. Please send it again, complete and easy to read."),
    "file_translation": _lazy(
        "One of your files is in a language that we can't read. Please send a translation as well. You may translate "
        "it yourself."
    ),
    "number_mismatch": _lazy(
        "A number that you gave belongs to another name or address. Please check it, and say how the two belong "
        "together."
    ),
    "owner_missing": _lazy(
        "Please name everybody who owns the business or a part of it, and everybody who directs it."
    ),
    "address_packing": _lazy("Please give the street address at which parcels are packed. A post box is not enough."),
    "storefront_unseen": _lazy(
        "We could not find one of your storefronts. Please give its web address and your seller ID there."
    ),
    "supplier_unclear": _lazy("Please say who makes each of your products, and in which country."),
    "forced_labor": _lazy(
        "Please show how you check that no forced labor is in your goods, back to the raw material. Name the lists "
        "that you use and when you last looked."
    ),
    "brand_rights": _lazy(
        "Please show that you have the right to sell the brands that you name, such as a letter of authorization or "
        "an invoice of the brand's owner."
    ),
    "hs_reason": _lazy("Please say how you chose the HS code of the products that we name, and who chose it."),
    "value_source": _lazy("Please show an order and the value that was declared for the same parcel."),
    "agency_papers": _lazy(
        "Another agency regulates some of your products. Please send the registration, permit or test report."
    ),
}
EXPLANATIONS: dict[str, Promise] = {
    "register_other_name": _lazy("The company register shows another name, address or director than your application."),
    "number_invalid": _lazy(
        "A number that identifies the business could not be confirmed with the body that issued it."
    ),
    "must_not_met": _lazy(
        "You answered no to a criterion marked must, and you do nothing else that serves the same end."
    ),
    "must_not_shown": _lazy("You say that a criterion marked must is met. What you sent does not show it."),
    "no_reply": _lazy("We asked for information, and no reply came in time."),
    "reply_incomplete": _lazy("Your reply did not answer everything that we asked."),
    "statement_untrue": _lazy("Records that we checked show that a statement of yours is not true."),
    "record_recent": _lazy("Your parcels had recent violations that the program does not allow for a new member."),
    "not_a_seller": _lazy(
        "The program is for businesses that sell to buyers in the United States. You carry or store goods."
    ),
}
# For the refusal of a duplicate. No paragraph tells whose the other record is.
DUPLICATES: dict[str, Promise] = {
    "duplicate_applied": _lazy("Another application of this business is under review or was decided."),
    "duplicate_member": _lazy("This business is already a known shipper, under another record."),
    "duplicate_same": _lazy(
        "What you told us about the business, such as its numbers, addresses or owners, is the same as in another "
        "record."
    ),
}


def paragraphs_of(codes: Iterable[str]) -> list[Promise]:
    """Return the paragraphs of these codes, in the order of the tables."""
    chosen = set(codes)
    return [text for code, text in (REQUESTS | EXPLANATIONS | DUPLICATES).items() if code in chosen]


def letter_text(*, codes: Iterable[str], text: str, language: str) -> Promise:
    """Return the letter of an officer: the chosen paragraphs in the reader's language, then the officer's own words.

    `codes` name the paragraphs; `text` holds the officer's own words, in `language`. The name of that language stands
    above the words if the reader uses another language.
    """
    codes = list(codes)

    def paragraphs() -> str:
        own_words = [str(with_language(text, language))] if text else []
        return "\n\n".join([*map(str, paragraphs_of(codes)), *own_words])

    return later(paragraphs)


def validated_codes(codes: Iterable[str], known: Mapping[str, Promise]) -> list[str]:
    """Return the codes without repetition, sorted; raise Invalid for a code that is not in the table `known`."""
    codes = sorted(set(codes))
    if not known.keys() >= set(codes):
        message = _("Choose paragraphs from the list.")
        raise InvalidInput(message, fields={"canned": [message]})
    return codes
