from itertools import groupby

from apps.core.verification import Verdict, check
from apps.evaluation.rules import judge
from apps.evaluation.selectors import Question, due_among, evaluations_latest, records_at, watched_in_batches
from apps.policy.models import Policy
from apps.policy.selectors import terms_of

BATCH = 500


@check("evaluations")
def evaluations() -> Verdict:
    """Repeat the latest evaluation of each member from the entries known at its time, and compare the answers.

    A member that is due may differ, since entries were recorded after its last evaluation: it is noted, not counted as
    a difference.
    """
    verdict = Verdict()
    waiting = 0
    policies = Policy.objects.in_bulk()
    for shipper_ids in watched_in_batches(BATCH):
        latest = sorted(evaluations_latest(shipper_ids), key=lambda evaluation: evaluation.policy_id)
        differing: dict[int, str] = {}
        for policy_id, group in groupby(latest, key=lambda evaluation: evaluation.policy_id):
            terms = terms_of(policies[policy_id])
            asked = list(group)
            records = records_at([Question(e.shipper_id, e.as_of, e.known_at) for e in asked], terms=terms)
            for evaluation in asked:
                answer = judge(records[evaluation.shipper_id], terms)
                now = (answer.enter, answer.keep, answer.suspend)
                stored = (evaluation.enter, evaluation.keep, evaluation.suspend)
                if now != stored:
                    text = f"evaluation {evaluation.pk} of shipper {evaluation.shipper_id}: stored {stored}, now {now}"
                    differing[evaluation.shipper_id] = text
        verdict.compared += len(latest)
        due = due_among(differing)
        waiting += len(due)
        for shipper_id, text in differing.items():
            if shipper_id not in due:
                verdict.differs(text)
    if waiting:
        verdict.notes.append(f"{waiting} members are still to be evaluated, so their last answer may be out of date")
    return verdict
