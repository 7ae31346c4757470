from django.db import migrations

# Applications that were sent before they kept what they are filtered by.
FILL = """
UPDATE applications_application application
SET country = shipper.country,
    chapters = ARRAY(
        SELECT DISTINCT left(line.hs, 2) FROM shippers_productline line WHERE line.shipper_id = shipper.id ORDER BY 1
    )
FROM shippers_shipper shipper
WHERE shipper.id = application.shipper_id AND application.submitted_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0007_filtered")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
