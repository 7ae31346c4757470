from datetime import timedelta

from django.db import migrations

DECIDE, LAPSE, REVIEW, CRITICAL_LAPSE = (timedelta(days=days) for days in (30, 365, 10, 365))
UNDECIDED = ("proposed", "responded")


def give_limits(apps, schema_editor):
    """What was proposed before limits were kept: the notice was delivered when it was written, and from now on it is
    reminded of and lapses like any other, by the numbers that earlier policies were given.
    """
    timer = apps.get_model("events", "Timer")
    for proposal in apps.get_model("standing", "ProposedChange").objects.all():
        proposal.served_at = proposal.proposed_at
        proposal.at_once = bool(proposal.notice.get("at_once"))
        if proposal.at_once:
            proposal.effective_at = proposal.proposed_at
            proposal.decide_by = proposal.proposed_at + REVIEW
            proposal.lapse_at = proposal.proposed_at + CRITICAL_LAPSE
        else:
            proposal.decide_by = proposal.respond_by + DECIDE
            proposal.lapse_at = proposal.decide_by + LAPSE
        proposal.save()
        if proposal.state in UNDECIDED:
            for step, moment in (("overdue", proposal.decide_by), ("lapse", proposal.lapse_at)):
                timer.objects.get_or_create(
                    kind="standing.limit_near",
                    step=step,
                    subject_type="proposedchange",
                    subject_id=proposal.pk,
                    defaults={"due_at": moment, "shipper_id": proposal.shipper_id},
                )


class Migration(migrations.Migration):
    dependencies = [("standing", "0005_due_process"), ("events", "0003_due_process")]

    operations = [migrations.RunPython(give_limits, migrations.RunPython.noop)]
