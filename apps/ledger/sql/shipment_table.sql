-- Shipments, one partition for each calendar month of `date`.
--
-- There is no DEFAULT partition: rows in one would stop their month's partition from being made later. The recording
-- path asks for its months before each batch instead. No foreign key points here or away from here: one into a
-- partition forbids to detach it, and the recording path has looked up what it refers to already.

CREATE SEQUENCE ledger_shipment_id_seq CACHE 100;

CREATE TABLE ledger_shipment (
    id bigint NOT NULL DEFAULT nextval('ledger_shipment_id_seq'),
    date date NOT NULL,
    parcel_id bigint NOT NULL,
    revision smallint NOT NULL,
    recording_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    voided boolean NOT NULL DEFAULT false,
    seller_id bigint NOT NULL,
    description text NOT NULL DEFAULT '',
    hs text NOT NULL DEFAULT '',
    origin text NOT NULL DEFAULT '',
    departure text NOT NULL DEFAULT '',
    value numeric(16, 2),
    currency text NOT NULL DEFAULT '',
    weight_kg numeric(14, 3),
    quantity numeric(14, 3),
    mode text NOT NULL DEFAULT '',
    entry_type text NOT NULL DEFAULT '',
    port text NOT NULL DEFAULT '',
    carrier text NOT NULL DEFAULT '',
    broker text NOT NULL DEFAULT '',
    declarant bytea,
    consignee bytea,
    storefront text NOT NULL DEFAULT '',
    lodged_at timestamptz,
    arrived_at timestamptz,
    released_at timestamptz,
    disposition text NOT NULL DEFAULT '',
    examined boolean NOT NULL DEFAULT false,
    exam_basis text NOT NULL DEFAULT '',
    exam_result text NOT NULL DEFAULT '',
    evidence boolean NOT NULL,
    flags varchar(20)[] NOT NULL DEFAULT '{}',
    drawn boolean DEFAULT false,
    followed boolean DEFAULT false,
    reported_at timestamptz,
    version bigint,
    PRIMARY KEY (id, date)
) PARTITION BY RANGE (date);

CREATE INDEX shipment_seller ON ledger_shipment (seller_id, date);
CREATE INDEX shipment_parcel ON ledger_shipment (parcel_id);
CREATE INDEX shipment_recording ON ledger_shipment (recording_id);
-- Exams of special operations, and the exams of a seller, are few among all parcels.
CREATE INDEX shipment_operation ON ledger_shipment (date) WHERE exam_basis = 'operation';
CREATE INDEX shipment_examined ON ledger_shipment (seller_id, date) WHERE examined;
-- Entries are written in the order of their time: a summary of each range of pages finds a day, and costs the recording
-- path next to nothing.
CREATE INDEX shipment_recorded ON ledger_shipment USING brin (recorded_at) WITH (autosummarize = on);

CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Entries of % are never changed or deleted: record a further entry', TG_TABLE_NAME;
END
$$;

-- The parent is protected too: TRUNCATE of it does fire its own trigger.
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger_shipment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
