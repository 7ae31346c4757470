"""The eligibility check: unmet conditions are named, size bars nobody, and answers are not asked twice."""

import re
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.applications.models import Application
from apps.applications.sections import section_of
from apps.applications.services import application_start
from apps.core import clock
from apps.core.embargoes import EMBARGOES
from apps.evaluation.months_to_tiers import months_to_tiers
from apps.policy.schema import TIERS
from apps.policy.selectors import policy_on, terms_of
from apps.portal.eligibility import MAX_NUMBER, EligibilityForm, outcome_of, sections_from
from tests.applications import answers
from tests.people import PASSWORD

QUESTIONS, ANSWER = reverse("portal:eligibility"), reverse("portal:eligibility_answer")
GOOD = {
    "country": "VN",
    "role": "own",
    "sells": "yes",
    "registered": "yes",
    "makers": "all",
    "banned": "no",
    "monthly_parcels": "20",
    "sales": "",
    "revenue": "",
}


def asked(client: Client | None = None, **answers: str) -> str:
    """Return the page of the outcome of some answers."""
    response = (client or Client()).post(QUESTIONS, GOOD | answers, follow=True)
    assert response.redirect_chain == [(ANSWER, 302)]
    return unescape(response.content.decode())


class TestAnswer:
    def test_a_small_shop_abroad_can_apply_and_is_told_what_follows_from_its_size(self):
        page = asked(sales="40", revenue="900")
        assert "You can apply" in page
        assert "Your shop is small. That is fine" in page
        assert "Below 200 sales or $5,000 in any 12 of the last 24 months" in page
        assert "asks you to show that the business is registered" in page

    def test_a_high_volume_seller_is_told_what_marketplaces_have_checked(self):
        assert "You are a high-volume seller" in asked(sales="200", revenue="$5,000")
        assert "You left out your sales" in asked(sales="500")

    @pytest.mark.parametrize(
        ("answers", "todo"),
        [
            ({"role": "other"}, "invite you to the team"),
            ({"role": "service"}, "take part as partners"),
            ({"sells": "no"}, "Come back when yours is about to"),
            ({"registered": "no_paper"}, "begin the application today"),
            ({"registered": "no"}, "Register the business first"),
            ({"makers": "some"}, "ask your supplier who makes it"),
            ({"makers": "none"}, "does not know where its goods come from"),
            ({"banned": "unsure"}, "Find out before you apply"),
            ({"banned": "yes"}, "Stop selling these goods"),
        ],
    )
    def test_each_condition_that_fails_says_what_to_do(self, answers, todo):
        page = asked(**answers)
        assert "Put 1 thing right before you apply" in page
        assert todo in page

    def test_several_are_counted(self):
        assert "Put 3 things right" in asked(role="other", registered="no", banned="yes")

    @pytest.mark.parametrize("country", sorted(EMBARGOES))
    def test_a_seller_in_a_country_under_embargo_is_told_the_ban_with_its_law(self, country):
        page = asked(country=country)
        assert "Goods of your country may not enter the United States" in page
        assert EMBARGOES[country].sentence in page
        assert f'href="{EMBARGOES[country].address}"' in page
        for promise in ("You can apply", "meet all conditions", "right before you apply"):
            assert promise not in page

    def test_what_the_application_asks_is_what_it_asks(self):
        page = asked()
        assert "few sentences" not in page
        assert "Write a few words only if you choose partly or no" in page
        form = section_of("criterion-2.1").strict({"answer": "yes", "explanation": ""})
        assert form.is_valid(), "no words are asked beside yes"
        assert not section_of("criterion-2.1").strict({"answer": "partly", "explanation": ""}).is_valid()

    def test_an_amount_is_taken_as_people_write_one(self):
        assert "You can apply" in asked(revenue="$42,000.50", sales="1,200")

    def test_a_shop_that_is_about_to_sell_can_apply(self):
        assert "You can apply" in asked(sells="soon")

    def test_the_months_are_those_of_the_rules_with_their_assumption(self):
        page = " ".join(asked(monthly_parcels="20").split())
        expected = months_to_tiers(terms_of(policy_on(clock.today())), 20)
        for months in expected.values():
            assert f"{months} months" in page
        assert "The calculation assumes that no parcel is found wrong" in page
        assert "half of such businesses need no longer" in page
        assert "more than ten years" in asked(monthly_parcels="1")

    def test_without_answers_one_is_asked_first(self):
        response = Client().get(ANSWER)
        assert (response.status_code, response.url) == (302, QUESTIONS)

    def test_answers_are_shown_again_to_be_changed(self):
        client = Client()
        asked(client, monthly_parcels="1,234")
        page = client.get(QUESTIONS).content.decode()
        assert 'value="1234"' in page
        assert '<option value="VN" selected>' in page


