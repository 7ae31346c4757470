"""The tasks that beat starts, and how often."""

from typing import Any

# The sweeps: they find what a lost wake-up call left. One that nobody took before the next is due is dropped.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "dispatch-urgent": {
        "task": "events.dispatch",
        "args": ["urgent"],
        "schedule": 5.0,
        "options": {"queue": "urgent", "expires": 5},
    },
    "dispatch-normal": {
        "task": "events.dispatch",
        "args": ["normal"],
        "schedule": 5.0,
        "options": {"queue": "normal", "expires": 5},
    },
    "dispatch-bulk": {
        "task": "events.dispatch",
        "args": ["bulk"],
        "schedule": 15.0,
        "options": {"queue": "bulk", "expires": 15},
    },
    # Each timer is a row that its event replaces: running often only makes reminders and limits timely.
    "fire-timers": {"task": "events.fire_timers", "schedule": 20.0, "options": {"expires": 20}},
    # Quarters of an hour that were taken in are passed over.
    "take-in-tips": {"task": "allegations.take_in", "schedule": 300.0, "options": {"expires": 300}},
    "evaluate-due": {"task": "evaluation.evaluate_due", "schedule": 10.0, "options": {"expires": 10}},
    # A power that is known is passed over.
    "measure-power": {
        "task": "evaluation.measure_power",
        "schedule": 3600.0,
        "options": {"queue": "bulk", "expires": 600},
    },
    # Each step of each due day is a row, sent once: running often only makes it timely.
    "remind-of-reviews": {"task": "upkeep.remind", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
    "follow-reviews": {"task": "upkeep.follow", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
    # Each run works out anew what waits: running often only makes it timely.
    "watch-visits": {"task": "validations.watch", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
    # Closed months are counted anew, since late reports amend them. A departure from the staff records no event: the
    # run finds the members whose managers may no longer act.
    "assurance": {"task": "standing.assurance", "schedule": 600.0, "options": {"expires": 600}},
    "measure-benefits": {"task": "benefits.measure", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    # Releases in the calendar stay there: running often only bridges days on which nothing ran.
    "plan-releases": {"task": "measures.plan", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    # A month whose part is in the register is passed over.
    "release-reasons": {"task": "measures.release_reasons", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
    # A month that was counted is passed over.
    "count-scorecards": {
        "task": "partners.count_scorecards",
        "schedule": 24 * 3600.0,
        "options": {"expires": 6 * 3600},
    },
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    "clear-tokens": {"task": "partners.clear_tokens", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    # Months are made well ahead: running often only bridges days on which nothing ran.
    "make-look-months": {
        "task": "partners.make_look_months",
        "schedule": 24 * 3600.0,
        "options": {"expires": 6 * 3600},
    },
    # The next key is published weeks before it signs: running often only destroys ended keys soon.
    "rotate-signing-keys": {
        "task": "partners.rotate_signing_keys",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600},
    },
    # Attempts whose time has come, and those whose sender was lost.
    "send-webhooks": {"task": "webhooks.send", "schedule": 5.0, "options": {"queue": "webhooks", "expires": 5}},
    "count-peers": {"task": "ledger.count_peers", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    "count-code-choices": {
        "task": "shippers.count_code_choices",
        "schedule": 24 * 3600.0,
        "options": {"expires": 6 * 3600},
    },
    "clear-imports": {"task": "partners.clear_imports", "schedule": 3600.0, "options": {"expires": 1800}},
    # Partners with a snapshot of today are passed over: running often only makes the first one of a partner soon.
    "make-snapshots": {"task": "partners.make_snapshots", "schedule": 900.0, "options": {"expires": 900}},
    "clear-snapshots": {"task": "partners.clear_snapshots", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    "forget-devices": {"task": "shippers.forget_devices", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    "find-clusters": {"task": "shippers.find_clusters", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    # Reads the ties that the run before wrote: running often only bridges days on which nothing ran.
    "find-control": {"task": "standing.find_control", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
    "forget-names": {"task": "partners.forget_names", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    "review-guidance": {"task": "guidance.review", "schedule": 24 * 3600.0, "options": {"expires": 6 * 3600}},
    # Sealed days are passed over: running often only makes the seal soon after midnight, and tries again where a
    # transaction still wrote to the day.
    "seal": {"task": "seals.seal", "schedule": 300.0, "options": {"queue": "bulk", "expires": 300}},
    # Parcels that are declared late wait for the next run of their day.
    "start-draws": {"task": "targeting.start_draws", "schedule": 900.0, "options": {"expires": 900}},
    # The champion is looked at once a day: running often only bridges hours in which nothing ran.
    "watch-drift": {"task": "targeting.watch_drift", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
    # A month is counted once: running often only bridges hours in which nothing ran.
    "count-declared": {"task": "targeting.count_declared", "schedule": 6 * 3600.0, "options": {"expires": 3600}},
    # In the queue of the jobs themselves: where no worker is free to take one up, none is called.
    "sweep-jobs": {"task": "jobs.sweep", "schedule": 5.0, "options": {"queue": "bulk", "expires": 5}},
}
