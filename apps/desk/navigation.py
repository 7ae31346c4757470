"""The lists of the desk by subject, as the head of each page offers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

# Each subject with its models, in the order of the menu. A test looks for a list that is in no subject.
SUBJECTS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _lazy("Applications"),
        ("applications.Application", "applications.SecondLook", "validations.Visit", "validations.ExamRequest"),
    ),
    (
        _lazy("Businesses"),
        (
            *("shippers.Shipper", "shippers.Cluster", "correspondence.Thread", "upkeep.ChangeRequest"),
            *("upkeep.IdentityClaim", "upkeep.LinkObjection", "upkeep.AnnualReview", "upkeep.OverdueReview"),
            *("shippers.Correction", "guidance.SurveyAnswer"),
        ),
    ),
    (
        _lazy("Record"),
        (
            *("ledger.Violation", "allegations.Tip", "screening.BusinessHit", "screening.Version"),
            *("disputes.Dispute", "disputes.SourceCheck", "disputes.Disowning", "disputes.Disclosure", "ledger.Parcel"),
            *("ledger.Recording", "ledger.ProgramEntry", "ledger.Seller", "ledger.Reporter", "evaluation.Evaluation"),
            "targeting.Assessment",
        ),
    ),
    (
        _lazy("Due process"),
        (
            *("standing.ProposedChange", "standing.AssuranceCall", "standing.Appeal", "standing.Plan"),
            *("standing.RestrictionReview", "standing.Departure", "standing.Control", "standing.Separation"),
            *("standing.Standing", "standing.Change"),
            "benefits.Month",
        ),
    ),
    (
        _lazy("Agencies and operations"),
        (
            *("agencies.AgencyParcel", "agencies.Hold", "agencies.AgencyQuestion", "agencies.FiledFirm"),
            *("agencies.AgencyOfficer", "agencies.Operation", "agencies.Sighting", "agencies.WatchedGoods"),
            *("targeting.PortDay", "targeting.Lot", "targeting.PortCapacity"),
        ),
    ),
    (
        _lazy("Policy"),
        (
            "policy.Policy",
            "policy.Comment",
            "targeting.RiskModel",
            "measures.Edition",
            "measures.Target",
            "measures.Release",
        ),
    ),
    (
        _lazy("Partners"),
        (
            *("partners.Partner", "partners.ScopeGrant", "partners.ReportingRights", "partners.RosterEntry"),
            *("partners.Import", "partners.WebhookEndpoint", "partners.WebhookDelivery", "partners.WebhookAttempt"),
            *("partners.PartnerCorrection", "partners.Snapshot", "partners.FeedEntry", "partners.Look"),
            *("partners.FurtherLook", "partners.ClientSecret", "partners.ClientKey", "partners.UsedAssertion"),
            "partners.SigningKey",
        ),
    ),
    (
        _lazy("Operations"),
        (
            *("events.Delivery", "events.Event", "jobs.Job", "accounts.User", "staff.AccountRequest"),
            *("accounts.Access", "audit.RecordChange", "audit.View"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A list of the desk. `here`: the page that is shown belongs to the list."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The lists of a subject that a reader may open."""

    label: Promise
    items: list[MenuItem]

    @property
    def here(self) -> bool:
        return any(item.here for item in self.items)


def menus(app_list: Iterable[dict[str, Any]], path: str) -> list[Menu]:
    """Return the menus of a reader by subject, without those that are empty.

    `app_list` is what the admin site says that the reader may open; `path` is the address of the page that is shown.
    """
    found = {
        model["model"]._meta.label: MenuItem(
            capfirst(str(model["name"])), model["admin_url"], path.startswith(model["admin_url"])
        )
        for app in app_list
        for model in app["models"]
        if model["admin_url"]
    }
    by_subject = [Menu(label, [found[one] for one in labels if one in found]) for label, labels in SUBJECTS]
    return [menu for menu in by_subject if menu.items]
