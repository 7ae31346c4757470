-- What the role of this session may do in the database, as pairs: a kind of power, and what the role has power over.
-- What the role can do as another role of which it is a member counts as its own.
WITH ours AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\_%'
),
own_roles AS (
    SELECT * FROM pg_roles WHERE pg_has_role(oid, 'MEMBER')
)
SELECT 'superuser', rolname::text FROM own_roles WHERE rolsuper
UNION ALL SELECT 'roles', rolname FROM own_roles WHERE rolcreaterole
UNION ALL SELECT 'databases', rolname FROM own_roles WHERE rolcreatedb
UNION ALL SELECT 'replication', rolname FROM own_roles WHERE rolreplication
UNION ALL SELECT 'row_security', rolname FROM own_roles WHERE rolbypassrls
UNION ALL SELECT 'server', rolname FROM own_roles WHERE rolname LIKE 'pg\_%'
UNION ALL SELECT 'owns', 'the database ' || datname FROM pg_database
    WHERE datname = current_database() AND pg_has_role(datdba, 'MEMBER')
UNION ALL SELECT 'owns', 'the schema ' || nspname FROM pg_namespace JOIN ours USING (oid, nspname)
    WHERE pg_has_role(nspowner, 'MEMBER')
UNION ALL SELECT 'owns', relname FROM pg_class JOIN ours ON ours.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND pg_has_role(relowner, 'MEMBER')
UNION ALL SELECT 'owns', proname || '()' FROM pg_proc JOIN ours ON ours.oid = pronamespace
    WHERE pg_has_role(proowner, 'MEMBER')
UNION ALL SELECT 'makes', 'the database ' || current_database() WHERE has_database_privilege(current_database(), 'CREATE')
UNION ALL SELECT 'makes', 'the schema ' || nspname FROM ours WHERE has_schema_privilege(oid, 'CREATE')
UNION ALL SELECT 'session', 'session_replication_role'
    WHERE has_parameter_privilege('session_replication_role', 'SET')
UNION ALL SELECT 'sequences', relname FROM pg_class JOIN ours ON ours.oid = relnamespace
    WHERE CASE WHEN relkind = 'S' THEN has_sequence_privilege(pg_class.oid, 'UPDATE') END
UNION ALL SELECT 'switched_off', tgname || ' of ' || tgrelid::regclass FROM pg_trigger
    WHERE NOT tgisinternal AND tgenabled <> 'O'
-- A function that acts as its caller, or finds tables where its caller says, can be made to write to another table. One
-- that its caller may call can be put on another table.
UNION ALL SELECT 'loose', proname || '()' FROM pg_proc JOIN ours ON ours.oid = pronamespace
    WHERE prorettype = 'trigger'::regtype
        AND (NOT prosecdef OR proconfig IS NULL OR has_function_privilege(pg_proc.oid, 'EXECUTE'))
UNION ALL SELECT 'ignored', proname || '()' FROM pg_proc JOIN ours ON ours.oid = pronamespace
    WHERE prosrc ILIKE '%pgtrigger.ignore%'
-- The rights in tables; which of them the role must not have, the program knows.
UNION ALL SELECT held, relname FROM pg_class JOIN ours ON ours.oid = relnamespace,
        unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS held
    WHERE relkind IN ('r', 'p') AND (
        has_table_privilege(pg_class.oid, held)
        OR held IN ('INSERT', 'UPDATE') AND has_any_column_privilege(pg_class.oid, held)
    )
