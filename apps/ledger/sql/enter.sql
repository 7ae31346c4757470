-- Write the entries: the first of new parcels, and a further one of those amended.
INSERT INTO ledger_shipment (
    id, parcel_id, revision, recording_id, recorded_at, voided, seller_id, {{columns}}, evidence, drawn, followed, flags,
    reported_at, version
)
SELECT
    shipment_id, parcel_id, revision, %(recording)s, %(now)s, voided, seller_id, {{columns filled}}, evidence, drawn, followed, flags,
    reported_at, version
FROM ledger_staged
WHERE round = %(round)s AND outcome IN ('accepted', 'amended')
