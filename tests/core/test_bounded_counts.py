import pytest

from apps.accounts.models import User
from apps.core.bounded_counts import BoundedPaginator, bounded_counts
from tests.people import seller


def people(count: int) -> None:
    User.objects.bulk_create(User(email=f"p{number}@shop.example") for number in range(count))


def test_many_sets_are_counted_in_one_query_up_to_the_limit(django_assert_num_queries):
    people(5)
    seller("ada@shop.example")
    with django_assert_num_queries(1):
        assert bounded_counts(
            {
                "all": User.objects.order_by("email"),
                "one": User.objects.filter(email="ada@shop.example"),
                "none": User.objects.filter(email="nobody@shop.example"),
                "of no kind": User.objects.filter(email__in=[]),
            },
            limit=4,
        ) == {"all": 5, "one": 1, "none": 0, "of no kind": 0}


def test_a_long_list_ends_at_the_limit_and_says_that_it_has_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(BoundedPaginator, "limit", 4)
    people(4)
    pages = BoundedPaginator(User.objects.order_by("email"), 2)
    assert (pages.num_pages, pages.goes_on) == (2, False)
    seller("ada@shop.example")
    pages = BoundedPaginator(User.objects.order_by("email"), 2)
    assert (pages.count, pages.num_pages, pages.goes_on) == (4, 2, True)
