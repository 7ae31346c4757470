"""Move the secret of each client into the table of secrets.

The library's own column keeps the digest: the code before still reads it while the site runs both.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0006_credentials'),
    ]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO partners_clientsecret (client_id, digest, created_at)
            SELECT client.id, client.client_secret, partner.created_at
            FROM partners_partner AS partner JOIN oauth2_provider_application AS client ON client.id = partner.client_id
            WHERE length(client.client_secret) = 64
            ORDER BY partner.id
            """,
            migrations.RunSQL.noop,
        )
    ]
