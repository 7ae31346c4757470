"""Commands that change something: each records who ran it, and the history of what it changed names them."""

import getpass
import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command, find_commands, load_command_class
from django.core.management.base import CommandError

from apps.accounts.management.acts import ActCommand
from apps.core.history.descriptions import describe
from apps.core.history.versions import record_scope, versions_in
from apps.events.models import Event
from apps.partners.models import Partner
from tests.people import staff

# Commands that change no record, and `migrate`, whose steps are kept with the code.
WITHOUT_EFFECT = {
    *("alert_rules", "check_database_role", "facts_export", "firms_match", "guidance_check", "guidance_success"),
    *("hs_search", "lifecycles", "messages", "migrate", "names_compare", "pack_tariff", "parcel_proof"),
    *("policy_document", "related_clusters", "screen", "tier_at", "verify", "what_if"),
}


def own_commands() -> dict[str, str]:
    """Return the commands of this program with the app of each."""
    own = [app for app in apps.get_app_configs() if app.name.startswith("apps.")]
    return {name: app.name for app in own for name in find_commands(f"{app.path}/management")}


def test_each_command_that_changes_something_records_who_ran_it():
    recording = {name for name, app in own_commands().items() if isinstance(load_command_class(app, name), ActCommand)}
    assert recording == own_commands().keys() - WITHOUT_EFFECT


def create_partner(*more: str, name: str = "Blue Parcel") -> Partner:
    out = StringIO()
    call_command("partner_create", name, "--scope", "status:read", *more, stdout=out)
    return Partner.objects.get(client__client_id=json.loads(out.getvalue())["client_id"])


def test_command_records_the_person_who_answers_and_the_user_of_the_system(supervisor):
    create_partner("--by", supervisor.email)
    run = Event.objects.get(kind="audit.command_run")
    assert (run.actor, run.payload) == (supervisor, {"command": "partner_create", "operator": getpass.getuser()})


def test_command_without_a_person_records_the_user_of_the_system():
    create_partner()
    run = Event.objects.get(kind="audit.command_run")
    assert (run.actor, run.payload["operator"]) == (None, getpass.getuser())


def test_history_names_the_command_and_the_person():
    ada, run = staff("supervisor"), f"partner_create ({getpass.getuser()})"
    named, unnamed = create_partner("--by", ada.email), create_partner(name="Red Parcel")
    told = [
        describe(versions_in(record_scope(Partner, partner.pk), limit=1), personal=False)[0].by
        for partner in (named, unnamed)
    ]
    assert told == [f"{ada}, by the command {run}", f"The command {run}"]


def test_command_in_the_name_of_nobody_is_refused():
    with pytest.raises(CommandError, match="Nobody has this e-mail address"):
        create_partner("--by", "nobody@staff.example")
    assert not Partner.objects.exists()


def test_command_for_which_somebody_must_answer_is_refused_without(tmp_path):
    with pytest.raises(CommandError, match="--by"):
        call_command("ledger_archive", "--before", "2020-01", "--to", str(tmp_path))
