"""The texts that go out, as data. Statutory ones stand word for word; what is in braces is filled in when the text is delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from string import Formatter

SMS, MAIL = "sms", "mail"
CHANNELS = (SMS, MAIL)


@dataclass(frozen=True)
class Template:
    """A text of one kind. `secrets` are placeholders that stay sealed until delivered; `lifetime` is how long the text is of any use."""

    code: str
    title: str  # the mail's subject
    text: str
    article: str = ""
    secrets: tuple[str, ...] = ()
    lifetime: timedelta | None = None

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(name for _text, name, *_rest in Formatter().parse(self.text) if name)

    def check(self, params: Mapping[str, str], secret: Mapping[str, str]) -> None:
        """Every placeholder is filled, secrets as secrets and nothing else as one; or ValueError, which is a programming error."""
        wanted = {"params": self.placeholders - set(self.secrets), "secret": frozenset(self.secrets)}
        given = {"params": frozenset(params), "secret": frozenset(secret)}
        if given["secret"] != wanted["secret"] or not wanted["params"] <= given["params"]:
            raise ValueError(f"notice {self.code} needs {wanted}, was given {given}")

    def render(self, params: Mapping[str, str], secret: Mapping[str, str]) -> str:
        """The text as it goes out; an address among the params (`link`) stands behind it, so that a statutory text keeps its words."""
        text = self.text.format_map({**params, **secret})
        return f"{text} {params['link']}" if params.get("link") and "link" not in self.placeholders else text


TEMPLATES = {
    template.code: template
    for template in (
        Template(
            "sign_in_code",
            "登录验证码",
            "您的登录验证码是{code}，10分钟内有效。请勿告诉他人。",
            secrets=("code",),
            lifetime=timedelta(minutes=10),
        ),
        Template(
            "contact_code",
            "确认联系方式的验证码",
            "您正在确认网站备案负责人的联系方式，验证码是{code}，10分钟内有效。如果不是您本人办理，请不要理会。",
            secrets=("code",),
            lifetime=timedelta(minutes=10),
        ),
        Template(
            "behalf_code",
            "同意代填的验证码",
            "接入服务商的受理员将代您填写网站备案信息，验证码是{code}，10分钟内有效。告诉受理员即表示您同意；不是您本人办理，请不要告诉任何人。",
            secrets=("code",),
            lifetime=timedelta(minutes=10),
        ),
        Template(
            "behalf_submit_code",
            "确认提交的验证码",
            "受理员代您填写的网站备案信息待您核对，验证码是{code}，10分钟内有效。核对无误后告诉受理员，即由其代您提交。",
            secrets=("code",),
            lifetime=timedelta(minutes=10),
        ),
        Template(
            "review_contact_code",
            "网站备案核实",
            "通信管理局正在核实以您的号码登记的网站备案信息，核实码{code}，10分钟内有效。审核人员将致电向您核对；如非本人办理，请在电话中告知。",
            article="B15",
            secrets=("code",),
            lifetime=timedelta(minutes=10),
        ),
        Template(
            "submitted",
            "备案信息已提交",
            "您提交的网站备案信息已收到，接入服务商将在5个工作日内完成预核验。",
            article="B4",
        ),
        Template(
            "precheck_passed",
            "备案信息已通过预核验",
            "您提交的网站备案信息已通过预核验，请在1个月内由网站负责人本人携带有关证件原件到我单位备案现场办理核验手续",
            article="P10 二(二)1(2)",
        ),
        Template(
            "precheck_failed",
            "备案信息未通过预核验",
            "您提交的网站备案信息未通过预核验，请修改后重新提交",
            article="P10 二(二)1(2)",
        ),
        Template(
            "application_reported",
            "备案信息已上报",
            "您的网站备案信息已完成现场核验并上报通信管理局，审核将在20个工作日内完成。",
            article="B15",
        ),
        Template(
            "application_returned",
            "备案申请已退回",
            "您的网站备案申请已退回，原因：{reason}。请登录备案系统按提示修改后重新提交。",
            article="B15",
        ),
        Template(
            "application_conflicted",
            "备案信息存在冲突",
            "您的网站备案信息与已有备案信息冲突：{reason}。请登录备案系统查看下一步办理方法。",
            article="B16",
        ),
        Template(
            "visit_reminder",
            "请按期办理现场核验",
            "您的网站备案申请须在{day}前（含当日）由网站负责人本人携带有关证件原件到接入服务商备案现场办理核验手续，逾期申请将失效。",
            article="B5",
        ),
        Template(
            "visit_booked",
            "现场核验预约成功",
            "您已预约{day}{time}办理网站备案现场核验，地点：{desk}（{address}），电话{phone}。请网站负责人本人携带有关证件原件到场。",
            article="B5",
        ),
        Template(
            "visit_moved",
            "现场核验预约已改期",
            "您的现场核验预约已改为{day}{time}，地点：{desk}（{address}），电话{phone}。请网站负责人本人携带有关证件原件到场。",
            article="B5",
        ),
        Template(
            "visit_tomorrow",
            "明天办理现场核验",
            "提醒您：{day}{time}到{desk}（{address}）办理网站备案现场核验，请网站负责人本人携带有关证件原件到场。来不了请提前改期，或致电{phone}。",
            article="B5",
        ),
        Template(
            "visit_cancelled",
            "现场核验预约已取消",
            "您{day}{time}在{desk}的现场核验预约已由核验点取消，请在{last}前（含当日）重新预约办理，逾期申请将失效。咨询电话{phone}。",
            article="B5",
        ),
        Template(
            "visit_called_off",
            "现场核验预约已取消",
            "已按您的来电取消{day}{time}在{desk}的现场核验预约，请在{last}前（含当日）重新预约办理，逾期申请将失效。咨询电话{phone}。",
            article="B5",
        ),
        Template(
            "visit_desk_closed",
            "现场核验预约须改期",
            "您预约的{day}{time}，{desk}不办理现场核验（{why}），预约已取消。请在{last}前（含当日）重新预约办理，逾期申请将失效。咨询电话{phone}。",
            article="B5",
        ),
        Template(
            "visit_missed",
            "您没有按预约到场",
            "您没有按预约在{day}{time}到{desk}办理现场核验。请在{last}前（含当日）重新预约办理，逾期申请将失效。咨询电话{phone}。",
            article="B5",
        ),
        Template(
            "update_promised",
            "请更新网站备案信息",
            "您的网站（备案号{number}）备案信息已发生变化，请在{day}前（含当日）登录备案系统办理变更。",
            article="P10 三(一)5",
        ),
        Template(
            "update_warning",
            "拒绝更新备案信息的后果",
            "您的网站（备案号{number}）备案信息与实际不符，请在{day}前（含当日）办理变更。逾期未办理的，将停止接入服务，并报告主体所在地通信管理局。",
            article="R12(4)",
        ),
        Template(
            "access_stopped",
            "网站接入已停止",
            "因拒绝更新备案信息，您的网站（备案号{number}）的接入服务已停止，并已报告主体所在地通信管理局。更新备案信息后可恢复接入。",
            article="R12(4)",
        ),
        Template(
            "access_resumed",
            "网站接入已恢复",
            "您的网站（备案号{number}）的备案信息已更新，接入服务已恢复。",
            article="R12(4)",
        ),
        Template(
            "resubmission_reminder",
            "请按期修改并重新提交",
            "您的网站备案申请已退回，请在{day}前（含当日）登录备案系统修改并重新提交，逾期申请将失效。",
            article="B5",
        ),
        Template(
            "application_lapsed",
            "备案申请已失效",
            "您的网站备案申请因超过办理期限已失效，如需备案请重新提交。",
            article="B5",
        ),
        Template(
            "application_granted",
            "网站备案已通过",
            "您的网站已备案，备案号：{number}，备案密码：{password}。请妥善保管备案密码，并将备案号放置在网站首页下方。",
            article="B17",
            secrets=("password",),
        ),
        Template(
            "application_completed",
            "网站备案已通过",
            "您的网站已备案，备案号：{number}。备案密码由审核的通信管理局另行发送。",
            article="B17",
        ),
        Template(
            "filing_password",
            "备案密码",
            "备案号{number}的备案密码：{password}。请妥善保管，勿告诉他人。",
            article="G3",
            secrets=("password",),
        ),
    )
}
