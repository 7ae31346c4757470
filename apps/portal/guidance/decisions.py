"""Answers that depend on the case: one question a page, and an outcome whose address holds the answers."""

from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.guidance.decisions import DecisionGuide, DecisionQuestion, answers_in, question_next
from apps.guidance.decisions.all import DECISIONS
from apps.guidance.library import pages, reader_language

# The name of the question that a form was sent for.
ASKED = "asked"


class QuestionForm(forms.Form):
    """One question with its choices as radio buttons."""

    use_required_attribute = False

    def __init__(self, question: DecisionQuestion, data: dict[str, str] | None) -> None:
        super().__init__(data)
        self.fields[question.key] = forms.ChoiceField(
            label=question.text,
            help_text=question.hint,
            choices=list(question.choices.items()),
            widget=forms.RadioSelect,
            error_messages={
                "required": _lazy("Choose one."),
                "invalid_choice": _lazy("Choose one of the answers."),
            },
        )


@require_safe
def decision(request: HttpRequest, decision: str) -> HttpResponse:
    """Show the next question of a decision, or the outcome of all answers in the address."""
    found = DECISIONS.get(decision)
    if found is None:
        raise Http404(_("There is no such page of guidance."))
    given = request.GET.dict()
    answers = answers_in(found, given)
    question = question_next(found, answers)
    context = {"decision": found, "answered": _answered_questions(found, answers), "guidance_here": True}
    if question is None:
        outcome = found.outcome(answers)
        library = pages(reader_language())
        context |= {"outcome": outcome, "pages": [library[slug] for slug in outcome.pages]}
        return render(request, "portal/guidance/outcome.html", context)
    form = QuestionForm(question, given if given.get(ASKED) == question.key else None)
    context |= {"form": form, "question": question, "answers": answers, "number": len(answers) + 1}
    return render(request, "portal/guidance/question.html", context, status=422 if form.errors else 200)


def _answered_questions(found: DecisionGuide, answers: dict[str, str]) -> list[dict[str, object]]:
    """Return each answered question with its answer, and the address at which to change the answer."""
    rows: list[dict[str, object]] = []
    before: dict[str, str] = {}
    for question in found.questions:
        if question.key in answers:
            change = urlencode(before)
            rows.append({"text": question.text, "answer": question.choices[answers[question.key]], "change": change})
            before[question.key] = answers[question.key]
    return rows
