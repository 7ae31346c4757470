"""Whether a seller needs a formal entry, and a broker."""

from django.utils.translation import gettext_lazy as _lazy

from apps.guidance.decisions import Answers, Conclusion, ConclusionAdvice, DecisionGuide, DecisionQuestion, with_source

_AGREE = ConclusionAdvice(_lazy("Agree with your carrier, before you ship, who files and who pays."))
_MAY_ASK = with_source(_lazy("CBP may ask for a formal entry of any goods."), "19 CFR 143.22")
_CARE = with_source(
    _lazy("The person who enters the goods must give their code, origin and value with reasonable care."),
    "19 U.S.C. 1484(a)(1)",
)
_INFORMAL = with_source(
    _lazy("Goods worth $2,500 or less can be entered informally, in most cases."),
    "19 CFR 143.21(a)",
)
_WHO = with_source(
    _lazy("The owner, the buyer, or a licensed broker whom they name may make an informal entry."),
    "19 CFR 143.26(a)",
)
_PAGES = ("entry", "parcel-data")


def _outcome(answers: Answers) -> Conclusion:
    if answers["value"] == "more":
        above = with_source(_lazy("Goods worth more than $2,500 can't be entered informally."), "19 CFR 143.21(a)")
        bond = ConclusionAdvice(_lazy("Ask a licensed broker early: a formal entry takes a bond and more papers."))
        return Conclusion(_lazy("You need a formal entry, and in practice a broker."), (above, bond, _CARE), _PAGES)
    if answers["way"] == "post":
        post = ConclusionAdvice(
            _lazy("Parcels by post have rules of their own. Ask your post office who collects the duty.")
        )
        return Conclusion(_lazy("In most cases you need no broker."), (post, _MAY_ASK), _PAGES)
    if answers["watched"] != "no":
        ready = ConclusionAdvice(_lazy("Ask your broker before you ship. Have the papers of the agency at hand."))
        return Conclusion(_lazy("Be ready for a formal entry."), (_INFORMAL, _MAY_ASK, ready, _CARE), _PAGES)
    if answers["files"] == "self":
        return Conclusion(
            _lazy("An informal entry will do, and no broker is needed."), (_INFORMAL, _WHO, _CARE), _PAGES
        )
    return Conclusion(
        _lazy("An informal entry will do, made by the broker of your carrier or by one whom you choose."),
        (_INFORMAL, _WHO, _AGREE),
        _PAGES,
    )


def _is_small(answers: Answers) -> bool:
    return answers.get("value") == "less" and answers.get("way") != "post"


ENTRY = DecisionGuide(
    "entry",
    _lazy("Do I need a broker or a formal entry?"),
    _lazy("Up to four questions about a shipment."),
    (
        DecisionQuestion(
            "value",
            _lazy("What are all goods of the shipment worth together?"),
            {"less": _lazy("$2,500 or less"), "more": _lazy("More than $2,500")},
            _lazy("The price that the buyer paid, without freight to the United States."),
        ),
        DecisionQuestion(
            "way",
            _lazy("How do they travel?"),
            {
                "post": _lazy("By post"),
                "courier": _lazy("With an express carrier"),
                "freight": _lazy("As freight, by air, sea or land"),
            },
            asked_if=lambda answers: answers.get("value") == "less",
        ),
        DecisionQuestion(
            "watched",
            _lazy("Does an agency or an added duty concern these goods?"),
            {"no": _lazy("No"), "yes": _lazy("Yes"), "unknown": _lazy("I don't know")},
            _lazy("For example food, toys, chemicals, or goods that owe antidumping duty."),
            asked_if=_is_small,
        ),
        DecisionQuestion(
            "files",
            _lazy("Can the owner or the buyer file the entry in the United States?"),
            {"self": _lazy("Yes"), "other": _lazy("No, somebody else has to")},
            asked_if=lambda answers: _is_small(answers) and answers.get("watched") == "no",
        ),
    ),
    _outcome,
)
