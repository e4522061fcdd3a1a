"""Keeping held by the database: a file under keeping loses nothing before its day, and then only by a list that two persons signed (Q1).

Plain triggers on purpose: no setting of a session passes them by. What a file is held by is recorded with the database's own clock.
"""

from django.db import migrations

from beian.people.migrations_ops import NodeTable

GUARDS = """
CREATE FUNCTION beian_evidence_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.kept_until IS NOT NULL OR NEW.disposed_at IS NOT NULL THEN
            RAISE EXCEPTION 'keeping: a file begins without an end';
        END IF;
        NEW.held_since := CASE WHEN NEW.held_since IS NULL THEN NULL ELSE now() END;
        RETURN NEW;
    END IF;
    IF OLD.held_since IS NULL THEN
        IF TG_OP = 'UPDATE' THEN
            NEW.held_since := CASE WHEN NEW.held_since IS NULL THEN NULL ELSE now() END;
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'keeping: file % is under keeping', OLD.uuid;
    ELSIF NEW.held_since IS DISTINCT FROM OLD.held_since
       OR (to_jsonb(NEW) - ARRAY['wrapped_key', 'disposed_at', 'kept_until', 'complete'])
          IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['wrapped_key', 'disposed_at', 'kept_until', 'complete'])
       OR (OLD.complete AND NOT NEW.complete) THEN
        RAISE EXCEPTION 'keeping: file % is under keeping', OLD.uuid;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.kept_until IS DISTINCT FROM OLD.kept_until AND NEW.kept_until IS NOT NULL
       AND NEW.kept_until < COALESCE(OLD.kept_until, (today + interval '5 years')::date) THEN
        RAISE EXCEPTION 'keeping: file % is kept for five years from the end of its filing', OLD.uuid;
    END IF;
    IF OLD.disposed_at IS NOT NULL AND (NEW.disposed_at IS DISTINCT FROM OLD.disposed_at OR NEW.wrapped_key <> '') THEN
        RAISE EXCEPTION 'keeping: file % is disposed of', OLD.uuid;
    END IF;
    IF OLD.held_since IS NOT NULL AND OLD.disposed_at IS NULL
       AND (NEW.disposed_at IS NOT NULL OR NEW.wrapped_key <> OLD.wrapped_key) THEN
        IF NEW.disposed_at IS NULL OR OLD.kept_until IS NULL OR OLD.kept_until >= today THEN
            RAISE EXCEPTION 'keeping: file % is kept until %', OLD.uuid, COALESCE(OLD.kept_until::text, 'its filing ends');
        END IF;
        IF NOT EXISTS (
            SELECT FROM beian_disposalline line
            JOIN beian_disposallist list ON list.node = line.node AND list.id = line.list_id
            WHERE line.node = OLD.node AND line.application = OLD.application AND list.state = 'approved'
              AND OLD.digest = ANY (line.digests)
        ) THEN
            RAISE EXCEPTION 'keeping: file % is on no signed list', OLD.uuid;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keeping BEFORE INSERT OR UPDATE OR DELETE ON beian_evidencefile
    FOR EACH ROW EXECUTE FUNCTION beian_evidence_kept();

CREATE FUNCTION beian_disposal_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'drawn' OR NEW.approved_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'keeping: a list begins unsigned';
        END IF;
        NEW.drawn_actor := current_setting('beian.actor');
        NEW.drawn_at := now();
    ELSIF NEW.state = 'approved' AND OLD.state = 'drawn' THEN
        IF current_setting('beian.actor') = OLD.drawn_actor THEN
            RAISE EXCEPTION 'keeping: a list is signed by a second person';
        END IF;
    ELSIF OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id OR OLD.approved_at IS DISTINCT FROM NEW.approved_at THEN
        RAISE EXCEPTION 'keeping: a signature stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keeping BEFORE INSERT OR UPDATE ON beian_disposallist
    FOR EACH ROW EXECUTE FUNCTION beian_disposal_signed();

CREATE FUNCTION beian_disposal_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM beian_disposallist list
                   WHERE list.node = NEW.node AND list.id = NEW.list_id AND list.state = 'drawn') THEN
        RAISE EXCEPTION 'keeping: a signed list takes no further line';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keeping BEFORE INSERT ON beian_disposalline
    FOR EACH ROW EXECUTE FUNCTION beian_disposal_listed();
"""
GONE = """
DROP TRIGGER keeping ON beian_disposalline;
DROP TRIGGER keeping ON beian_disposallist;
DROP TRIGGER keeping ON beian_evidencefile;
DROP FUNCTION beian_disposal_listed();
DROP FUNCTION beian_disposal_signed();
DROP FUNCTION beian_evidence_kept();
"""
# What came from another node has been reported, and so has what another node holds a copy of; sheets and agreements are records.
HELD = """
UPDATE beian_evidencefile file SET held_since = stored_at
WHERE sender <> '' OR purpose IN ('verification_sheet', 'agreement')
   OR EXISTS (SELECT FROM beian_evidencefile copy WHERE copy.uuid = file.uuid AND copy.sender <> '')
"""


class Migration(migrations.Migration):
    dependencies = [("beian", "0014_keeping")]

    operations = [
        NodeTable("disposallist", staff="select, insert, update"),
        NodeTable("disposalline", staff="select, insert, update"),
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, GONE),
    ]
