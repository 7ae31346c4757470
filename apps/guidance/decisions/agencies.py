"""The agency that must agree before goods come in."""

from django.utils.translation import gettext_lazy as _lazy

from apps.guidance.decisions import Answers, Conclusion, ConclusionAdvice, DecisionGuide, DecisionQuestion, with_source

_CERTIFICATE = with_source(
    _lazy("CPSC: a certificate is needed where a safety rule covers the product, filed by computer before it comes."),
    "16 CFR part 1110",
)
_UNSAFE = with_source(_lazy("CPSC: goods without a certificate that they need are refused."), "15 U.S.C. 2066(a)")
_FDA = with_source(_lazy("FDA: goods that seem to break its rules are refused."), "21 U.S.C. 381(a)")
_BY_GOODS: dict[str, tuple[ConclusionAdvice, ...]] = {
    "food": (with_source(_lazy("FDA: food needs a notice before it arrives."), "21 CFR 1.279"), _FDA),
    "care": (_FDA,),
    "children": (_CERTIFICATE, _UNSAFE),
    "home": (_CERTIFICATE, _UNSAFE),
    "chemicals": (
        with_source(
            _lazy("EPA: chemicals and pesticides have rules of entry of their own."), "19 CFR 12.110 to 12.127"
        ),
    ),
    "plants": (
        with_source(_lazy("USDA: plants and many things made of them need a permit or certificate."), "7 CFR part 319"),
        with_source(
            _lazy("USDA: an import of plants or wood needs a declaration, in many cases."), "16 U.S.C. 3372(f)"
        ),
    ),
    "animals": (
        with_source(
            _lazy("FWS: wildlife and things made of it have ports and declarations of their own."), "50 CFR part 14"
        ),
    ),
    "weapons": (
        with_source(
            _lazy("ATF: guns, their parts and ammunition may come in only as the law allows."), "18 U.S.C. 922(l)"
        ),
        with_source(_lazy("Other arms need a license."), "22 U.S.C. 2778(b)(2)"),
    ),
    "other": (),
}
_RADIO = with_source(
    _lazy("FCC: things that send by radio need an approval of the FCC, or another ground that its rules list."),
    "47 CFR 2.1204",
)
_BATTERY = with_source(
    _lazy("Lithium cells must have passed the tests of the United Nations for transport."), "49 CFR 173.185"
)
# These neither send by radio nor run on a battery.
_LIVING = ("food", "plants", "animals")


def _outcome(answers: Answers) -> Conclusion:
    found = _BY_GOODS[answers["goods"]]
    found += (_RADIO,) if answers.get("radio") == "yes" else ()
    found += (_BATTERY,) if answers.get("battery") == "yes" else ()
    pages = ("product-safety", "restricted-goods", "classification")
    if not found:
        hint = ConclusionAdvice(_lazy("Look for the code of your product: it shows the agencies that may ask."))
        return Conclusion(_lazy("We know of no agency that asks for these goods."), (hint,), pages)
    ask = ConclusionAdvice(_lazy("Give the papers to your carrier or broker before you ship."))
    return Conclusion(_lazy("Somebody besides CBP looks at these goods."), (*found, ask), pages)


def _may_be_electric(answers: Answers) -> bool:
    return "goods" in answers and answers["goods"] not in _LIVING


AGENCIES = DecisionGuide(
    "agencies",
    _lazy("Which agency must agree?"),
    _lazy("Up to three questions about a product."),
    (
        DecisionQuestion(
            "goods",
            _lazy("What kind of goods are they?"),
            {
                "food": _lazy("Food, drinks or supplements"),
                "care": _lazy("Cosmetics, medicine or medical devices"),
                "children": _lazy("Toys, and things for children"),
                "home": _lazy("Clothes, furniture, or things for the home"),
                "chemicals": _lazy("Chemicals, pesticides, or things that kill germs"),
                "plants": _lazy("Plants, seeds, wood, or things made of them"),
                "animals": _lazy("Animals, or things made of them"),
                "weapons": _lazy("Weapons, or parts of them"),
                "other": _lazy("None of these"),
            },
        ),
        DecisionQuestion(
            "radio",
            _lazy("Do they send by radio?"),
            {"no": _lazy("No"), "yes": _lazy("Yes")},
            _lazy("Bluetooth and Wi-Fi count."),
            _may_be_electric,
        ),
        DecisionQuestion(
            "battery",
            _lazy("Is a lithium battery in them?"),
            {"no": _lazy("No"), "yes": _lazy("Yes")},
            asked_if=_may_be_electric,
        ),
    ),
    _outcome,
)
