"""The writes of lists, of the screenings of businesses, and of hits."""

from apps.screening.services.follow_ups import version_follow
from apps.screening.services.hits import hit_clear, hit_confirm, hit_reopen, hits_settle
from apps.screening.services.lists import file_screening_record, list_load
from apps.screening.services.screenings import renaming_record, shippers_screen
