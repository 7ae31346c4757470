"""Move the consent `name` of each business into rows of consents: one for marketplaces, one for carriers.

A site that still runs the code before may add the code once more while it is replaced. Nothing reads the code, so such
a business gives the consent anew on its page.
"""

from django.db import migrations

_MOVE = """
INSERT INTO shippers_consent (shipper_id, scope, audience, since)
SELECT id, 'name', audience, created_at
FROM shippers_shipper CROSS JOIN unnest(ARRAY['marketplace', 'carrier']) AS audience
WHERE consents @> ARRAY['name']::varchar[]
ON CONFLICT DO NOTHING;
UPDATE shippers_shipper SET consents = array_remove(consents, 'name') WHERE consents @> ARRAY['name']::varchar[];
"""
_MOVE_BACK = """
UPDATE shippers_shipper SET consents = array_append(consents, 'name') WHERE id IN (
    SELECT shipper_id FROM shippers_consent WHERE scope = 'name' AND withdrawn_at IS NULL
);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('shippers', '0003_consents_to_partners'),
    ]

    operations = [migrations.RunSQL(_MOVE, _MOVE_BACK)]
