from django.db import migrations

# An empty list stood for all categories. From now on it stands for none, so the lists say what they meant.
EXPLICIT = """
UPDATE ledger_reporter SET competence = ARRAY[
    'narcotics', 'weapons', 'restricted_party', 'false_statement', 'counterfeit', 'forced_labor', 'evasion',
    'unsafe_goods', 'undervaluation', 'classification', 'origin', 'splitting', 'missing_agency_data', 'records',
    'vague_data', 'late_filing', 'marking', 'clerical'
] WHERE kind = 'agency' AND competence = '{}'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0007_who_may_determine"),
    ]

    operations = [
        migrations.RunSQL(EXPLICIT, migrations.RunSQL.noop),
    ]
