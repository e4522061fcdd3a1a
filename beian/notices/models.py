import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from beian.notices.templates import CHANNELS
from beian.people.identity import uuid7
from beian.people.nodes import NodeModel, NodeQuerySet


class State(models.TextChoices):
    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("发送中")
    DELIVERED = "delivered", _("已发送")
    FAILED = "failed", _("发送失败")


OPEN = (State.QUEUED, State.SENDING)
# What was sent or given up is final; only whom it went to may be forgotten by rule, and nothing else with it.
_FORGOTTEN = "ARRAY['recipient_sealed', 'recipient_masked', 'recipient_digest']"
_FINAL = (
    "OLD.state IN ('delivered', 'failed') AND (NEW.recipient_sealed <> '' OR NEW.recipient_masked <> ''"
    " OR NEW.recipient_digest <> uuid_send(OLD.uuid)"
    f" OR to_jsonb(NEW.*) - {_FORGOTTEN} IS DISTINCT FROM to_jsonb(OLD.*) - {_FORGOTTEN})"
)


class NoticeQuerySet(NodeQuerySet):
    def due(self, *, now) -> "NoticeQuerySet":
        """What may be tried: waiting and its time has come, or taken by a worker that never told the outcome."""
        return self.filter(state__in=OPEN, next_try_at__lte=now)

    def of(self, application) -> "NoticeQuerySet":
        return self.filter(application=application).order_by("id")


class Notice(NodeModel):
    """One text to one recipient. Who it goes to and what is secret in it are sealed; the secret is gone once it is delivered or given up."""

    uuid = models.UUIDField(default=uuid7, editable=False, help_text="also the idempotency key towards the gateway")
    template = models.TextField(help_text="a code of notices.templates")
    channel = models.TextField(choices=[(channel, channel) for channel in CHANNELS])
    event = models.TextField(help_text="what it tells of; one text per event, template and recipient")
    application = models.UUIDField(null=True)
    recipient_sealed = models.BinaryField()
    recipient_digest = models.BinaryField(help_text="keyed digest of the number or mail address")
    recipient_masked = models.TextField()
    params = models.JSONField(default=dict, help_text="placeholders that are no secret")
    secret_sealed = models.BinaryField(null=True)
    state = models.TextField(choices=State.choices, default=State.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    doubts = models.SmallIntegerField(
        default=0, help_text="tries whose outcome nobody knows: the text may have gone out"
    )
    next_try_at = models.DateTimeField(db_default=Now(), help_text="next try; while sending, end of the worker's lease")
    expires_at = models.DateTimeField(null=True, help_text="afterwards the text is of no use and is not sent")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True)
    reference = models.TextField(default="", help_text="the gateway's own identifier")
    trouble = models.TextField(default="", help_text="why the last try failed; never holds the text or the recipient")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        constraints = [
            models.UniqueConstraint(fields=["node", "uuid"], name="notice_uuid"),
            models.UniqueConstraint(fields=["node", "event", "template", "recipient_digest"], name="notice_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notice_state"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="notice_channel"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None) | Q(closed_at__isnull=False, secret_sealed=None),
                name="notice_closed_without_secret",
            ),
        ]
        indexes = [
            models.Index(fields=["node", "next_try_at"], condition=Q(state__in=OPEN), name="notice_due"),
            models.Index(fields=["node", "application", "id"], name="notice_application"),
            models.Index(fields=["node", "recipient_digest", "-closed_at"], name="notice_recipient"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_FINAL),
            ),
        ]


class OneTimeCode(NodeModel):
    """A code sent to a number: hashed, for one purpose, ten minutes, five tries, one use."""

    uuid = models.UUIDField(default=uuid7, editable=False)
    purpose = models.TextField()
    recipient_digest = models.BinaryField()
    code_digest = models.BinaryField(help_text="keyed digest over the code and this row's uuid")
    asker = models.BinaryField(null=True, help_text="keyed digest of the network address that asked for it")
    account = models.BigIntegerField(null=True, help_text="the account that asked for it, where somebody was signed in")
    familiar = models.BooleanField(
        default=False, help_text="a code for this number had come back from that address before"
    )
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["node", "recipient_digest", "-issued_at"], name="one_time_code_recipient"),
            models.Index(
                fields=["node", "asker", "-issued_at"], condition=Q(asker__isnull=False), name="one_time_code_asker"
            ),
            models.Index(
                fields=["node", "account", "-issued_at"],
                condition=Q(account__isnull=False),
                name="one_time_code_account",
            ),
        ]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="one_time_code_span")]


class MailboxItem(NodeModel):
    """What the demonstration's gateway received: stands for the phone and the mail client that are not there."""

    uuid = models.UUIDField(help_text="the notice's; a text that is sent twice arrives once")
    channel = models.TextField(choices=[(channel, channel) for channel in CHANNELS])
    address_digest = models.BinaryField()
    address_masked = models.TextField()
    title = models.TextField()
    text_sealed = models.BinaryField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["node", "address_digest", "-id"], name="mailbox_address")]
        constraints = [models.UniqueConstraint(fields=["node", "uuid"], name="mailbox_once")]
