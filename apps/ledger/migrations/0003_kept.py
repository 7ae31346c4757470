"""Have triggers refuse to change or delete what is kept: files, messages, recordings (docs/adr/0041)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_months_by_the_owner'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='recording',
            trigger=pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."reporter_id" IS DISTINCT FROM (NEW."reporter_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."actor_id" IS DISTINCT FROM (NEW."actor_id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."request_digest" IS DISTINCT FROM (NEW."request_digest") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."reverses_id" IS DISTINCT FROM (NEW."reverses_id") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c4d1adda2f6c121f88ed6332b327e61ff1ea9406', operation='UPDATE', pgid='pgtrigger_fixed_ca229', table='ledger_recording', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recording',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='01bb94ca53267faa9f2856c126fb962ec1cb5ed4', operation='DELETE', pgid='pgtrigger_kept_e6378', table='ledger_recording', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recording',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='dab1a205b0e8ae6daea35a4e5c0e0cba722faccd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d72ed', table='ledger_recording', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rejection',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5ff96c50474f061a835e1e5eb9e863ce6e36dac9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_099da', table='ledger_rejection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rejection',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='806a17d387dac981f345492027b5806269ad2b7f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_0b3a3', table='ledger_rejection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sellerupload',
            trigger=pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."content_type" IS DISTINCT FROM (NEW."content_type") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."uploaded_by_id" IS DISTINCT FROM (NEW."uploaded_by_id") OR OLD."uploaded_at" IS DISTINCT FROM (NEW."uploaded_at") OR OLD."shipper_id" IS DISTINCT FROM (NEW."shipper_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='20271d8e375762a7982d3be196534464719f0225', operation='UPDATE', pgid='pgtrigger_fixed_c94e8', table='ledger_sellerupload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sellerupload',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."job_id" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='10511a2d38f09e5e4a67723f758a3981836e6c4c', operation='DELETE', pgid='pgtrigger_kept_2efda', table='ledger_sellerupload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sellerupload',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='3e4bff83813741c20361874163678d3179970803', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d7908', table='ledger_sellerupload', when='BEFORE')),
        ),
    ]
