"""Tell partners in the feed of a policy that takes effect."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0001_initial'),
        ('policy', '0005_what_ifs_pool_exams'),
        ('standing', '0007_assurance'),
    ]

    operations = [
        migrations.AddField(
            model_name='feedentry',
            name='policy',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feed_entry', to='policy.policy'),
        ),
        migrations.AlterField(
            model_name='feedentry',
            name='change',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feed_entry', to='standing.change'),
        ),
        migrations.AddConstraint(
            model_name='feedentry',
            constraint=models.CheckConstraint(condition=models.Q(('change', None), ('policy', None), _connector='XOR'), name='feed_entry_of_one'),
        ),
    ]
