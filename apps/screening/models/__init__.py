"""The tables of lists, and those of the businesses and persons that were compared with the lists."""

from apps.screening.models.hits import DECIDED, STANDING, BusinessHit, HitState
from apps.screening.models.lists import Entry, EntryChange, EntryName, FileScreening, List, Version
from apps.screening.models.screenings import ListFollowUp, PartyRole, ScreenedParty, Screening
from apps.screening.registers.models import RegisterEntry, RegisterLoad, RegisterParent

__all__ = [
    "DECIDED",
    "STANDING",
    "BusinessHit",
    "Entry",
    "EntryChange",
    "EntryName",
    "FileScreening",
    "HitState",
    "List",
    "ListFollowUp",
    "PartyRole",
    "RegisterEntry",
    "RegisterLoad",
    "RegisterParent",
    "ScreenedParty",
    "Screening",
    "Version",
]
