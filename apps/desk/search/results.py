"""The results of the search of the desk, and the order in which they are listed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from apps.core.lazy import Promise

# The results of one kind that the page shows; a reader who finds more has typed too little.
MAX_RESULTS = 20
# The rows that are compared with the text, so that a common name is found as quickly as a rare one.
MAX_COMPARED = 200
# An index of trigrams finds a part of a word by so many letters, and the beginning of a text by fewer.
PART_LETTERS = 3

# The rows of a model that the reader of a search may open.
type Seen = Callable[[type[Model]], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A result of a search: what the record is, its name, what distinguishes it from others, and its address.

    `likeness`, from 0 to 1, is how alike the name and the text are; None stands for a text that is a key of the record.
    """

    kind: Promise
    name: str
    about: str
    url: str
    likeness: float | None = None

    @property
    def is_exact(self) -> bool:
        return self.likeness is None


def rows_seen(request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
    """Return the rows of a model that the reader may open: those of the list of the model, without its order."""
    kind = admin.site.get_model_admin(model)
    if not kind.has_view_permission(request):
        return model._default_manager.none()
    return kind.get_queryset(request).order_by()


def page_url(model: type[Model], pk: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def ranked(results: Iterable[SearchResult]) -> list[SearchResult]:
    """Return results in their order: first the records of which the text is a key, then names, the most alike first.
    A page that was found in several ways is listed once.
    """
    ordered = sorted(results, key=lambda result: (not result.is_exact, -(result.likeness or 0)))
    by_page: dict[str, SearchResult] = {}
    for result in ordered:
        by_page.setdefault(result.url, result)
    return list(by_page.values())


def rows_with_words(rows: QuerySet[Any], column: str, text: str, *, as_typed: bool = True) -> QuerySet[Any]:
    """Return the rows with each word of a text in a column, the most alike first, with their `likeness`.

    An index of trigrams answers: on the upper case of a column that holds what people typed, and on the column itself
    where it holds normal forms. At most `MAX_COMPARED` rows are compared, besides those with the same text.
    """
    any_case = "i" if as_typed else ""
    words = text.split()
    has_words = Q(**{f"{column}__{any_case}startswith": text})
    if any(len(word) >= PART_LETTERS for word in words):
        has_words = Q(*(Q(**{f"{column}__{any_case}contains": word}) for word in words))
    return _most_alike(rows, column, text, [Q(**{f"{column}__{any_case}exact": text}), has_words])


def rows_like(rows: QuerySet[Any], column: str, text: str) -> QuerySet[Any]:
    """Return the rows with a text like another in a column of normal forms, the most alike first, with their
    `likeness`.
    """
    return _most_alike(rows, column, text, [Q(**{f"{column}__trigram_similar": text})])


def _most_alike(rows: QuerySet[Any], column: str, text: str, conditions: list[Q]) -> QuerySet[Any]:
    first, *further = (rows.filter(each).order_by().values("pk")[:MAX_COMPARED] for each in conditions)
    compared = rows.model._default_manager.filter(pk__in=first.union(*further, all=True) if further else first)
    return compared.annotate(likeness=TrigramSimilarity(column, text)).order_by("-likeness", "pk")[:MAX_RESULTS]
