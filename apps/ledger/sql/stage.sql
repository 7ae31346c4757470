-- The staging table of this session, with one row for each report of a batch.
--
-- `round` numbers the reports of one parcel within the batch. The ids of a new parcel and of the entry are drawn here,
-- so that later statements need not pass them on. A field that is null was not given. `believed_id` is the reporter of
-- the present entry; `stood_at` and `stood_version` are its order among the reports of that reporter. The columns `was_...` hold the parcel's share of the tally before it is amended.
-- `contested` tells of a contradiction that staff look at: a conflict, or the seller of a guest that was amended.
-- The columns that are never null come first, those of a parcel known before last: PostgreSQL reads a row from its
-- beginning, and faster before the first null.
CREATE TEMPORARY TABLE IF NOT EXISTS ledger_staged (
    index bigint NOT NULL,
    parcel_id bigint NOT NULL DEFAULT nextval('ledger_parcel_id_seq'),
    shipment_id bigint NOT NULL DEFAULT nextval('ledger_shipment_id_seq'),
    seller_id bigint NOT NULL,
    round integer NOT NULL,
    revision smallint NOT NULL DEFAULT 1,
    voided boolean NOT NULL DEFAULT false,
    evidence boolean NOT NULL,
    drawn boolean NOT NULL DEFAULT false,
    followed boolean NOT NULL DEFAULT false,
    contested boolean NOT NULL DEFAULT false,
    outcome text NOT NULL DEFAULT 'accepted',
    issuer text NOT NULL,
    reference text NOT NULL,
    digest bytea NOT NULL,
    flags varchar(20)[] NOT NULL,
    {{columns declared}},
    reported_at timestamptz,
    version bigint,
    differing text[],
    believed_id bigint,
    was_seller_id bigint,
    was_date date,
    was_currency text,
    was_value numeric(16, 2),
    was_evidence boolean,
    was_examined boolean,
    was_discrepant boolean,
    was_drawn boolean,
    was_followed boolean,
    stood_at timestamptz,
    stood_version bigint
) ON COMMIT DELETE ROWS
