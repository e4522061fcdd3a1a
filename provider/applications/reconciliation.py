"""The numbers that this provider's applications got, for comparison with its own province, which tells them again where one is missing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from beian.exchange.reconciling import Share, shares
from beian.filing import facts
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import province_node


def _own_province() -> list[str]:
    return [province_node(Node.objects.get(name=scope.current().node).province)]


shares(
    Share(
        register="grants",
        tier="provider",
        title=_("发放给接入服务商申请的备案号"),
        rows=facts.grants(
            table="provider_application",
            application="uuid",
            shared="%(peer)s = (SELECT own.province FROM beian_node own WHERE own.name = current_setting('beian.node'))",
        ),
        peers=_own_province,
    )
)
