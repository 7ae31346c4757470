"""The answers of a complete application, and functions that create applications in each state."""

import io
import zipfile
from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.applications import services
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application, Inquiry, Section
from apps.applications.selectors import checklist_of, criteria_proved, sections_of, subject_of
from apps.events.services import NewEvent, record_many
from apps.work.models import Item
from tests.outbox import deliver
from tests.people import seller, staff

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\0" * 30 + b"\xff\xd9"
CSV = b"sku,origin\nA1,CN\nA2,VN\n"
EIN = "42-1103331"
ACCOUNT = "0532 0130 7716"

ANSWERS: dict[str, dict[str, Any]] = {
    "business": {"name": "Blue Kite Toys LLC", "trade_name": "", "country": "US", "website": "bluekite.example"},
    "contacts": {
        "contact_name": "Ada Park",
        "contact_title": "Director",
        "email": "ada@bluekite.example",
        "phone": "+1 202 555 0143",
        "second_name": "",
        "second_email": "",
        "second_phone": "",
    },
    "addresses": {
        "rows": [
            {
                "kind": kind,
                "street": "1 Main St",
                "city": "Reno",
                "region": "NV",
                "postal_code": "89501",
                "country": "US",
            }
            for kind in ("registered", "packing")
        ]
    },
    "identifiers": {"ein": EIN, "lei": "", "duns": "", "gln": "", "eori": "", "tin": "", "tax": "", "checked_by": ""},
    "storefronts": {"rows": [{"marketplace": "Bazaar", "seller_id": "S-77", "url": ""}]},
    "payout": {"holder": "Blue Kite Toys LLC", "country": "US", "number": ACCOUNT},
    "owners": {"rows": [{"role": "owner", "name": "Ada Park", "title": "", "country": "US", "share": "100"}]},
    "products": {"rows": [{"description": "wooden building blocks", "hs": "9503.00", "origin": "VN"}]},
    "volumes": {"monthly_parcels": "400", "busiest_month": "900"},
    "parties": {"rows": [{"kind": "carrier", "name": "Swift Parcels", "code": "swpa"}]},
    **{criterion.key: {"answer": "yes", "explanation": ""} for criterion in CRITERIA},
    "consents": {"use": "yes", "public_status": "yes", "name": "yes", "history": "no"},
}


