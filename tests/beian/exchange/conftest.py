import pytest


@pytest.fixture(autouse=True)
def fresh_notes():
    from tests.beian.exchange import notes

    yield
    for kept in (notes.failing, notes.batches, notes.rejections):
        kept.clear()


@pytest.fixture
def arm(tmp_path, monkeypatch):
    """arm(point, action): the next time this process passes the point it acts; see beian/exchange/hooks.py."""
    monkeypatch.setenv("BEIAN_FAULTS", str(tmp_path))

    def armed(point: str, action: str) -> None:
        (tmp_path / point).write_text(action)

    return armed


@pytest.fixture
def tamper(transactional_db, test_urls):
    """Statements of somebody who owns the database: neither triggers nor row policies stop him. The rows of the last one, if any."""
    import psycopg2

    tables = ("outboxmessage", "inboxmessage", "batchreceipt", "inboundchannel", "outboundchannel", "auditentry")

    def tampered(*statements: str) -> list[tuple]:
        with psycopg2.connect(test_urls["DATABASE_OWNER_URL"]) as line, line.cursor() as cursor:
            for switch in ("DISABLE", "ENABLE"):
                for table in tables:
                    cursor.execute(f"ALTER TABLE beian_{table} {switch} TRIGGER USER")
                if switch == "DISABLE":
                    for statement in statements:
                        cursor.execute(statement)
                    rows = cursor.fetchall() if cursor.description else []
        line.close()
        return rows

    return tampered
