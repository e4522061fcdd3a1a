import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from beian.audit.columns import CurrentSetting, NodeField
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from beian.people.roles import ADMINISTRATORS, ROLES


class Node(models.Model):
    """A tier system and the public halves of its keys. Known to all; a node writes only its own row."""

    name = models.TextField(primary_key=True, db_collation="C")
    tier = models.TextField()
    title = models.TextField()
    province = models.TextField(blank=True, help_text="GB/T 2260, two digits; empty for the ministry")
    signing_public = models.BinaryField(help_text="Ed25519, 32 bytes")
    box_public = models.BinaryField(help_text="X25519, 32 bytes")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=["ministry", "province", "provider"]), name="node_tier")
        ]

    def __str__(self) -> str:
        return self.title


class NodeKey(NodeModel):
    """The secret halves, encrypted under BEIAN_MASTER_KEY with the node and purpose as associated data."""

    purpose = models.TextField(help_text="sign, box, digest or rest")
    secret = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "purpose"], name="node_key_purpose")]


class Organisation(NodeModel):
    """A body whose people work at a node: the bureau, the provider, a department. Grants are on organisations only (decision 5)."""

    code = models.TextField()
    name = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "code"], name="organisation_code")]
        default_permissions = ()
        permissions = [(role.code, role.code) for role in ROLES.values()]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser, NodeModel):
    """An account of one node. Owners sign in by mobile number (kept sealed, found by keyed digest), staff by name and password."""

    username = models.TextField()
    name = models.TextField(help_text="the name shown; for an owner the masked number until he names himself")
    mobile_digest = models.BinaryField(null=True)
    mobile_sealed = models.BinaryField(null=True)
    is_active = models.BooleanField(default=True)
    display = models.TextField(blank=True, default="", help_text="the display mode that he has chosen; empty: none yet")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []
    is_superuser = False  # nobody is: scope has no exceptions

    class Meta:
        verbose_name = _("账号")
        constraints = [
            models.UniqueConstraint(fields=["node", "username"], name="user_username"),
            models.UniqueConstraint(fields=["node", "mobile_digest"], name="user_mobile"),
            models.CheckConstraint(condition=Q(display__in=["", "standard", "large", "contrast"]), name="user_display"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(NodeModel):
    """The fact that somebody held a role at an organisation, from when until when, and who gave it."""

    user = NodeForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = NodeForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    appointed_by = models.TextField(db_default=CurrentSetting("beian.actor"), editable=False)
    dismissed_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="membership_role"),
            models.UniqueConstraint(
                fields=["node", "user", "organisation", "role"], condition=Q(until=None), name="membership_once"
            ),
            models.UniqueConstraint(
                fields=["node", "user"],
                condition=Q(until=None, role__in=ADMINISTRATORS),
                name="membership_one_administrator",
            ),
        ]


class Grant(UserObjectPermissionBase):
    """The executable form of a membership: guardian's row on the organisation. Written only by appoint and dismiss."""

    node = NodeField()
    content_object = NodeForeignKey(Organisation, on_delete=models.CASCADE)
    user = NodeForeignKey(User, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        pass


class Session(AbstractBaseSession, NodeModel):
    """A signed-in browser at one node; the cookie's path is the node's prefix."""

    session_key = models.CharField(max_length=40, unique=True)
    id = models.BigAutoField(primary_key=True)
    user_id = models.BigIntegerField(null=True)
    objects = NodeQuerySet.as_manager()  # type: ignore[assignment]  # sessions too are reached through their node

    class Meta:
        indexes = [models.Index(fields=["node", "user_id"], name="session_user")]

    @classmethod
    def get_session_store_class(cls):
        from beian.people.sessions import SessionStore

        return SessionStore


class SignInAttempt(NodeModel):
    """One try to sign in, kept even when the request is refused; counts towards the pause after too many."""

    at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    account = models.TextField(help_text="user name, or the hex of a mobile number's digest; cut to 100 characters")
    succeeded = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["node", "account", "-at"], name="sign_in_attempt_account")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
