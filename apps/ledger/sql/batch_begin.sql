-- Return the time that a batch bears which begins at a moment: the moment, or the beginning of the first open day if the
-- moment is of a closed one. A day is one in New York.
--
-- The transaction keeps a lock on that day until its end, which it shares with other writers. Whoever closes the day
-- takes the lock alone: so the day is closed after all writers of it have committed, and those who come later see that
-- it is closed. Each statement here sees what was committed before it.
CREATE FUNCTION ledger_batch_begin(moment timestamptz) RETURNS timestamptz LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    wanted date := (moment AT TIME ZONE 'America/New_York')::date;
    closed date;
BEGIN
    LOOP
        PERFORM pg_advisory_xact_lock_shared(1802724473, wanted - date '2000-01-01');
        SELECT max(day) INTO closed FROM ledger_closedday;
        IF closed IS NULL OR closed < wanted THEN
            RETURN moment;
        END IF;
        wanted := closed + 1;
        moment := wanted::timestamp AT TIME ZONE 'America/New_York';
    END LOOP;
END
$$;
