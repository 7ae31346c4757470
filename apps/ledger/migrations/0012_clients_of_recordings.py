"""Keep which system of a reporter sent a recording: keys and recordings belong to it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0011_warnings_and_references'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='recording',
            name='fixed',
        ),
        migrations.AddField(
            model_name='recording',
            name='client',
            field=models.CharField(blank=True, db_default='', max_length=100),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recording',
            trigger=pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."reporter_id" IS DISTINCT FROM (NEW."reporter_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."actor_id" IS DISTINCT FROM (NEW."actor_id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."client" IS DISTINCT FROM (NEW."client") OR OLD."request_digest" IS DISTINCT FROM (NEW."request_digest") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."reverses_id" IS DISTINCT FROM (NEW."reverses_id") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2f066464cd2ad1c2deccc227702f8f0a1abe5748', operation='UPDATE', pgid='pgtrigger_fixed_ca229', table='ledger_recording', when='BEFORE')),
        ),
    ]
