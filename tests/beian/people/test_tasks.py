"""A task works inside the scope of the node that it is told (decision 3)."""

import pytest

from beian.people import scope
from beian.people.models import Organisation
from beian.people.tasks import node_task

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3")]
seen: list[tuple] = []


@node_task(name="test.look")
def look(node, word):
    seen.append((scope.current().node, word, *Organisation.objects.values_list("name", flat=True)))


def test_a_task_sees_the_rows_of_its_node_only(cast):
    seen.clear()
    look("province:33", "hello")
    assert seen == [("province:33", "hello", "浙江省通信管理局")]


@pytest.mark.parametrize("call", [(), (None, "x"), ("", "x"), ("province", "x"), (7, "x")])
def test_a_task_without_a_node_is_refused(cast, call):
    seen.clear()
    with pytest.raises((TypeError, ValueError)):
        look(*call)
    assert not seen
