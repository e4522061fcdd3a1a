from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

# Times of one numbered place never overlap: desk, number and day spell where on one long line of minutes its interval lies, so that
# a range alone says it, without an extension for the other columns. Days are counted from the year 2000, numbers end at 50.
LINE = "((desk_id * 64 + number) * 131072 + (day - DATE '2000-01-01')) * 1440"
NO_OVERLAP = f"""
ALTER TABLE provider_place ADD CONSTRAINT place_no_overlap EXCLUDE USING gist (int8range(
    {LINE} + (extract(hour FROM start) * 60 + extract(minute FROM start))::bigint,
    {LINE} + (extract(hour FROM until) * 60 + extract(minute FROM until))::bigint
) WITH &&)
"""
# Somebody is to be reminded of tomorrow, or did not come.
WAITING = """
SELECT DISTINCT node FROM provider_booking
WHERE state = 'booked' AND (
    day <= (now() AT TIME ZONE 'Asia/Shanghai')::date
    OR (reminded_at IS NULL AND day = (now() AT TIME ZONE 'Asia/Shanghai')::date + 1)
)
"""


class Migration(migrations.Migration):
    dependencies = [("provider", "0009_bookings"), ("beian", "0002_scope")]

    operations = [
        NodeTable("desk", staff="select, insert, update", owner="select"),
        NodeTable("openinghours", staff="select, insert, delete", owner="select"),
        NodeTable("closure", staff="select, insert, delete", owner="select"),
        NodeTable("booking", staff="select, insert, update", owner=("owner_id", "select, insert, update")),
        NodeTable("place", staff="select, insert, delete", owner="select, insert, delete"),
        migrations.RunSQL(NO_OVERLAP, "ALTER TABLE provider_place DROP CONSTRAINT place_no_overlap"),
        NodeNames("provider_nodes_with_bookings", WAITING),
    ]
