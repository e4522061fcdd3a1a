"""Operations: how far the channels are, what is parked, and what to do about it."""

from __future__ import annotations

import json

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from beian.exchange import parking, reconciling, standing
from beian.exchange.models import InboxMessage, Reconciliation
from beian.filing.canonical import CanonicalError, parse
from beian.filing.identifiers.reasons import Invalid
from beian.filing.identifiers.text import clean_text
from beian.people.access import allow
from beian.people.models import Node
from beian.people.nodes import here

KEEPERS = ("operations", "system_admin")
SHOWN = 50
# What is never shown here: blocks that only the addressed office opens, and the verifier of a filing password.
SEALED = ("sealed", "keys", "verifier")
TONES = {"pending": "info", "applied": "success", "parked": "danger", "rejected": "neutral", "superseded": "neutral"}

DIFFERENCES = {
    reconciling.MISSING_THERE: gettext_lazy("对方没有"),
    reconciling.MISSING_HERE: gettext_lazy("本系统没有"),
    reconciling.DIFFERENT: gettext_lazy("内容不一致"),
}
REMEDIES = {
    "here": gettext_lazy("以本系统为准：请运行 exchange reconcile --resend 重新发送，对方收到后再次对账。"),
    "there": gettext_lazy("以对方为准：请对方重新发送。"),
    "look": gettext_lazy("决定方没有这条记录：请双方核查，例如是否恢复过旧备份。"),
}


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("退回理由"),
        help_text=gettext_lazy("发送方会看到，请写明原因和补救办法。"),
        max_length=500,
        error_messages={"required": gettext_lazy("请填写退回的理由，发送方会看到。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        """It travels to the sender: nothing may stand in it that a page cannot show."""
        try:
            return clean_text(self.cleaned_data["reason"], lines=True)
        except Invalid:
            raise forms.ValidationError(_("含有无法显示的字符，请删去后重新填写。")) from None


@allow(*KEEPERS)
@require_GET
def channels(request, code: str = ""):
    """Channels in and out, and the oldest parked messages."""
    lines, titles = standing.channels(), _titles()
    parked = InboxMessage.objects.visible_to(request.viewer).filter(state="parked")
    if (after := request.GET.get("after", "")).isdecimal() and len(after) < 19:
        parked = parked.filter(pk__gt=int(after))
    rows = list(parked.defer("payload").order_by("pk")[: SHOWN + 1])
    context = {
        "out": [(line, titles.get(line.peer, line.peer)) for line in lines if line.direction == "out"],
        "into": [(line, titles.get(line.peer, line.peer)) for line in lines if line.direction == "in"],
        "parked": [(row, titles.get(row.sender, row.sender), explained(row.error)) for row in rows[:SHOWN]],
        "more": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
        "returned": [(row, titles.get(row.sender, row.sender)) for row in _returned(request)],
        "compared": [_compared(report, titles) for report in reconciling.latest(request.viewer.node)],
    }
    return render(request, "exchange/channels.html", context)


def _compared(report: Reconciliation, titles: dict[str, str]) -> dict[str, object]:
    """A comparison as it is shown: with whom, of what, and each record that differs in words with who is to act."""
    named = [
        (
            one["number"],
            DIFFERENCES[one["kind"]],
            REMEDIES[reconciling.remedy(report.node, report.register, one["kind"])],
        )
        for one in report.differences[:SHOWN]
    ]
    return {
        "report": report,
        "title": reconciling.title_of(report.node, report.register),
        "peer": titles.get(report.peer, report.peer),
        "named": named,
        "more": report.differing - len(named),
    }


def _returned(request) -> list[InboxMessage]:
    """What others would not take of ours, newest first: each is the word in which they said so."""
    said = InboxMessage.objects.visible_to(request.viewer).filter(kind=parking.REJECTED)
    return list(said.defer("payload").order_by("-pk")[:SHOWN])


@allow(*KEEPERS)
@require_GET
def message(request, pk: int, code: str = ""):
    """One message: envelope, what went wrong, the two ways on; and for operations, who may see business data, the open part."""
    return _page(request, _message(request, pk), RejectForm())


@allow(*KEEPERS)
@require_POST
def retry(request, pk: int, code: str = ""):
    """Try a parked message again."""
    found = _message(request, pk)
    try:
        parking.retry(message=found, by=request.viewer.user.name)
    except parking.NotParked as refusal:
        return _page(request, found, RejectForm(), problem=str(refusal), status=409)
    return redirect(here("exchange_message", pk))


@allow(*KEEPERS)
@require_POST
def reject(request, pk: int, code: str = ""):
    """Send a parked message back to its sender, with the reason."""
    found, form = _message(request, pk), RejectForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        parking.reject(message=found, reason=form.cleaned_data["reason"], by=request.viewer.user.name)
    except parking.NotParked as refusal:
        return _page(request, found, form, problem=str(refusal), status=409)
    return redirect(here("exchange_message", pk))


def explained(error: str) -> str:
    """The operator's sentence for an error: what to do first. The technical line stands beside it."""
    if "has nothing registered for" in error:
        return _("本系统不认识这种消息或它的版本。升级本系统后重试，或退回发送方。")
    if error.startswith("not a valid"):
        return _("内容不符合这种消息的格式，重试没有用。请退回发送方更正。")
    if "was killed" in error:
        return _("处理这条消息时进程多次中断。检查内存和日志后重试。")
    return _("处理时出错，自动重试五次仍未成功。排除原因后重试，或退回发送方。") if error else ""


def opened(payload: bytes) -> str:
    """The open part of a payload as indented JSON; sealed blocks are only named."""
    if not payload:
        return _("已按规定销毁")
    try:
        body = parse(payload)
    except CanonicalError as error:
        return _("无法读取：%(error)s") % {"error": error}
    return json.dumps(_without_sealed(body), ensure_ascii=False, indent=2, sort_keys=True)


def _without_sealed(value):
    if isinstance(value, dict):
        return {
            key: _("（密封，不在此显示）") if key in SEALED else _without_sealed(inner) for key, inner in value.items()
        }
    return [_without_sealed(inner) for inner in value] if isinstance(value, list) else value


def _message(request, pk: int) -> InboxMessage:
    return get_object_or_404(InboxMessage.objects.visible_to(request.viewer), pk=pk)


def _page(request, found: InboxMessage, form: RejectForm, *, problem: str = "", status: int = 200):
    found.refresh_from_db()
    behind = InboxMessage.objects.visible_to(request.viewer).filter(
        state="pending", sender=found.sender, key=found.key, pk__gt=found.pk
    )
    context = {
        "message": found,
        "tone": TONES[found.state],
        "envelope": _envelope(found),
        "body": opened(bytes(found.payload)) if request.viewer.holds("operations") else _("内容只对协调中心显示。"),
        "explained": explained(found.error),
        "behind": list(behind.defer("payload").order_by("pk")[:SHOWN]) if found.key and found.state == "parked" else [],
        "form": form,
        "problem": problem,
        "crumbs": [(_("消息交换"), here("exchange")), (found.kind, "")],
    }
    return render(request, "exchange/message.html", context, status=status)


def _envelope(found: InboxMessage) -> list[tuple[str, object]]:
    return [
        (_("发送方"), _titles().get(found.sender, found.sender)),
        (_("类型"), f"{found.kind} v{found.version}"),
        (_("业务编号"), found.key),
        (_("轮次与修订"), f"{found.round} / {found.revision}"),
        (_("通道序号"), found.seq),
        (_("消息编号"), found.uuid),
        (_("摘要"), bytes(found.digest).hex()[:16]),
        (_("发送时间"), _moment(found.created_at)),
        (_("收到时间"), _moment(found.received_at)),
        (_("失败次数"), found.attempts),
        (_("跟踪号"), found.trace),
    ]


def _moment(value) -> str:
    return f"{localtime(value):%Y-%m-%d %H:%M:%S}"


def _titles() -> dict[str, str]:
    return dict(Node.objects.values_list("name", "title"))
