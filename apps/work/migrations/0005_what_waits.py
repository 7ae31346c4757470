from django.db import migrations

# What waits already says what the lists of work are filtered by, as what is opened from now on does.
FROM_SHIPPERS = """
UPDATE work_item SET country = shipper.country, chapters = ARRAY(
    SELECT DISTINCT left(line.hs, 2) FROM shippers_productline line
    WHERE line.shipper_id = shipper.id AND line.hs ~ '^[0-9]{2}' ORDER BY 1
)
FROM shippers_shipper shipper
WHERE shipper.id = work_item.shipper_id AND work_item.closed_at IS NULL
"""
FROM_APPLICATIONS = """
UPDATE work_item SET state = application.state
FROM applications_application application
WHERE work_item.subject_type = 'application' AND application.id = work_item.subject_id AND work_item.closed_at IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ("work", "0004_queues"),
        ("applications", "0001_initial"),
        ("shippers", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FROM_SHIPPERS, migrations.RunSQL.noop),
        migrations.RunSQL(FROM_APPLICATIONS, migrations.RunSQL.noop),
    ]
