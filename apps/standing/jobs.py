"""The long work that a policy asks for: to try a draft on every member, and to tell every member of a new policy."""

from apps.jobs.models import Job
from apps.jobs.registry import Report, job
from apps.policy.selectors import policy_numbered
from apps.standing.policies.selectors import INVITE, TELL, WHAT_IF
from apps.standing.policies.services import draft_what_if, members_invite, members_tell


@job(WHAT_IF)
def try_draft(job: Job, report: Report) -> dict[str, int]:
    """Evaluate every member under a draft."""
    return draft_what_if(policy=policy_numbered(job.arguments["version"]), progress=report)


@job(TELL)
def tell_members(job: Job, report: Report) -> dict[str, int]:
    """Tell every member whom a published policy touches."""
    return members_tell(version=job.arguments["version"], progress=report)


@job(INVITE)
def invite_members(job: Job, report: Report) -> dict[str, int]:
    """Tell every member whom a draft would touch that it may comment."""
    version, opening = job.arguments["version"], job.arguments["opening"]
    return members_invite(version=version, opening=opening, progress=report)
