"""Requests for information in words: what each asks about, and the letter."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from apps.applications.models import Application, Evidence, Inquiry, InquiryDraft
from apps.applications.sections import AnswerPlace, place_of
from apps.core.languages import with_language
from apps.core.lazy import Promise, later


@dataclass(frozen=True, slots=True)
class InquiryQuestion:
    """A place that is asked about, in words, and the question about it alone, which may be ""."""

    place: AnswerPlace
    label: str | Promise
    text: str = ""

    @property
    def words(self) -> str:
        """Return the place with its section."""
        return f"{self.place.section.title}: {self.label}"


def questions_in(inquiries: Collection[Inquiry]) -> dict[int, list[InquiryQuestion]]:
    """Return what each request asks about, by the number of the request. Takes a query if any asks about a file."""
    names = file_names(code for inquiry in inquiries for code in inquiry.fields)
    return {inquiry.pk: questions_about(inquiry.fields, inquiry.questions, names) for inquiry in inquiries}


def questions_about(codes: Iterable[str], texts: Mapping[str, str], names: Mapping[int, str]) -> list[InquiryQuestion]:
    """Return places, by their codes, with the question about each. `names` are the names of their files."""
    places = [place for code in codes if (place := place_of(code))]
    return [
        InquiryQuestion(place, place.label(names.get(place.file, "")), texts.get(place.code, "")) for place in places
    ]


def file_names(codes: Iterable[str]) -> dict[int, str]:
    """Return the names of the files that some codes of places name. Takes a query if there are any."""
    files = {place.file for code in codes if (place := place_of(code)) and place.file}
    return dict(Evidence.objects.filter(pk__in=files).values_list("pk", "name")) if files else {}


def letter_of(inquiry: Inquiry) -> Promise:
    """Return the letter of a request in the reader's language: the paragraphs, the officer's words, the questions."""
    questions = questions_in([inquiry])[inquiry.pk]

    def letter() -> str:
        asked = [f"{each.words}\n{with_language(each.text, inquiry.language)}" for each in questions if each.text]
        return "\n\n".join([part for part in (str(inquiry.letter), *asked) if part])

    return later(letter)


def inquiry_draft_of_reader(application: Application) -> InquiryDraft | None:
    """Return the request for information that the reader of an `application_to_review` is writing, or None. Takes no
    query.
    """
    kept = getattr(application, "draft_kept", None)
    return InquiryDraft(**kept) if kept else None
