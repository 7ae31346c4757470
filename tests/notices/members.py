"""A business whose application is in review, and one that is a member."""

from apps.accounts.models import User
from apps.applications import services as applications
from apps.applications.models import Application
from apps.shippers.models import Shipper
from tests.applications import answers
from tests.portal.members import settle


def in_review(shop: Shipper, ada: User, officer: User) -> dict[str, int]:
    application = answers.filled(ada, shipper_id=shop.pk)
    applications.application_submit(actor=ada, application_id=application.pk, signed_name="Ada Park")
    applications.application_take(actor=officer, application_id=application.pk)
    return {"application_id": application.pk}


def member(shop: Shipper, ada: User, officer: User) -> Shipper:
    about = in_review(shop, ada, officer)
    answers.checked(officer, Application.objects.get(pk=about["application_id"]))
    applications.application_approve(actor=officer, **about)
    settle()
    shop.refresh_from_db()
    return shop
