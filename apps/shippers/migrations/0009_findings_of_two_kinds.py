from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shippers', '0008_related_businesses'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='matchdismissal',
            name='match_dismissal_one_stands',
        ),
        migrations.AddConstraint(
            model_name='matchdismissal',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('one', 'other', 'about'), name='match_dismissal_one_of_each_stands'),
        ),
    ]
