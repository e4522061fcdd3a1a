"""What the exchange keeps: per channel the position and head of both ends, every message's exact bytes, and signed receipts.

Columns of an envelope never change after they are written, and nothing here is ever deleted: triggers refuse both.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from beian.people.nodes import NodeModel

ENVELOPE = ("uuid", "kind", "version", "key", "round", "revision", "trace", "created_at")


# The payload of a message about a person may be destroyed by rule, and only so that its digest stays and the chain still holds.
_DESTROYED = "NEW.payload <> '' OR OLD.content IS NOT NULL OR NEW.content IS DISTINCT FROM sha256(OLD.payload)"


def _payload_kept() -> pgtrigger.Protect:
    return pgtrigger.Protect(
        name="payload_kept",
        operation=pgtrigger.UpdateOf("payload", "content"),
        condition=pgtrigger.Condition(_DESTROYED),
    )


def _kept(*columns: str) -> pgtrigger.Protect:
    """Refuses to delete a row or to write one of these columns again."""
    return pgtrigger.Protect(name="kept", operation=pgtrigger.UpdateOf("node", *columns) | pgtrigger.Delete)


class OutboundChannel(NodeModel):
    """This end of sender → receiver: what has been numbered, and what the receiver has signed for."""

    receiver = models.TextField(db_collation="C")
    last_seq = models.BigIntegerField(default=0)
    head = models.BinaryField(help_text="digest of message last_seq; of nothing: the channel's genesis")
    acknowledged_seq = models.BigIntegerField(default=0)
    acknowledged_head = models.BinaryField(help_text="the receiver's head at acknowledged_seq, as it signed it")
    failures = models.IntegerField(default=0, help_text="deliveries in a row that failed")
    error = models.TextField(default="", blank=True, help_text="why the last delivery failed")
    next_try = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "receiver"], name="outbound_channel_receiver")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.UpdateOf("node", "receiver") | pgtrigger.Delete)]


class InboundChannel(NodeModel):
    """This end of sender → receiver: what has been received. The sender's own head is the last one it signed (BatchReceipt)."""

    sender = models.TextField(db_collation="C")
    last_seq = models.BigIntegerField(default=0)
    head = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "sender"], name="inbound_channel_sender")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.UpdateOf("node", "sender") | pgtrigger.Delete)]


class Message(NodeModel):
    """The envelope's columns, which both ends hold alike (flows.md §2)."""

    uuid = models.UUIDField()
    kind = models.TextField(_("类型"))
    version = models.IntegerField()
    key = models.TextField(_("业务编号"), help_text="the thing it is about; messages of one key keep their order")
    round = models.IntegerField(default=0)
    revision = models.BigIntegerField(default=0)
    payload = models.BinaryField(help_text="the exact canonical bytes that were signed")
    content = models.BinaryField(null=True, help_text="SHA-256 of the payload, once it has been destroyed")
    trace = models.TextField(default="", blank=True)

    class Meta:
        abstract = True


class OutboxMessage(Message):
    """Written in the transaction of the change that it tells of. The relay fills `seq` and `digest`, once."""

    receiver = models.TextField(db_collation="C")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    seq = models.BigIntegerField(null=True)
    digest = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "uuid"], name="outbox_uuid"),
            models.UniqueConstraint(fields=["node", "receiver", "seq"], name="outbox_seq"),
            models.CheckConstraint(
                condition=Q(seq=None, digest=None) | Q(seq__gt=0, digest__isnull=False), name="outbox_numbered"
            ),
        ]
        indexes = [models.Index(fields=["node", "receiver", "id"], condition=Q(seq=None), name="outbox_unnumbered")]
        triggers = [
            _kept("receiver", *ENVELOPE),
            _payload_kept(),
            pgtrigger.Protect(
                name="numbered_once",
                operation=pgtrigger.UpdateOf("seq", "digest"),
                condition=pgtrigger.Condition("OLD.seq IS NOT NULL"),
            ),
        ]


class InboxMessage(Message):
    """A message received, and what became of it. `attempts` counts the tries of this message alone that failed."""

    class State(models.TextChoices):
        PENDING = "pending", _("等待处理")
        APPLIED = "applied", _("已处理")
        PARKED = "parked", _("已搁置")
        REJECTED = "rejected", _("已退回发送方")
        SUPERSEDED = "superseded", _("已被新版本取代")

    sender = models.TextField(db_collation="C")
    created_at = models.DateTimeField(editable=False, help_text="when the sender wrote it")
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    seq = models.BigIntegerField()
    digest = models.BinaryField()
    state = models.TextField(choices=State, default=State.PENDING)
    attempts = models.IntegerField(default=0)
    error = models.TextField(default="", blank=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "uuid"], name="inbox_uuid"),
            models.UniqueConstraint(fields=["node", "sender", "seq"], name="inbox_seq"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "applied", "parked", "rejected", "superseded"]), name="inbox_state"
            ),
            models.CheckConstraint(condition=Q(state="applied") ^ Q(applied_at=None), name="inbox_applied_at"),
        ]
        indexes = [
            models.Index(fields=["node", "id"], condition=Q(state="pending"), name="inbox_pending"),
            models.Index(fields=["node", "key", "id"], condition=Q(state="parked"), name="inbox_parked"),
            models.Index(fields=["node", "key", "kind"], name="inbox_key"),
        ]
        triggers = [_kept("sender", "seq", "digest", "received_at", *ENVELOPE), _payload_kept()]


class BatchReceipt(NodeModel):
    """A signature of the other end over the digest of `last_seq`, and with it over everything before.

    in: the sender signed what it delivered. out: the receiver signed what it holds.
    """

    peer = models.TextField(db_collation="C")
    direction = models.TextField()
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    digest = models.BinaryField()
    signature = models.BinaryField(help_text="Ed25519, 64 bytes")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(direction__in=["in", "out"]), name="receipt_direction")]
        indexes = [models.Index(fields=["node", "peer", "direction", "last_seq"], name="receipt_channel")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class InboxTrial(NodeModel):
    """What a node's applier has in hand right now, written before it is tried: whoever finds it filled succeeds one that died."""

    messages = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node"], name="inbox_trial_node")]


class Reconciliation(NodeModel):
    """One comparison of a register with the node at its other end: a report, kept for good (flows.md §2)."""

    peer = models.TextField(db_collation="C")
    register = models.TextField()
    at = models.DateTimeField()
    buckets = models.IntegerField(default=0)
    records = models.BigIntegerField(default=0, help_text="held here")
    differing = models.BigIntegerField(default=0)
    differences = models.JSONField(default=list, help_text="the first of them: bucket, number, kind")
    trouble = models.TextField(default="", blank=True, help_text="why it could not be finished")

    class Meta:
        indexes = [models.Index(fields=["node", "register", "peer", "-at"], name="reconciliation_latest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def agrees(self) -> bool:
        return not self.differing and not self.trouble
