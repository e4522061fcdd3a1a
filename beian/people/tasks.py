"""Background work: a task is a doorbell, and the first thing it is told is the node it works for."""

from collections.abc import Callable
from functools import wraps

from celery import shared_task

from beian.people import scope
from beian.people.scope import Actor, Reach


def node_task(*, name: str, reach: Reach = Reach.STAFF) -> Callable[[Callable], Callable]:
    """A Celery task `fn(node, …)` that runs inside the scope of its node; a call that names none is refused before any work."""

    def decorate(function: Callable) -> Callable:
        @wraps(function)
        def run(node: str, *args, **kwargs) -> None:
            with scope.enter(node, reach, Actor.service(name)):
                function(node, *args, **kwargs)

        return shared_task(name=name, ignore_result=True)(run)

    return decorate
