"""The draft of a request for information, which an officer writes while reading the application."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.applications.models import Application, ApplicationState, InquiryDraft
from apps.applications.paragraphs import REQUESTS, validated_codes
from apps.applications.sections import AnswerPlace, place_of
from apps.applications.services.transitions import APPLICATIONS
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.languages import language_check
from apps.shippers.selectors import require_impartial


@transaction.atomic
def inquiry_draft_save(
    *,
    actor: User,
    application_id: int,
    text: str = "",
    canned: Collection[str] = (),
    language: str = "en",
    questions: Mapping[str, str] | None = None,
    add: str = "",
    remove: str = "",
) -> InquiryDraft:
    """Save what an officer wrote of a request for information; add a place to ask about, or remove one.

    `questions` are the texts by the code of their place. Nobody is told. Raises Conflict while the application is not
    in review, and Invalid for a place that the application does not have.
    """
    require(actor, "review_applications")
    application = APPLICATIONS.lock(application_id)
    require_impartial(actor, application.shipper_id)
    if application.state != ApplicationState.IN_REVIEW:
        raise Conflict(_("Information is requested while the application is reviewed."), code="wrong_state")
    draft = InquiryDraft.objects.filter(application=application, by=actor).first()
    draft = draft or InquiryDraft(application=application, by=actor)
    asked = {each["about"]: each["text"] for each in draft.questions} | dict(questions or {})
    if add:
        asked.setdefault(add, "")
    asked.pop(remove, None)
    places_check(application, asked)
    draft.text, draft.canned, draft.language = text, validated_codes(canned, REQUESTS), language_check(language)
    draft.questions = [{"about": code, "text": words} for code, words in asked.items()]
    draft.saved_at = clock.now()
    draft.save()
    return draft


def places_check(application: Application, codes: Collection[str]) -> list[AnswerPlace]:
    """Return the places that some codes name; raise Invalid if one is not a place of this application."""
    places = [place for code in codes if (place := place_of(code))]
    files = {place.file: place.section for place in places if place.file}
    found = dict(application.evidence.filter(pk__in=files).values_list("pk", "criterion"))
    owned = all(section.criterion and found.get(file) == section.criterion.number for file, section in files.items())
    if len(places) < len(codes) or not owned:
        message = _("The application has no such answer, file or section. Load the page again.")
        raise InvalidInput(message, fields={"fields": [message]})
    return places