class TestWrongInput:
    @pytest.mark.parametrize(
        ("answers", "told"),
        [
            ({"monthly_parcels": "a lot"}, "Enter a whole number in digits"),
            ({"monthly_parcels": "9" * 5000}, "Enter a whole number in digits"),
            ({"monthly_parcels": "9" * 30}, "Enter 100000000 or less."),
            ({"monthly_parcels": "0"}, "Enter 1 or more."),
            ({"monthly_parcels": "-5"}, "Enter 1 or more."),
            ({"monthly_parcels": "2.5"}, "Enter a whole number in digits"),
            ({"monthly_parcels": ""}, "An estimate is enough."),
            ({"sales": "-1"}, "Enter 0 or more."),
            ({"revenue": "5k"}, "Enter a number in digits, such as 42000.50."),
            ({"country": "XX"}, "Choose a country from the list."),
            ({"country": ""}, "Choose a country."),
            ({"role": "king"}, "Choose one of the answers."),
            ({"sells": ""}, "Choose one."),
            ({"makers": "\x00"}, "Choose one of the answers."),
        ],
    )
    def test_a_refusal_is_shown_at_the_field_and_above_and_the_input_stays(self, answers, told):
        client = Client()
        response = client.post(QUESTIONS, GOOD | answers)
        page = unescape(response.content.decode())
        assert response.status_code == 422
        assert page.count(told) >= 2
        assert "There is a problem" in page
        assert '<option value="VN" selected>' in page or "country" in answers
        assert client.get(ANSWER).status_code == 302, "nothing was kept"

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("5000", 5000), ("5,000", 5000), ("5.000", 5000), ("5 000", 5000), ("$1,234,567", 1_234_567), (" 7 ", 7)],
    )
    def test_numbers_are_taken_as_people_write_them(self, typed, meant):
        form = EligibilityForm(GOOD | {"revenue": typed})
        assert form.is_valid()
        assert form.cleaned_data["revenue"] == meant

    def test_an_empty_form_marks_all_required_fields(self):
        form = EligibilityForm({})
        assert form.errors.keys() == GOOD.keys() - {"sales", "revenue"}


class TestSize(TestCase):
    @pytest.mark.slow
    @given(
        parcels=st.integers(1, MAX_NUMBER),
        sales=st.none() | st.integers(0, MAX_NUMBER),
        revenue=st.none() | st.integers(0, MAX_NUMBER),
    )
    def test_no_size_is_barred_and_the_months_shown_are_the_rules_own(self, parcels, sales, revenue):
        terms = terms_of(policy_on(clock.today()))
        typed = {
            "monthly_parcels": str(parcels),
            "sales": "" if sales is None else f"{sales:,}",
            "revenue": "" if revenue is None else f"${revenue:,}",
        }
        form = EligibilityForm(GOOD | typed)
        assert form.is_valid()

        answer = outcome_of(form.cleaned_data, terms)

        assert answer.unmet == 0
        assert answer.parcels == parcels
        slowest = {each.tier: each.slowest for each in answer.tier_months}
        assert slowest == months_to_tiers(terms, parcels)
        fastest = {each.tier: each.fastest for each in answer.tier_months}
        assert fastest == months_to_tiers(terms, parcels, requested=terms.exam_requests.max_exams)
        assert fastest[1], "every size can reach a tier"
        assert slowest[1] or parcels < 5, "and all but the smallest without asking for exams"
        assert len(answer.chart().bars) == len(TIERS)
        told = (sales or 0) >= terms.eligibility.sales and (revenue or 0) >= terms.eligibility.revenue
        assert (answer.high_volume is True) == told


class TestCarriedOver:
    def test_the_answers_fit_the_sections(self):
        form = EligibilityForm(GOOD)
        assert form.is_valid()
        for key, typed in sections_from(form.cleaned_data).items():
            assert typed.keys() <= section_of(key).form().fields.keys()

    def test_the_answers_survive_sign_up_and_are_in_the_draft(self, mailoutbox):
        client = Client()
        asked(client, monthly_parcels="1,500")
        signup = reverse("account_signup") + "?next=" + reverse("portal:apply")
        assert signup in client.get(ANSWER).content.decode()
        sign_up = {"email": "new@shop.example", "password1": PASSWORD, "password2": PASSWORD}
        client.post(signup, sign_up | {"next": reverse("portal:apply")})
        code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mailoutbox[-1].body, re.MULTILINE)[1]
        proved = client.post(reverse("account_email_verification_sent"), {"code": code})
        assert proved.url == reverse("portal:apply")
        page = client.get(proved.url).content.decode()
        assert "Your answers to the check" in page
        assert not Application.objects.exists(), "a GET creates nothing"

        client.post(reverse("portal:apply"), {"business": ""})

        application = Application.objects.get()
        saved = {section.key: (section.data, section.version) for section in application.sections.all()}
        assert saved == {"business": ({"country": "VN"}, 0), "volumes": ({"monthly_parcels": "1500"}, 0)}
        assert "Your answers to the check" not in client.get(reverse("portal:apply")).content.decode()

    def test_beginning_twice_makes_one_draft_with_the_latest_answers(self, portal):
        for parcels in ("20", "30"):
            asked(portal, monthly_parcels=parcels)
            portal.post(reverse("portal:apply"), {"business": ""})

        (section,) = Application.objects.get().sections.filter(key="volumes")
        assert section.data == {"monthly_parcels": "30"}

    def test_a_draft_that_goes_on_from_a_denied_application_is_not_taken_for_a_new_business(self, ada):
        denied = answers.denied(answers.officer(), ada)
        again = application_start(actor=ada, shipper_id=denied.shipper_id)

        new = application_start(actor=ada, answered={"business": {"country": "VN"}})

        assert new.shipper_id != again.shipper_id
        assert again.sections.get(key="business").data["country"] == "US"

    def test_a_later_save_is_not_overwritten(self, portal):
        asked(portal)
        portal.post(reverse("portal:apply"), {"business": ""})
        application = Application.objects.get()
        page = reverse("portal:apply_section", args=[application.pk, "volumes"])
        portal.post(page, {"monthly_parcels": "77", "busiest_month": "", "version": "0"})
        asked(portal)
        portal.post(reverse("portal:apply"), {"business": ""})

        assert Application.objects.count() == 2, "that draft is another business's now"
        assert application.sections.get(key="volumes").data["monthly_parcels"] == "77"
        assert not list(get_messages(portal.get(page).wsgi_request))
