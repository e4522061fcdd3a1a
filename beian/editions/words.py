"""Tables, members and flags in the words of the people who read them; what stands in the rows is for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from beian.editions import shapes
from beian.editions.drafting import Change
from beian.filing import articles
from beian.reference import tables
from beian.reference.tables import table

Words = str | Promise

# In the order in which the tables are listed.
TITLES: dict[str, Words] = {
    "calendar": gettext_lazy("工作日历"),
    "clocks": gettext_lazy("办理时限"),
    "owner_natures": gettext_lazy("主办者性质"),
    "certificate_types": gettext_lazy("证件类型"),
    "service_types": gettext_lazy("网站服务内容"),
    "pre_approvals": gettext_lazy("前置审批项目"),
    "access_modes": gettext_lazy("接入方式"),
    "languages": gettext_lazy("网站语言"),
    "provinces": gettext_lazy("省级行政区"),
    "cities": gettext_lazy("地市"),
    "counties": gettext_lazy("区县"),
    "top_level_domains": gettext_lazy("可备案的顶级域名"),
    "regions_without_data": gettext_lazy("不统计的地区"),
    "policies": gettext_lazy("政策文件库"),
    "sheet_form": gettext_lazy("核验单格式"),
    "agreement_form": gettext_lazy("信息安全管理协议书格式"),
}

MEMBERS: dict[str, Words] = {
    "code": gettext_lazy("代码"),
    "name": gettext_lazy("名称"),
    "name_en": gettext_lazy("英文名称"),
    "valid_from": gettext_lazy("生效日期"),
    "valid_to": gettext_lazy("失效日期"),
    "order": gettext_lazy("排列次序"),
    "source": gettext_lazy("依据"),
    "confidence": gettext_lazy("可信程度"),
    "flags.amount": gettext_lazy("数量"),
    "flags.annex3": gettext_lazy("列入工作方案附件3"),
    "flags.approvals": gettext_lazy("涉及的前置审批"),
    "flags.bit": gettext_lazy("接口位值"),
    "flags.bureau": gettext_lazy("管局名称"),
    "flags.bureau_en": gettext_lazy("管局英文名称"),
    "flags.character": gettext_lazy("备案号首字"),
    "flags.choice": gettext_lazy("选用次序"),
    "flags.complete": gettext_lazy("该年通知已全部录入"),
    "flags.configurable": gettext_lazy("数量可由平台设定"),
    "flags.department": gettext_lazy("审批部门"),
    "flags.department_en": gettext_lazy("审批部门英文名称"),
    "flags.document": gettext_lazy("批准文件"),
    "flags.gb2260": gettext_lazy("行政区划代码"),
    "flags.group": gettext_lazy("分组"),
    "flags.group_en": gettext_lazy("分组英文名称"),
    "flags.heading": gettext_lazy("只作标题，不可选用"),
    "flags.holder": gettext_lazy("持有人"),
    "flags.in_2013": gettext_lazy("2013年方案中已有"),
    "flags.issued_on": gettext_lazy("发布日期"),
    "flags.issuer": gettext_lazy("发布机关"),
    "flags.kind": gettext_lazy("类别"),
    "flags.natures": gettext_lazy("适用的主办者性质"),
    "flags.needs_superior": gettext_lazy("须填写上级主管单位"),
    "flags.note": gettext_lazy("备注"),
    "flags.number": gettext_lazy("文号"),
    "flags.numbers": gettext_lazy("号码的格式"),
    "flags.on": gettext_lazy("启用"),
    "flags.other_name": gettext_lazy("又称"),
    "flags.params": gettext_lazy("参数"),
    "flags.person": gettext_lazy("个人可选用"),
    "flags.principal": gettext_lazy("可作负责人证件"),
    "flags.region": gettext_lazy("大区"),
    "flags.region_en": gettext_lazy("大区英文名称"),
    "flags.rejected_characters": gettext_lazy("不接受的首字"),
    "flags.server_location_bit": gettext_lazy("服务器所在地位值"),
    "flags.severity": gettext_lazy("处理方式"),
    "flags.short_name": gettext_lazy("简称"),
    "flags.site": gettext_lazy("网址"),
    "flags.special": gettext_lazy("专项审批"),
    "flags.start": gettext_lazy("起算事件"),
    "flags.status": gettext_lazy("现状"),
    "flags.suggestion": gettext_lazy("修改建议"),
    "flags.suggestion_en": gettext_lazy("修改建议（英文）"),
    "flags.template": gettext_lazy("规则模板"),
    "flags.tile_column": gettext_lazy("示意图的列"),
    "flags.tile_row": gettext_lazy("示意图的行"),
    "flags.summary": gettext_lazy("内容提要"),
    "flags.unit": gettext_lazy("计量单位"),
    "flags.url": gettext_lazy("全文网址"),
    "flags.weak_words": gettext_lazy("提示核对的词"),
    "flags.words": gettext_lazy("关键词"),
    "flags.worked": gettext_lazy("是否上班"),
}

_UNIT_OR_PERSON: dict[Any, Words] = {"unit": gettext_lazy("单位"), "person": gettext_lazy("个人")}
CHOICES: dict[str, dict[Any, Words]] = {
    "confidence": {
        "high": gettext_lazy("高"),
        "medium": gettext_lazy("中"),
        "low": gettext_lazy("低"),
        "unknown": gettext_lazy("不明"),
        "ours": gettext_lazy("平台自定"),
    },
    "flags.choice": {1: gettext_lazy("首选"), 2: gettext_lazy("次选")},
    "flags.complete": {True: gettext_lazy("该年通知已全部录入"), False: gettext_lazy("该年通知尚未录全")},
    "flags.holder": _UNIT_OR_PERSON,
    "flags.kind": _UNIT_OR_PERSON
    | {
        "law": gettext_lazy("法规规章"),
        "rule": gettext_lazy("管理规定"),
        "plan": gettext_lazy("工作方案"),
        "guide": gettext_lazy("办事指南"),
    },
    "flags.severity": {
        "reject": gettext_lazy("退回"),
        "warn": gettext_lazy("提示"),
        "person": gettext_lazy("人工判断"),
    },
    "flags.start": {
        "submitted": gettext_lazy("提交"),
        "prechecked": gettext_lazy("预核验通过"),
        "under_review": gettext_lazy("进入省局审核"),
        "reported": gettext_lazy("上报"),
        "awaiting_opinion": gettext_lazy("征求意见"),
        "approved": gettext_lazy("审核通过"),
        "returned": gettext_lazy("退回"),
        "due": gettext_lazy("期限届满"),
        "received": gettext_lazy("收到"),
        "fax_received": gettext_lazy("收到传真"),
        "change_planned": gettext_lazy("计划变更之日"),
        "changed": gettext_lazy("变更"),
        "acquired": gettext_lazy("取得"),
        "service_begun": gettext_lazy("开始提供服务"),
        "problem_shown": gettext_lazy("发现问题"),
        "applied": gettext_lazy("申请"),
        "outage_begun": gettext_lazy("故障发生"),
        "month_ended": gettext_lazy("月末"),
        "month_begun": gettext_lazy("月初"),
        "published": gettext_lazy("公布"),
        "met": gettext_lazy("上次会议"),
        "issued": gettext_lazy("下发"),
        "sampled": gettext_lazy("抽取样本"),
        "assessed": gettext_lazy("上次考核"),
        "reviewed": gettext_lazy("上次审核"),
        "cycle_begun": gettext_lazy("周期开始"),
        "deregistered": gettext_lazy("注销"),
    },
    "flags.note": {
        "P10 一1 names it; dropped from the tables of 2023": gettext_lazy("核验方案列有此证件，2023年代码表已删除"),
        "no published code; P10 一1 and R14(2) name it as second choice": gettext_lazy(
            "没有公布代码；核验方案和细则列为次选证件"
        ),
    },
    "flags.status": {
        "in force": gettext_lazy("现行"),
        "in force (2023 list)": gettext_lazy("现行（2023年目录）"),
        "in force (2023 list; 'website conducting religious information')": gettext_lazy(
            "现行（2023年目录，互联网宗教信息服务）"
        ),
        "in force, bureaux differ": gettext_lazy("现行，各省做法不一"),
        "cancelled 2015 (国务院 first batch of 62 items, item 8); some bureaux still ask": gettext_lazy(
            "2015年国务院取消（第一批62项第8项），部分省仍要求"
        ),
        "cancelled nationally; some bureaux still ask": gettext_lazy("全国已取消，部分省仍要求"),
        "special approval cancelled by the State Council's fifth batch, item 7 (2010); bureaux differ; "
        "regulations 002/003 still require it": gettext_lazy(
            "专项审批已由国务院第五批第7项取消（2010年），工作方案仍要求，各省做法不一"
        ),
    },
    "flags.unit": {
        "workday": gettext_lazy("工作日"),
        "day": gettext_lazy("日"),
        "month": gettext_lazy("个月"),
        "year": gettext_lazy("年"),
        "hour": gettext_lazy("小时"),
        "day_of_month": gettext_lazy("每月几日"),
    },
    "flags.worked": {True: gettext_lazy("上班"), False: gettext_lazy("放假")},
}
# Codes of the software that stand in lists: how a number is checked.
NUMBERS: dict[str, Words] = {
    "uscc": gettext_lazy("统一社会信用代码"),
    "orgcode": gettext_lazy("组织机构代码"),
    "bizreg15": gettext_lazy("15位工商注册号"),
    "resident_id": gettext_lazy("居民身份证号"),
    "resident_id_15": gettext_lazy("15位身份证号"),
    "passport_cn": gettext_lazy("中国护照号"),
    "passport_foreign": gettext_lazy("外国护照号"),
    "hk_macau_permit": gettext_lazy("港澳通行证号"),
    "taiwan_permit": gettext_lazy("台湾通行证号"),
    "hmt_residence": gettext_lazy("港澳台居住证号"),
    "foreign_pr": gettext_lazy("外国人永久居留证号"),
    "officer": gettext_lazy("军官证号"),
    "army": gettext_lazy("军队代号"),
    "licence": gettext_lazy("许可证号"),
    "institution": gettext_lazy("事业单位证号"),
    "association": gettext_lazy("社团登记证号"),
    "household": gettext_lazy("户口簿号"),
}
# Flags whose value is codes of another table.
CODES_OF = {"flags.natures": "owner_natures", "flags.approvals": "pre_approvals"}
# Sources that are no article.
SOURCES: dict[str, Words] = {
    "interface 3.0": gettext_lazy("3.0 接口规范"),
    "provider forms": gettext_lazy("服务商填报表"),
    "tables of 2023": gettext_lazy("2023年代码表"),
    "tables of 2023 and 2025": gettext_lazy("2023年和2025年代码表"),
    "map convention": gettext_lazy("制图惯例"),
    "issued numbers seen": gettext_lazy("已发备案号"),
    "ours, configurable": gettext_lazy("平台自定，可设定"),
    "two prefix lists (no issued number looked up)": gettext_lazy("两份首字对照表（未核对已发备案号）"),
}


def title_of(name: str) -> str:
    """What people call a table; a rule pack is its province's."""
    if name.startswith(tables.PACK):
        code = name.removeprefix(tables.PACK)
        return _("%(province)s的省级规则") % {"province": table("provinces").name_of(code, language())}
    return str(TITLES[name])


