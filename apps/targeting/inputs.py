"""What partners declare before parcels are loaded, and their answers to what is asked."""

from typing import Annotated, Any

from apps.partners.fact_inputs import shipment_input
from apps.partners.inputs import Input, Place, about, choice_of, number_of, text_of
from apps.targeting.declarations import CORRECTED, LATER
from apps.targeting.vocabulary import ScreeningResult

MAX_ASSESSED = 1_000
MAX_TEXT = 4_000
ALARM = "`alarm` where anything was found or could not be ruled out."
CORRECTION = f"The fields that change, named as in a shipment: {', '.join(CORRECTED)}."

# For the document alone: `ledger/facts.py` reads a declaration as it reads a shipment.
DeclarationInput = shipment_input(
    "DeclarationInput", "A parcel as it is declared before it is loaded, in the words of a shipment.", without=LATER
)


class AssessmentsInput(Input, frozen=True, kw_only=True):
    after: Place = 0
    limit: Annotated[int, number_of(1, MAX_ASSESSED)] = 100


class ScreenedInput(Input, frozen=True, kw_only=True):
    """The result of a carrier's screening of a parcel."""

    result: Annotated[str, choice_of(ScreeningResult.values, ALARM)]
    text: Annotated[str, text_of(MAX_TEXT, "How it was screened, and what was seen.")]


class InformationInput(Input, frozen=True, kw_only=True):
    """The information that is asked for: in words, and as fields of the declaration that it puts right."""

    text: Annotated[str, text_of(MAX_TEXT, "On what the information is based.")]
    correction: Annotated[dict[str, Any], about(CORRECTION)] | None = None
