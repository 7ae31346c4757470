"""Every table that people change has versions, is never rewritten, or has a reason why it needs neither."""

from django.apps import apps
from django.contrib import admin
from django.db import connection, models

from apps.core.history.tables import is_tracked, is_tracked_from_the_first, tracked_models, version_of
from apps.desk.pages import PageAdmin

# The reasons why some tables that are rewritten have no versions. Staff write none of these tables directly.
FOLLOWS = "is computed from entries that are never changed, and `verify` proves it"
SELLERS = "sellers alone write it, and what they send is frozen or told by an event"
MACHINERY = "only the program writes it"
EXPLAINED = {
    "accounts.SentForm": MACHINERY,
    "accounts.Session": MACHINERY,
    "accounts.User_groups": "accounts.RoleHeld keeps the versions of this table",
    "accounts.User_user_permissions": "no page and no service writes it: rights come by roles",
    "agencies.AgencyParcel": "is the parcel of the ledger; its page makes holds and reports, and writes no parcel",
    "applications.Decision": "only the program writes, once and with a message, when a denial reached somebody",
    "applications.Evidence": SELLERS,
    "applications.PageTime": MACHINERY,
    "applications.Section": SELLERS,
    "applications.SignatureRequest": SELLERS,
    "benefits.Month": MACHINERY,
    "events.Timer": MACHINERY,
    "events.Delivery": "machinery; a replay by staff is an event with its actor",
    "jobs.Job": MACHINERY,
    "ledger.Case": FOLLOWS,
    "ledger.IssuerCode": "follows from the codes of reporters and from partners.ReportingRights, which has versions",
    "ledger.Parcel": FOLLOWS,
    "ledger.Recording": "its figures grow as it is made; taking it back is a further recording, with actor and reason",
    "ledger.PeerValue": "is counted anew each day from entries",
    "ledger.Reporter": MACHINERY,
    "ledger.Seller": "whose it is follows from links, which are entries, and `verify` proves it",
    "ledger.SellerUpload": SELLERS,
    "ledger.Shipment": "entries: triggers made by hand hold that they are never changed",
    "ledger.ShippingSeen": "the program writes it; what the seller says of it is an event with its actor",
    "ledger.Tally": FOLLOWS,
    "ledger.Watch": FOLLOWS,
    "measures.EditionMail": MACHINERY,
    "measures.Subscription": "a reader alone writes it, and it is deleted whole when the reader ends it",
    "notices.Mail": MACHINERY,
    "notices.Message": MACHINERY,
    "partners.UsedAssertion": MACHINERY,
    "partners.SigningKey": "the program alone writes it, and each step of its life is an event",
    "partners.WebhookAttempt": MACHINERY,
    "partners.WebhookDelivery": MACHINERY,
    "partners.WebhookSecret": "partners alone make secrets, and each keeps when it was made and when it ends",
    "partners.Import": "partners alone write it, and each of its facts is an entry of its recording",
    "partners.KeptAnswer": MACHINERY,
    "partners.Snapshot": MACHINERY,
    "partners.RosterEntry": "the partner alone writes it, and a trigger lets an entry only end",
    "partners.AskedNames": MACHINERY,
    "partners.PartnerCorrection": "the program writes it, and the partner's system says once that it took it up",
    "partners.FurtherLook": "only the program writes it, and triggers let the count of a row only grow",
    "screening.RegisterEntry": "published data, of which a command takes over what a register changed",
    "screening.RegisterParent": "published data, as screening.RegisterEntry",
    "screening.Entry": "published data; each change of it is a row of screening.EntryChange, which is never rewritten",
    "screening.EntryName": "is computed from the entries",
    "screening.ScreenedParty": "is computed from the profile, which has versions",
    "screening.Screening": "is computed from the profile and the lists, which have versions",
    "screening.List": "the program makes a row for each list that a command loads, and never changes it",
    "shippers.Cluster": "is computed from shippers.MatchKey",
    "shippers.ClusterMember": "is computed from shippers.MatchKey",
    "shippers.ControlTie": "is computed from shippers.MatchKey",
    "shippers.Consent": "sellers alone write it, an event tells of it, and triggers let a consent only be withdrawn",
    "shippers.Invitation": SELLERS,
    "shippers.MatchKey": "is computed from the profile, which has versions",
    "shippers.SignInDevice": MACHINERY,
    "standing.Standing": "each change of it is a row of standing.Change, which is never rewritten",
    "tariff.CodeChoice": "is counted anew each day from the lines of products, which have versions",
    "tariff.Edition": "published data, as tariff.Line",
    "tariff.Line": "published data, replaced whole by a command",
    "upkeep.Reminder": MACHINERY,
}


def is_append_only(model: type[models.Model]) -> bool:
    return any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))


def needs_words(model: type[models.Model]) -> bool:
    return not (is_tracked(model) or is_append_only(model))


def has_acts(page: PageAdmin) -> bool:
    """Tell whether staff may act on a page of a record, rather than read it alone."""
    return bool(page.acts) or type(page).staff_actions is not PageAdmin.staff_actions


def test_every_table_is_tracked_never_rewritten_or_explained() -> None:
    versions = {version_of(model) for model in tracked_models()}
    ours = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("apps.") and model not in versions and needs_words(model)
        # Models without a table give permissions and pages of the admin a place.
        if model._meta.managed or model._meta.label in EXPLAINED
    }
    assert ours == EXPLAINED.keys()


def test_tables_that_staff_change_in_the_admin_have_versions_or_are_never_rewritten() -> None:
    """A table with an admin class that writes can't be explained by a reason that others write it."""
    # The page of a parcel makes holds and reports. What the acts on a delivery, a recording and a reporter do is a row
    # that is never rewritten.
    excused = {"agencies.AgencyParcel", "events.Delivery", "ledger.Parcel", "ledger.Recording", "ledger.Reporter"}
    for model, model_admin in admin.site._registry.items():
        writes = (
            (isinstance(model_admin, PageAdmin) and has_acts(model_admin))
            or model_admin.add_permission
            or model_admin.change_permission
            or list(model_admin.actions or ())
        )
        if writes and model._meta.label not in excused:
            assert not needs_words(model), model._meta.label


def test_the_triggers_that_keep_versions_are_in_the_database() -> None:
    """A table whose migration forgot its trigger would have no versions, and nobody would notice."""
    for model in tracked_models():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'", [model._meta.db_table]
            )
            names = " ".join(name for (name,) in cursor.fetchall())
        kept = ["changed_update", "removed_delete", *(["added_insert"] if is_tracked_from_the_first(model) else [])]
        assert all(name in names for name in kept), model._meta.label
