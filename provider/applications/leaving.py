"""An application that ends here tells those above, so that the ministry lets go of its domain and certificate (decision 13)."""

from beian import exchange
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import province_node
from provider.applications.models import Application

ENDS = ("withdrawn", "lapsed")


def tell(application: Application) -> None:
    """One message to the provider's province, if it ever heard of the application."""
    if application.state not in ENDS or application.reported_at is None:
        return
    own = Node.objects.get(name=scope.current().node)
    exchange.send(
        receiver=province_node(own.province),
        kind="filing.moved",
        key=application.uuid,
        round=application.round,
        revision=application.revision,
        body={"state": application.state, "by": own.title},
    )
