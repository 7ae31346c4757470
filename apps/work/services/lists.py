"""Writes for the lists of work: saved searches, and exports."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import InvalidInput, NotAllowed, NotFound
from apps.core.fields import max_length_of
from apps.events.services import record
from apps.work.models import SavedSearch

MAX_NAME = max_length_of(SavedSearch, "name")
MAX_QUERY = max_length_of(SavedSearch, "query")


@transaction.atomic
def search_save(*, actor: User, page: str, name: str, query: str, shared: bool = False) -> SavedSearch:
    """Save the filters of a list under a name, in place of the filters that the actor saved under this name before.

    Everybody who may open the list may save its filters; the caller checks who may. `shared` shows the search to all
    staff and takes the permission to assign work. Raises Invalid if the name or the filters are missing or too long.
    """
    if not permissions.held(actor):
        raise NotAllowed(_("Your role does not allow this."), code="wrong_role")
    if shared:
        permissions.require(actor, "assign_work")
    name = name.strip()
    if not name.isprintable() or not 0 < len(name) <= MAX_NAME:
        message = _("Give the search a name of up to %(most)d characters.") % {"most": MAX_NAME}
        raise InvalidInput(message, fields={"name": [message]})
    if not query:
        raise InvalidInput(_("Set a filter first, then save the search."))
    if len(query) > MAX_QUERY:
        raise InvalidInput(_("These filters are too long to be saved."))
    return SavedSearch.objects.update_or_create(
        owner=actor, page=page, name=name, defaults={"query": query, "shared": shared}
    )[0]


@transaction.atomic
def search_remove(*, actor: User, search_id: int) -> None:
    """Remove a saved search: one's own, or a shared one with the permission to assign work; else raise NotFound."""
    search = SavedSearch.objects.select_for_update().filter(pk=search_id).first()
    if search and search.shared and search.owner_id != actor.pk:
        permissions.require(actor, "assign_work")
    elif search is None or search.owner_id != actor.pk:
        raise NotFound(_("There is no such saved search."))
    search.delete()


@transaction.atomic
def export_record(*, actor: User, filters: str) -> None:
    """Record that somebody exports a list of work. `filters` holds the codes of the filters and no text."""
    permissions.require(actor, "export_data")
    record("work.exported", subject=("user", actor.pk), actor=actor, filters=filters)