def language() -> str:
    return get_language() or "zh-hans"


def edition_words(version: int) -> str:
    """第 3 版; the first one came with the software."""
    words = _("第 %(version)d 版") % {"version": version}
    return words if version > 1 else _("%(edition)s（随软件）") % {"edition": words}


def member_words(member: str) -> str:
    """The label of a member; parameters of a rule have none of their own."""
    return str(MEMBERS.get(member, member))


def value_words(member: str, value: Any) -> str:
    """A member's value for people; empty where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, (str, bool, int)) and value in CHOICES.get(member, {}):
        return str(CHOICES[member][value])
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, (list, tuple)):
        return _("、").join(_code_words(member, one) for one in value)
    if isinstance(value, Mapping):
        return _("；").join(f"{name}: {value_words('', one)}" for name, one in value.items())
    return source_words(value) if member == "source" else str(value)


def _code_words(member: str, value: Any) -> str:
    if member == "flags.numbers":
        return str(NUMBERS.get(value, value))
    name = CODES_OF.get(member)
    return table(name).name_of(value, language()) if name else str(value)


def source_words(source: str) -> str:
    """Articles as people cite them, and our own sources in words."""
    parts = (part.strip() for part in source.split(";"))
    return _("；").join(str(SOURCES[part]) if part in SOURCES else articles.cited(part) for part in parts)


def flags_words(flags: Mapping[str, Any]) -> str:
    """What a row says beyond its name, in one line: what is true by its label, what is empty not at all."""
    told = {f"flags.{name}": value for name, value in flags.items()}
    return _("；").join(filter(None, (_flag_words(member, told[member]) for member in sorted(told, key=_place))))


# Members in the order of their shapes; what the database kept has lost it.
_PLACES = {
    member: place
    for place, member in enumerate(
        [
            *(name for name in shapes.RowShape.model_fields),
            *(f"flags.{name}" for shape in (*shapes.FLAGS.values(), shapes.PackFlags) for name in shape.model_fields),
        ]
    )
}


def _place(member: str) -> int:
    return _PLACES.get(member, len(_PLACES))


def _flag_words(member: str, value: Any) -> str:
    if isinstance(value, bool) and member not in CHOICES:
        return member_words(member) if value else ""
    words = value_words(member, value)
    if isinstance(value, bool) or not words:
        return words
    return _("%(member)s：%(value)s") % {"member": member_words(member), "value": words}


class ShownMember(NamedTuple):
    label: str
    before: str
    after: str


class ShownChange(NamedTuple):
    """One row's difference as editions/differences.html draws it, in words. A new or removed row is told in one line."""

    code: str
    name: str
    valid_from: str
    kind: str
    tone: str
    members: list[ShownMember]


