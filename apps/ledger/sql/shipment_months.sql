-- The partitions of shipments, one for each month, and the months whose entries are in files (docs/adr/0107).

-- Create the partition of a month apart from the table, and return its name.
--
-- Its triggers are its own: those cloned from the table would not fire on TRUNCATE of the partition, and would be lost
-- when it is detached.
CREATE FUNCTION ledger_shipment_partition(first date) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    name text := 'ledger_shipment_' || to_char(first, 'YYYYMM');
BEGIN
    EXECUTE format('CREATE TABLE %I (LIKE ledger_shipment INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
        FOR EACH ROW EXECUTE FUNCTION ledger_append_only()', name);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()', name);
    RETURN name;
END
$$;

-- Attach the partition of a month to the table, which lets others read and write the table meanwhile. PostgreSQL makes
-- the indexes that the partition lacks.
CREATE FUNCTION ledger_shipment_attach(first date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE ledger_shipment ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        'ledger_shipment_' || to_char(first, 'YYYYMM'), first, first + interval '1 month');
END
$$;

-- Make sure that the partition of a month, given as any day of it, is there and stays there until the transaction ends.
-- Return false for a month that is archived, or is being archived or restored: nothing is recorded in such a month.
--
-- Writers share a lock on each of their months, which whoever archives or restores a month takes alone. No writer waits
-- for that lock: an archive of many millions of entries takes minutes, and a writer holds the locks of its parcels.
CREATE FUNCTION ledger_shipment_month(day date) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', day);
    name text := 'ledger_shipment_' || to_char(first, 'YYYYMM');
    last_act text;
BEGIN
    IF NOT pg_try_advisory_xact_lock_shared(1802724474, first - date '2000-01-01') THEN
        RETURN false;
    END IF;
    -- A statement of its own sees what was committed before the lock was taken.
    SELECT kind INTO last_act FROM ledger_archiveact WHERE month = first ORDER BY id DESC LIMIT 1;
    IF last_act = 'archived' THEN
        RETURN false;
    END IF;
    IF to_regclass(name) IS NOT NULL THEN
        RETURN true;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ledger_shipment_month'));
    -- Whoever held the lock may have made it: asked of the table itself, since the answer above is remembered.
    IF EXISTS (SELECT FROM pg_class WHERE relname = name AND relnamespace = current_schema()::regnamespace) THEN
        RETURN true;
    END IF;
    PERFORM ledger_shipment_partition(first);
    PERFORM ledger_shipment_attach(first);
    RETURN true;
END
$$;
