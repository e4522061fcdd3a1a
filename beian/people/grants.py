"""Membership is the fact, the guardian row on the organisation its executable form (decision 5)."""

from datetime import datetime

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from beian import audit
from beian.people import scope
from beian.people.models import Grant, Membership, Organisation, Session, User
from beian.people.nodes import tier_of
from beian.people.roles import ADMINISTRATORS, ROLES


def check_can_appoint(*, user: User, role: str) -> None:
    """Refuses a role that this tier does not give, and a second of the three administrators' roles (Z9)."""
    if tier_of(scope.current().node) not in ROLES[role].tiers:
        raise PermissionDenied(_("%(role)s不是本系统可以授予的角色。") % {"role": ROLES[role].title})
    if role in ADMINISTRATORS:
        held = Membership.objects.filter(user=user, until=None, role__in=ADMINISTRATORS).exclude(role=role)
        if held.exists():
            raise PermissionDenied(_("系统管理员、安全管理员、审计管理员三权分立，一人不能兼任。"))


def appoint(*, user: User, organisation: Organisation, role: str, now: datetime) -> Membership:
    """Give `user` the role at `organisation`, from now on."""
    check_can_appoint(user=user, role=role)
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, since=now)
    permission = Permission.objects.get(
        content_type__app_label="beian", content_type__model="organisation", codename=role
    )
    Grant.objects.get_or_create(user=user, permission=permission, content_object=organisation)
    audit.record(verb="people.appoint", subject=user, after={"role": role, "organisation": organisation.code})
    return membership


def dismiss(*, membership: Membership, now: datetime) -> None:
    """End a role; it takes effect on the person's next request (Z6)."""
    membership.until = now
    membership.dismissed_by = str(scope.current().actor)
    membership.save(update_fields=["until", "dismissed_by"])
    Grant.objects.filter(
        user=membership.user, permission__codename=membership.role, content_object=membership.organisation
    ).delete()
    audit.record(verb="people.dismiss", subject=membership.user, before={"role": membership.role})


def disable(*, user: User) -> None:
    """Close an account: its next request is refused, in every browser where it is signed in (F47). What it did stays on record."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    Session.objects.filter(user_id=user.pk).delete()
    audit.record(verb="people.disable", subject=user, after={"is_active": False})


def roles_of(user: User) -> tuple[frozenset[str], frozenset[int]]:
    """(role codes, organisation ids) that this account holds, in one query."""
    rows = list(Grant.objects.filter(user=user).values_list("permission__codename", "content_object_id"))
    return frozenset(code for code, _org in rows), frozenset(organisation for _code, organisation in rows)
