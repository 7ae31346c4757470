"""Keep with each prior disclosure what becomes of the duties that were lost."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0002_kept'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='disclosure',
            name='added_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='disclosure',
            name='changed_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='disclosure',
            name='removed_delete',
        ),
        migrations.AddField(
            model_name='disclosure',
            name='tender',
            field=models.CharField(blank=True, choices=[('done', 'Paid to CBP already, or together with this disclosure'), ('later', 'To be paid within 30 days after CBP has written how much it is'), ('nothing', 'No duties, taxes or fees were lost')], db_default='', default='', max_length=7, verbose_name='duties that were lost'),
        ),
        migrations.AddField(
            model_name='disclosure',
            name='tendered',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='paid in US dollars'),
        ),
        migrations.AddField(
            model_name='disclosure',
            name='tendered_how',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='how it was paid'),
        ),
        migrations.AddField(
            model_name='disclosureversion',
            name='tender',
            field=models.CharField(blank=True, choices=[('done', 'Paid to CBP already, or together with this disclosure'), ('later', 'To be paid within 30 days after CBP has written how much it is'), ('nothing', 'No duties, taxes or fees were lost')], db_default='', default='', max_length=7, verbose_name='duties that were lost'),
        ),
        migrations.AddField(
            model_name='disclosureversion',
            name='tendered',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='paid in US dollars'),
        ),
        migrations.AddField(
            model_name='disclosureversion',
            name='tendered_how',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='how it was paid'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosure',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "disputes_disclosureversion" ("category", "date", "decide_by", "decided_at", "decided_by_id", "id", "language", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "reasons_language", "result_id", "revenue_loss", "said_at", "said_by_id", "shipper_id", "state", "tender", "tendered", "tendered_how", "text") VALUES (NEW."category", NEW."date", NEW."decide_by", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."language", NEW."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."reasons", NEW."reasons_language", NEW."result_id", NEW."revenue_loss", NEW."said_at", NEW."said_by_id", NEW."shipper_id", NEW."state", NEW."tender", NEW."tendered", NEW."tendered_how", NEW."text"); RETURN NULL;', hash='26cd07695309ad917e403af1fa1a768044c087b9', operation='INSERT', pgid='pgtrigger_added_insert_e99d4', table='disputes_disclosure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosure',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "disputes_disclosureversion" ("category", "date", "decide_by", "decided_at", "decided_by_id", "id", "language", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "reasons_language", "result_id", "revenue_loss", "said_at", "said_by_id", "shipper_id", "state", "tender", "tendered", "tendered_how", "text") VALUES (NEW."category", NEW."date", NEW."decide_by", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."language", NEW."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."reasons", NEW."reasons_language", NEW."result_id", NEW."revenue_loss", NEW."said_at", NEW."said_by_id", NEW."shipper_id", NEW."state", NEW."tender", NEW."tendered", NEW."tendered_how", NEW."text"); RETURN NULL;', hash='f1fea44d3499665399baf0bf5cf37ab1e36d0f2d', operation='UPDATE', pgid='pgtrigger_changed_update_a313c', table='disputes_disclosure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosure',
            trigger=pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "disputes_disclosureversion" ("category", "date", "decide_by", "decided_at", "decided_by_id", "id", "language", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "reasons_language", "result_id", "revenue_loss", "said_at", "said_by_id", "shipper_id", "state", "tender", "tendered", "tendered_how", "text") VALUES (OLD."category", OLD."date", OLD."decide_by", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."language", OLD."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."reasons", OLD."reasons_language", OLD."result_id", OLD."revenue_loss", OLD."said_at", OLD."said_by_id", OLD."shipper_id", OLD."state", OLD."tender", OLD."tendered", OLD."tendered_how", OLD."text"); RETURN NULL;', hash='1030070154a3a6dcd45cfb9dd206c7406ca18d52', operation='DELETE', pgid='pgtrigger_removed_delete_88bd7', table='disputes_disclosure', when='AFTER')),
        ),
    ]