def ooxml(kind: str) -> bytes:
    """Return the smallest Office file of a kind, such as "wordprocessingml.document"."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        content_type = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/m.xml" ContentType="{content_type}"/></Types>'
        )
        archive.writestr("m.xml", "<x/>")
    return buffer.getvalue()


def filled(actor: User, *, shipper_id: int | None = None) -> Application:
    """Create a complete draft."""
    application = services.application_start(actor=actor, shipper_id=shipper_id)
    if application.sections.exists():
        sections_save(application, actor)
    else:
        sections_insert(application, actor)
    for criterion in criteria_proved():
        services.evidence_add(
            actor=actor, application_id=application.pk, criterion=criterion, name="license.pdf", chunks=[PDF]
        )
    return application


def save(actor: User, application: Application, key: str, typed: dict[str, Any], *, version: int = 1) -> Section:
    """Save a section, by default of a draft that was complete."""
    return services.section_save(actor=actor, application_id=application.pk, key=key, typed=typed, version=version)


def ask(officer: User, application: Application, *fields: str, text: str = "", **more: Any) -> Inquiry:
    """Ask the applicant about fields."""
    return services.info_request(actor=officer, application_id=application.pk, fields=fields, text=text, **more)


def reply(actor: User, application: Application, text: str = "Yes.", *, signed_name: str = "Ada Park") -> Application:
    return services.info_reply(actor=actor, application_id=application.pk, text=text, signed_name=signed_name)


def sections_save(application: Application, actor: User) -> None:
    """Save each section of a new draft by the service."""
    for section in sections_of(application):
        services.section_save(
            actor=actor, application_id=application.pk, key=section.key, typed=ANSWERS[section.key], version=0
        )


@transaction.atomic
def sections_insert(application: Application, actor: User) -> None:
    """Leave an empty draft as `sections_save` leaves it, in two statements instead of 130; a test holds them equal."""
    saved = {section.key: section.sealed(ANSWERS[section.key], None) for section in sections_of(application)}
    Section.objects.bulk_create(
        Section(application=application, key=key, data=typed, saved_by=actor, version=1) for key, typed in saved.items()
    )
    subject = subject_of(application)
    record_many(
        "application.section_saved",
        events=[NewEvent(subject, application.shipper_id, {"section": key, "version": 1}) for key in saved],
        actor=actor,
    )


def submitted(actor: User | None = None) -> Application:
    actor = actor or seller()
    return services.application_submit(actor=actor, application_id=filled(actor).pk, signed_name="Ada Park")


def in_review(officer: User, actor: User | None = None) -> Application:
    return services.application_take(actor=officer, application_id=submitted(actor).pk)


def checked(officer: User, application: Application, *, unmet: Sequence[str] = ()) -> Application:
    """Save a complete checklist of an application, in which all criteria but these are met."""
    version = application.submissions.count()
    seen = dict(application.checks.values_list("criterion", "revision"))
    verdicts = [
        services.CriterionVerdict(number, "not_met", "Not shown.", seen.get(number, 0))
        if number in unmet
        else services.CriterionVerdict(number, "met", "", seen.get(number, 0))
        for number in (checked.criterion.number for checked in checklist_of(Application.objects.get(pk=application.pk)))
    ]
    services.checks_save(actor=officer, application_id=application.pk, version=version, verdicts=verdicts)
    return application


def ready(officer: User, actor: User | None = None) -> Application:
    """Create an application in review which can be approved."""
    return checked(officer, in_review(officer, actor))


def long_form(application: Application) -> None:
    """Give an application a version of the time when every criterion was asked, with words beside each answer."""
    long = {criterion.key: {"answer": "yes", "explanation": "We weigh each turnip."} for criterion in CRITERIA}
    version = application.submissions.latest("version")
    version.pk, version.version, version.asked = None, version.version + 1, []
    version.content = version.content | {"sections": version.content["sections"] | long}
    version.save(force_insert=True)


def approved(officer: User, actor: User | None = None) -> Application:
    return services.application_approve(actor=officer, application_id=ready(officer, actor).pk)


def enrolled(officer: User, actor: User | None = None) -> Application:
    """Create an approved application, and enroll its business."""
    application = approved(officer, actor)
    deliver()
    return application


def proposed(officer: User, actor: User | None = None, *, reasons: tuple[str, ...] = ("criteria",)) -> Application:
    """Create an application with a proposed denial."""
    application = checked(officer, in_review(officer, actor), unmet=["6.1"])
    return services.application_deny(
        actor=officer,
        application_id=application.pk,
        reasons=reasons,
        text="Criterion 6.1 is not met.",
        explanation="" if reasons == ("criteria",) else "A case of a test.",
    )


def countersigned(application: Application) -> Application:
    """Countersign the proposed denial of an application."""
    proposal = application.denials_proposed.get(settled_at=None)
    return services.denial_countersign(actor=second(), application_id=application.pk, explanation=proposal.explanation)


def denied(officer: User, actor: User | None = None, *, reasons: tuple[str, ...] = ("criteria",)) -> Application:
    return countersigned(proposed(officer, actor, reasons=reasons))


def work_holders(application: Application) -> dict[str, User | None]:
    """Return the holder of each open work item of an application, by the kind of the item."""
    items = Item.objects.filter(subject_type="application", subject_id=application.pk, closed_at=None)
    return {item.kind: item.holder for item in items}


def second() -> User:
    """Return the officer who countersigns."""
    email = "second@staff.example"
    return User.objects.filter(email=email).first() or staff("officer", email=email)


def officer() -> User:
    return staff("officer")


def supervisor() -> User:
    return staff("supervisor")
