"""Import the modules that register the officers' pages with the admin."""

from apps.desk import (
    appeals,
    assurance,
    benefits,
    clusters,
    control,
    deliveries,
    departures,
    disputes,
    evaluations,
    events,
    exam_requests,
    exams,
    jobs,
    measures,
    operations,
    parcels,
    partners,
    people,
    plans,
    program_entries,
    questions,
    recordings,
    reporters,
    screening,
    sellers,
    source_checks,
    standings,
    targeting,
    tips,
    upkeep,
    visits,
    watchlists,
)
from apps.desk.agencies import firms, holds
from apps.desk.applications import admin as applications
from apps.desk.audit import admin as audit
from apps.desk.changes import admin as changes
from apps.desk.policy import admin as policy
from apps.desk.policy import comments
from apps.desk.shippers import admin as shippers
from apps.desk.shippers import merges
from apps.desk.violations import admin as violations
from apps.desk.work import admin as work
