"""The requests that follow from an assessment, by code, in words for those who answer through the API.

No text tells that somebody may be on a list, that goods are watched, or how high the risk is.
"""

from apps.targeting.protocol import SCREENING

TEXTS: dict[str, str] = {
    SCREENING: (
        "Screen the parcel before it is loaded: by X-ray, trace detection, a dog, or by hand. Then answer with the "
        "result."
    ),
    "origin_evidence": (
        "Show where the goods were made and from what: purchase orders, invoices and transport papers back to the raw "
        "material."
    ),
    "program_hold": "Do not load the parcel, and do not return it. Ask the program what to do with it.",
    "not_screened": "Nobody said in time that the parcel was screened. Screen it, and declare it again.",
    "screening_alarm": "Do not load the parcel. Keep it apart, and tell the program.",
    "description_missing": "Say what the goods are, what they are made of and what they are for.",
    "description_vague": "Say what the goods are, what they are made of and what they are for.",
    "hs_missing": "Give the HS code of the goods, of six digits at least.",
    "hs_unknown": "Give an HS code that the tariff has, of six digits at least.",
    "value_missing": "Give the price that the buyer paid, or what the goods would cost.",
    "origin_missing": "Give the country in which the goods were made.",
    "origin_no_country": "Give the two letters of the country in which the goods were made.",
}
