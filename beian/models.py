from beian.audit.models import AuditEntry, AuditSeal
from beian.editions.models import Delivery, Draft, Edition
from beian.editions.shifts import DueShift
from beian.evidence.lists import DisposalLine, DisposalList
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.exchange.models import (
    BatchReceipt,
    InboundChannel,
    InboxMessage,
    InboxTrial,
    OutboundChannel,
    OutboxMessage,
    Reconciliation,
)
from beian.notices.models import MailboxItem, Notice, OneTimeCode
from beian.pages.jobs.models import Job, JobPart
from beian.pages.saved import SavedView
from beian.people.kept import KeptForm
from beian.people.models import Grant, Membership, Node, NodeKey, Organisation, Session, SignInAttempt, User
from beian.people.visits import Visit

__all__ = [
    "AuditEntry",
    "Delivery",
    "Draft",
    "DisposalLine",
    "DisposalList",
    "DueShift",
    "Edition",
    "AuditSeal",
    "EvidenceFile",
    "EvidenceReading",
    "MailboxItem",
    "Notice",
    "OneTimeCode",
    "BatchReceipt",
    "InboundChannel",
    "InboxMessage",
    "InboxTrial",
    "Job",
    "JobPart",
    "KeptForm",
    "SavedView",
    "OutboundChannel",
    "OutboxMessage",
    "Reconciliation",
    "Grant",
    "Membership",
    "Node",
    "NodeKey",
    "Organisation",
    "Session",
    "SignInAttempt",
    "User",
    "Visit",
]
