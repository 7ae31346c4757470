"""Keep consents to partners as rows, each given and withdrawn by itself."""

import apps.core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shippers', '0002_invitation_mails'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('name', 'Compare a name with yours'), ('past', 'Your status and tier on a past day'), ('evaluation', 'The findings behind your tier'), ('facts', 'All facts behind your tier')], max_length=12, verbose_name='what may be seen')),
                ('audience', models.CharField(choices=[('marketplace', 'Every marketplace'), ('carrier', 'Every carrier'), ('broker', 'Every customs broker'), ('agency', 'Every agency'), ('partner', 'One partner')], max_length=12, verbose_name='who may see it')),
                ('partner_id', models.BigIntegerField(blank=True, null=True, verbose_name='partner')),
                ('since', models.DateTimeField(default=apps.core.clock.now, editable=False, verbose_name='since')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ('shipper', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents_given', to='shippers.shipper')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'indexes': [models.Index(fields=['shipper', '-id'], name='consent_of_shipper')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('shipper', 'scope', 'audience', 'partner_id'), name='consent_in_force_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('audience', 'partner'), ('partner_id__isnull', False)), models.Q(models.Q(('audience', 'partner'), _negated=True), ('partner_id__isnull', True)), _connector='OR'), name='consent_names_a_partner_or_a_kind')],
            },
        ),
    ]
