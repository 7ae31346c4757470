-- These rows are updated again and again. Room on their page keeps a new version beside the old one, out of the indexes.
ALTER TABLE ledger_tally SET (fillfactor = 50);
ALTER TABLE ledger_watch SET (fillfactor = 50);
ALTER TABLE ledger_parcel SET (fillfactor = 90);
-- As with the numbers of entries: each session takes a hundred at a time, so that writers do not wait for each other at
-- the sequence for every parcel.
ALTER SEQUENCE ledger_parcel_id_seq CACHE 100;
