"""Give each identity the links that it has had so far, as far as events and the shippers themselves tell them."""

from django.db import migrations

# The first link of a KSN is to the shipper that has the number, and the first of an identity of which no event tells is
# to the shipper that was created when the identity was enrolled.
FIRST = """
INSERT INTO ledger_sellerlink (seller_id, shipper_id, reason, recorded_at)
SELECT s.id, owner.id, CASE WHEN s.source = 'ksn' THEN 'number' ELSE 'enrolled' END, owner.created_at
FROM ledger_seller s
JOIN shippers_shipper owner ON CASE WHEN s.source = 'ksn' THEN owner.ksn = s.code ELSE owner.id = s.shipper_id END
WHERE s.shipper_id IS NOT NULL AND (s.source = 'ksn' OR NOT EXISTS (
    SELECT FROM events_event e
    WHERE e.kind = 'ledger.seller_linked' AND e.subject_type = 'seller' AND e.subject_id = s.id
))
ORDER BY s.id
"""
TOLD = """
INSERT INTO ledger_sellerlink (seller_id, shipper_id, reason, recorded_at)
SELECT e.subject_id, e.shipper_id,
    CASE WHEN s.source <> 'ksn' AND e.id = min(e.id) OVER (PARTITION BY s.id) THEN 'proved' ELSE 'merged' END, e.at
FROM events_event e JOIN ledger_seller s ON s.id = e.subject_id
WHERE e.kind = 'ledger.seller_linked' AND e.subject_type = 'seller' AND s.shipper_id IS NOT NULL
ORDER BY e.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_initial'),
        ('ledger', '0005_links_and_what_evaluations_saw'),
        ('shippers', '0002_invitation_mails'),
    ]

    operations = [
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
