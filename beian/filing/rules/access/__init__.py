"""Access data, entered by the provider (B9; P09 附件3二(九), P10 一4)."""

from beian.filing.rules.access.provider_code import provider_code
from beian.filing.rules.access.public_ends import public_ends
from beian.filing.rules.access.whole_range import whole_range

# The order counts: the first rejection ends an item's list.
RULES = (
    provider_code,
    public_ends,
    whole_range,
)
