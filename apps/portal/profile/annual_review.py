"""The annual review: for each part of the profile, a signatory attests that it is right or needs a change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.guidance.surveys.models import Task
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.forms import form_submit
from apps.portal.profile.forms import ReviewForm
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability
from apps.upkeep import selectors, services


@for_sellers
@require_http_methods(["GET", "POST"])
def annual_review(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the annual review and past reviews; a POST attests the review."""
    business = business_for(request.user, shipper_id)
    profile, due = selectors.profile_of(shipper_id), selectors.review_due_of(shipper_id)
    form = ReviewForm(request.POST if request.method == "POST" else None, parts=profile.given)
    if form.is_bound:
        business.require(Ability.ATTEST)
        attested = form_submit(
            form,
            lambda: services.review_attest(
                actor=request.user,
                shipper_id=shipper_id,
                right=form.answered(form.RIGHT),
                changing=form.answered(form.CHANGE),
                signed_name=form.cleaned_data["signed_name"],
            ),
        )
        if attested:
            messages.success(request, _("Your annual review is done. It counts from today."))
            survey_offer(request, Task.REVIEW, shipper_id)
            return redirect("portal:annual_review", shipper_id=shipper_id)
    context = {
        "due": due,
        "form": form,
        "parts": [(part, form[part.section.key]) for part in profile.given],
        "reviews": selectors.reviews_of(shipper_id),
    }
    return business_page(
        request, business, "portal/profile/annual_review.html", context, tab="portal:profile", form=form
    )
