-- Looks, one partition for each calendar month of `at`, so that a month can be dropped whole once it need not be kept.
-- Months are those of the program, in New York.
--
-- The schedule makes the partitions of the next months. A look of any other month lies in the partition without
-- bounds: an answer never fails because the schedule stood still.

CREATE SEQUENCE partners_look_id_seq;

CREATE TABLE partners_look (
    id bigint DEFAULT nextval('partners_look_id_seq') NOT NULL,
    partner_id bigint NOT NULL,
    ksn varchar(12) NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

-- Who looked at a shipper, and at whom a partner looked.
CREATE INDEX look_ksn ON partners_look (ksn, at);
CREATE INDEX look_partner ON partners_look (partner_id, at);

CREATE FUNCTION partners_look_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Cannot change or delete looks of %: a month is dropped whole', TG_TABLE_NAME;
END
$$;

-- The parent is protected too: TRUNCATE of it does fire its own trigger.
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON partners_look
    FOR EACH STATEMENT EXECUTE FUNCTION partners_look_kept();

-- Put a table into the table of looks, as the partition of these bounds. Its triggers are its own: those cloned from
-- the parent would not fire on TRUNCATE of the partition, and would be lost when it is detached.
CREATE FUNCTION partners_look_attach(name text, bounds text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
        FOR EACH ROW EXECUTE FUNCTION partners_look_kept()', name);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION partners_look_kept()', name);
    EXECUTE format('ALTER TABLE partners_look ATTACH PARTITION %I %s', name, bounds);
END
$$;
REVOKE EXECUTE ON FUNCTION partners_look_attach(text, text) FROM PUBLIC;

CREATE FUNCTION partners_look_begin(month date) RETURNS timestamptz LANGUAGE sql STABLE AS
    $$ SELECT date_trunc('month', month::timestamp) AT TIME ZONE 'America/New_York' $$;

-- The partitions, with the time before which all looks of each lie; NULL for the one without bounds.
CREATE FUNCTION partners_look_parts() RETURNS TABLE (part text, until timestamptz) LANGUAGE sql STABLE AS $$
    SELECT relname::text,
        (regexp_match(pg_get_expr(relpartbound, pg_class.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz
    FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = 'partners_look'::regclass
$$;

-- Make sure that the partition of a month, given as any day of it, is there. A month of which looks lie in the partition
-- without bounds, or in the first one, gets none. With the rights of the owner, since the role that runs the site may
-- make no table: all that a caller can choose is a month.
CREATE FUNCTION partners_look_month(day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name text := 'partners_look_' || to_char(day, 'YYYYMM');
    first timestamptz := partners_look_begin(day);
    next timestamptz := partners_look_begin((date_trunc('month', day::timestamp) + interval '1 month')::date);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('partners_look_month'));
    IF to_regclass(name) IS NOT NULL
        OR first < (SELECT until FROM partners_look_parts() WHERE part = 'partners_look_first')
        OR EXISTS (SELECT FROM partners_look_rest WHERE at >= first AND at < next)
    THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE partners_look INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    PERFORM partners_look_attach(name, format('FOR VALUES FROM (%L) TO (%L)', first, next));
END
$$;

-- The first partition has no lower bound.
CREATE TABLE partners_look_first (LIKE partners_look INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
SELECT partners_look_attach('partners_look_first', format('FOR VALUES FROM (MINVALUE) TO (%L)',
    partners_look_begin((date_trunc('month', now() AT TIME ZONE 'America/New_York') + interval '1 month')::date)));

CREATE TABLE partners_look_rest (LIKE partners_look INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
SELECT partners_look_attach('partners_look_rest', 'DEFAULT');
SELECT partners_look_month((now() + interval '1 month' * ahead)::date) FROM generate_series(0, 3) AS ahead;
