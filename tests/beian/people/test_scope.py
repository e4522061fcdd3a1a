"""Reach is a database role, a transaction is a scope (decisions 1 to 3)."""

import pytest
from django.db import DatabaseError, connection

from beian import audit
from beian.audit.models import AuditEntry
from beian.people import scope
from beian.people.models import Node, Organisation, User
from beian.people.scope import Actor, Reach

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3")]
SOMEBODY = Actor.service("test")


def names(node, reach=Reach.STAFF):
    with scope.enter(node, reach, SOMEBODY):
        return set(Organisation.objects.values_list("name", flat=True))


def test_outside_a_scope_the_login_has_no_rights(cast):
    with pytest.raises(DatabaseError, match="permission denied"):
        Organisation.objects.count()


def test_each_node_sees_its_own_rows_only(cast):
    assert names("province:11") == {"北京市通信管理局"}
    assert names("province:33") == {"浙江省通信管理局"}


def test_a_row_gets_the_node_of_its_scope_and_cannot_be_written_elsewhere(cast):
    with scope.enter("province:11", Reach.SYSTEM, SOMEBODY):
        organisation = Organisation.objects.create(code="support", name="支撑中心")
        organisation.refresh_from_db()
        assert organisation.node == "province:11"
    with pytest.raises(DatabaseError, match="row-level security"), scope.enter("province:33", Reach.SYSTEM, SOMEBODY):
        Organisation.objects.create(node="province:11", code="planted", name="x")


def test_a_reference_cannot_point_into_another_node(cast):
    stranger = cast.person("province_reviewer", "province:33")
    with pytest.raises(DatabaseError, match="_own"), scope.enter("province:11", Reach.SYSTEM, SOMEBODY):
        from beian.people.models import Membership

        Membership.objects.create(
            user_id=stranger.pk,
            organisation=Organisation.objects.get(code="office"),
            role="province_reviewer",
            since=cast.now,
        )


def test_after_a_scope_the_reused_connection_is_nobody(cast):
    names("province:11")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user, current_setting('beian.node', true)")
        assert cursor.fetchone() == (True, "")
    with pytest.raises(DatabaseError, match="permission denied"):
        Organisation.objects.count()


def test_an_error_inside_leaves_nothing_behind(cast):
    with pytest.raises(ZeroDivisionError), scope.enter("province:11", Reach.SYSTEM, SOMEBODY):
        Organisation.objects.create(code="half", name="half")
        _ = 1 / 0
    assert names("province:11") == {"北京市通信管理局"}
    assert names("province:33") == {"浙江省通信管理局"}


def test_scopes_do_not_nest(cast):
    with scope.enter("province:11", Reach.STAFF, SOMEBODY):
        with pytest.raises(scope.NestedScope), scope.enter("ministry", Reach.STAFF, SOMEBODY):
            pass
        assert scope.current().node == "province:11"
    with pytest.raises(scope.OutsideScope):
        scope.current()


@pytest.mark.parametrize("node", ["", "province", "province:1", "ministry' OR 1=1--", "provider:", "province:11\n"])
def test_only_names_of_nodes_are_scopes(node):
    with pytest.raises(ValueError, match="not a node"), scope.enter(node, Reach.STAFF, SOMEBODY):
        pass


def test_the_public_reads_public_columns_and_nothing_else(cast):
    assert names("province:11", Reach.PUBLIC) == {"北京市通信管理局"}
    with pytest.raises(DatabaseError, match="permission denied"), scope.enter("province:11", Reach.PUBLIC, SOMEBODY):
        User.objects.count()


def test_what_remains_is_written_after_a_rollback(cast):
    with pytest.raises(ZeroDivisionError), scope.enter("province:11", Reach.SYSTEM, SOMEBODY):
        scope.remains(lambda: Organisation.objects.create(code="kept", name="kept"))
        _ = 1 / 0
    assert "kept" in names("province:11")


def test_audit_rows_carry_the_actor_of_the_scope_and_cannot_be_changed(cast):
    with scope.enter("province:11", Reach.STAFF, Actor("user", "7", "李审核")):
        audit.record(verb="case.approve", subject=("case", 1), after={"state": "approved"})
        entry = AuditEntry.objects.get(verb="case.approve")
        assert (entry.node, entry.actor, entry.actor_label) == ("province:11", "user:7", "李审核")
    with pytest.raises(DatabaseError), scope.enter("province:11", Reach.STAFF, SOMEBODY):
        AuditEntry.objects.all().update(verb="nothing")


def test_every_node_is_known_but_none_can_register_another(cast):
    with scope.enter("province:11", Reach.SYSTEM, SOMEBODY):
        assert Node.objects.count() == 5
    with pytest.raises(DatabaseError), scope.enter("province:11", Reach.SYSTEM, SOMEBODY):
        Node.objects.create(name="province:44", tier="province", title="x", signing_public=b"", box_public=b"")