_KINDS = {
    "added": (gettext_lazy("新增"), "success"),
    "changed": (gettext_lazy("修改"), "info"),
    "removed": (gettext_lazy("删除"), "danger"),
}


def shown(changes: Iterable[Change]) -> list[ShownChange]:
    """Differences in words."""
    return [_shown(change) for change in changes]


def _shown(change: Change) -> ShownChange:
    row: Mapping[str, Any] = change.after or change.before or {}
    label, tone = _KINDS[change.kind]
    if change.kind == "changed":
        members = [
            ShownMember(member_words(member), value_words(member, before), value_words(member, after))
            for member, before, after in sorted(change.members, key=lambda each: _place(each[0]))
        ]
    else:
        whole = _whole(row)
        members = [ShownMember(_("整行"), whole if change.after is None else "", whole if change.after else "")]
    return ShownChange(change.key[0], row["name"], change.key[1], str(label), tone, members)


def _whole(row: Mapping[str, Any]) -> str:
    """A row beside its code, name and first day."""
    told = ((member_words(name), value_words(name, row[name])) for name in ("name_en", "valid_to", "source"))
    parts = [_("%(member)s：%(value)s") % {"member": label, "value": words} for label, words in told if words]
    return _("；").join(filter(None, [flags_words(row["flags"]), *parts]))
