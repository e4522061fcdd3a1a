"""New nodes, organisations and accounts: what a deployment is given before anybody can sign in."""

from datetime import datetime

from beian import audit
from beian.people import grants, keys
from beian.people.models import Node, NodeKey, Organisation, User
from beian.people.nodes import tier_of
from beian.people.scope import Actor, Reach, current, enter
from beian.people.signin import mobile_digest


def node(*, name: str, title: str, province: str, actor: Actor) -> Organisation:
    """Establish a node with fresh keys and the organisation whose people work there. Safe to repeat: an existing node is left as it is."""
    with enter(name, Reach.SYSTEM, actor):
        if not Node.objects.filter(name=name).exists():
            secrets = keys.generate()
            sign, box = keys.public_halves(secrets)
            Node.objects.create(
                name=name, tier=tier_of(name), title=title, province=province, signing_public=sign, box_public=box
            )
            NodeKey.objects.bulk_create(
                NodeKey(purpose=purpose, secret=keys.protect(secret, name, purpose))
                for purpose, secret in secrets.items()
            )
            audit.record(verb="people.establish_node", subject=("node", name), after={"title": title})
        return Organisation.objects.get_or_create(code="office", defaults={"name": title})[0]


def account(
    *,
    organisation: Organisation,
    username: str,
    name: str,
    role: str,
    password_hash: str,
    now: datetime,
    mobile: str = "",
) -> User:
    """A staff account with one role, in the scope of its node. An existing account keeps its password.

    By `mobile` the platform knows whose filings its person may not review; at a provider a number signs an owner in, so none is taken.

    `password_hash` is made outside any transaction: Argon2id takes a seventh of a second.
    """
    user = User.objects.filter(node=current().node, username=username).first()
    if user is None:
        user = User.objects.create(username=username, name=name, password=password_hash, **_reached_at(mobile))
    if not user.memberships.filter(organisation=organisation, role=role, until=None).exists():
        grants.appoint(user=user, organisation=organisation, role=role, now=now)
    return user


def _reached_at(mobile: str) -> dict[str, bytes]:
    if not mobile:
        return {}
    if tier_of(current().node) == "provider":
        raise ValueError("staff of a provider have no number: there it signs an owner in")
    return {"mobile_digest": mobile_digest(mobile), "mobile_sealed": keys.encrypt(mobile.encode(), "user-mobile")}
