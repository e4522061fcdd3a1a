"""What the kinds answer: worked examples of the standards, the regulation's own examples, and names that only seem to hold a keyword."""

from datetime import date

import pytest
from django.utils import translation

from verification.judge.kinds import CERTIFICATES, KINDS
from verification.judge.verdicts import BadMember

TODAY = date(2026, 11, 20)
APPROVALS = "新闻 出版 教育 卫生 药监 文化 广电 电子公告".split()


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def ask(kind, **members):
    told = KINDS[kind](members, TODAY).members()
    return told["verdict"], told["value"]


def name(text, nature="企业", owner="某某科技有限公司", approvals=(), authorisation=None):
    members = {
        "name": text,
        "owner_nature": nature,
        "owner": owner,
        "approvals": list(approvals),
        "authorisation": authorisation,
    }
    return ask("site_name", **members)[0]


# ---- certificates


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("uscc", "91350100M000100Y43"),
        ("orgcode", "D2143569X"),
        ("bizreg15", "110108000000016"),
        ("resident_id", "11010519491231002X"),
        ("resident_id", "440524188001010014"),
        ("resident_id_15", "130503670401001"),
        ("passport_cn", "EA1234567"),
        ("passport_foreign", "AB123"),
        ("passport_foreign", "A" * 18),
        ("hk_macau_permit", "H1234567801"),
        ("taiwan_permit", "12345678"),
        ("foreign_pr", "911124198108030024"),
        ("foreign_pr", "ABC123456789012"),
        ("officer", "军字第2001988号"),
        ("institution", "事证第111000000123号"),
        ("institution", "12100000400000624D"),
        ("association", "社证字第1234号"),
        ("army", "61345部队"),
        ("household", "110101199"),
    ],
)
def test_worked_examples_are_accepted_trimmed_and_in_capitals(kind, value):
    assert ask("certificate", type=kind, value=value) == ("accept", value)
    assert ask("certificate", type=kind, value=f"\n {value.lower()}\t") == ("accept", value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("passport_foreign", "A123"),
        ("passport_foreign", "A" * 19),
        ("institution", "12100000400000624E"),
        ("institution", "91350100M000100Y43"),
        ("association", "91350100M000100Y43"),
        ("association", "社证字第号"),
        ("resident_id", "130503670401001"),
        ("resident_id", "１１０１０５１９４９１２３１００２Ｘ"),
        ("licence", "12345678"),
    ],
)
def test_others_are_refused(kind, value):
    if kind not in CERTIFICATES:
        with pytest.raises(BadMember):
            ask("certificate", type=kind, value=value)
    else:
        assert ask("certificate", type=kind, value=value) == ("reject", None)


# ---- working days


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-02-13", 1, ("accept", "2026-02-14")),
        ("2026-02-14", 1, ("accept", "2026-02-24")),
        ("2026-09-30", 0, ("accept", "2026-09-30")),
        ("2026-10-03", 0, ("accept", "2026-10-03")),
        ("2026-12-31", 0, ("accept", "2026-12-31")),
        ("2026-12-30", 1, ("accept", "2026-12-31")),
        ("2026-12-31", 1, ("warn", "2027-01-01")),
        ("2003-12-31", 1, ("accept", "2004-01-02")),
        ("1999-12-31", 1, ("warn", "2000-01-03")),
        ("9999-12-30", 1, ("warn", "9999-12-31")),
        ("9999-12-31", 0, ("accept", "9999-12-31")),
    ],
)
def test_working_days(start, days, expected):
    assert ask("workday", start=start, days=days) == expected


@pytest.mark.parametrize(
    ("start", "days"),
    [
        ("9999-12-31", 1),
        ("2026-01-01", 10**12),
        ("2026-01-01", -1),
        ("2026-01-01", True),
        ("2026-01-01", 1.0),
        ("2026-01-01", "1"),
        ("20260101", 1),
        ("2026-W01-1", 1),
        ("2026-1-1", 1),
        ("2026-02-30", 1),
        ("0000-01-01", 1),
        ("2026-01-01T00:00:00", 1),
        (" 2026-01-01", 1),
        ("2026-01-01\n", 1),
        ("２０２６-01-01", 1),
        ("٢٠٢٦-01-01", 1),
        ("-2026-01-01", 1),
    ],
)
def test_what_is_no_day_or_no_count_is_refused(start, days):
    with pytest.raises(BadMember):
        ask("workday", start=start, days=days)


# ---- names of sites

HELD = """某某新闻网 新闻中心 每日新闻 某某新聞網 某某出版 数字出版平台 某某教育网 在线教育 某某卫生网 医疗在线 某某药监 药品网 医疗器械网 某某文化网
某某广播 某某影视 网络电视台 视听在线 某某论坛 某某論壇 BBS小站 bbs小站 ＢＢＳ小站 电子公告 电子公告牌""".split()
SEEMING = """马上海报 网上海购 线上海淘 晚上海鲜 创新闻名 重新闻到 办公安全 导出版式 输出版本 突出版面 早教育儿 家教育婴 幼教育苗 守卫生命 保卫生态
捍卫生活 作文化学 语文化学 中文化妆 英文化名 理论坛子 推广播种 宽广播撒 投影视觉 摄影视界 魔法院线 财政府库 总监察觉 其中国产 空中国际 隆重庆祝
长江苏打 推广东西 推广西瓜 平台湾区 阳台湾景 幸福建设 祝福建国 安宁夏日 强大连锁 扩大连续 威武汉子 完成都市 组成都会 黄河南岸 今天津津有味
大海南岸 泰山西路 生日照片 打开封面 担保定金 化合肥料 明珠海运 基本溪流 卫生间装修 卫生纸批发 文化衫定制 文化石 电视机维修 中央空调维修 三明治小屋
京东方显示 大理石加工 人民币收藏 晴天水上乐园""".split()


@pytest.mark.requirement("D1")
@pytest.mark.parametrize("text", HELD)
def test_a_keyword_of_an_approval_needs_it(text):
    assert name(text) == "reject"
    assert name(text, "个人", "张三") == "reject"
    assert name(text, approvals=APPROVALS) == "accept"


@pytest.mark.requirement("D1")
@pytest.mark.parametrize("text", SEEMING)
def test_a_keyword_across_two_words_is_none(text):
    assert name(text) == "accept"
    assert name(text, "个人", "张三") == "accept"


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("text", "nature", "owner", "authorisation", "expected"),
    [
        ("某某有限公司", "个人", "张三", None, "reject"),
        ("某某有限公司", "企业", "某某有限公司", None, "accept"),
        ("某某市人民政府", "企业", "某某公司", None, "reject"),
        ("某某市人民政府", "政府机关", "某某市人民政府", None, "accept"),
        ("某某监察", "个人", "张三", None, "reject"),
        ("某某监察", "社会团体", "某某协会", None, "reject"),
        ("某某监察", "企业", "某某公司", "某某市监察委员会授权", "accept"),
        ("某某监察", "企业", "某某公司", "有授权文件", "warn"),
        ("中国某某网", "企业", "某某公司", None, "reject"),
        ("中国某某网", "个人", "张三", None, "reject"),
        ("中国某某网", "个人", "张三", "授权使用中国字头", "reject"),
        ("中国某某网", "企业", "中国某某集团有限公司", None, "accept"),
        ("中国某某网", "企业", "某某公司", "国务院授权使用“中国”字头", "accept"),
        ("中国军网", "军队", "中国人民解放军某部", None, "accept"),
        ("我爱中国", "企业", "某某公司", None, "warn"),
        ("全国高考网", "企业", "某某公司", None, "reject"),
        ("国家地理", "个人", "张三", None, "reject"),
        ("上海美食", "个人", "张三", None, "reject"),
        ("上海美食", "个人", "张三", "上海市授权", "reject"),
        ("上海美食", "企业", "上海某某公司", None, "accept"),
        ("上海美食", "企业", "北京某某公司", None, "reject"),
        ("上海美食", "企业", "北京某某公司", "上海市商务委员会授权", "accept"),
        ("浙江美食", "企业", "杭州某某公司", None, "warn"),
        ("大同小站", "个人", "张三", None, "warn"),
        ("某某教育", "企业", "某某教育咨询有限公司", None, "warn"),
        ("某某市教育局", "政府机关", "某某市教育局", None, "accept"),
        ("某某音乐", "企业", "某某公司", None, "warn"),
        ("百度", "企业", "某某公司", None, "accept"),
        ("Apple", "企业", "某某公司", None, "accept"),
        ("解放军报", "军队", "某某部队", None, "accept"),
        ("example.com", "企业", "某某公司", None, "reject"),
        ("新\u200b闻网", "企业", "某某公司", None, "reject"),
    ],
)
def test_names_by_annex_3_and_article_14(text, nature, owner, authorisation, expected):
    assert name(text, nature, owner, authorisation=authorisation) == expected


def test_natures_and_approvals_go_by_their_names_old_and_new():
    assert name("某某小站", "国防机构") == name("某某小站", "军队") == "accept"
    assert name("某某卫生网", approvals=["医疗保健"]) == name("某某卫生网", approvals=["卫生"]) == "accept"
    for wrong in ({"nature": "外星人"}, {"approvals": ["魔法"]}, {"approvals": [4]}):
        with pytest.raises(BadMember):
            name("某某小站", **wrong)


# ---- items of the form


@pytest.mark.parametrize(
    ("field", "value", "context", "expected"),
    [
        ("subject.name", "某某有限公司", {"nature": 4}, ("accept", "某某有限公司")),
        ("subject.name", "张三", {"nature": 5}, ("accept", "张三")),
        ("subject.name", "example.com", {}, ("reject", None)),
        ("sites[].domains[]", "example.cn", {}, ("accept", "example.cn")),
        ("sites[].domains", ["example.cn", "example.cn"], {}, ("reject", None)),
        ("sites.3.home_url", "http://www.123.com/", {"domains": ["456.com"]}, ("reject", None)),
        (
            "sites.0.home_url",
            "http://www.123.com/",
            {"sites": [{"domains": ["123.com"]}]},
            ("accept", "http://www.123.com/"),
        ),
        ("sites.0.home_url", "http://www.123.com/", {"sites": [{"domains": ["456.com"]}]}, ("reject", None)),
        ("subject.certificate.number", "91350100M000100Y43", {"nature": 4}, ("accept", "91350100M000100Y43")),
        ("subject.certificate.number", "91350100M000100Y43", {"subject": {"nature": 5}}, ("reject", None)),
        ("sites.0.name", "某某新闻网", {"nature": "企业", "approvals": ["新闻"]}, ("accept", "某某新闻网")),
        ("sites.0.name", "某某新闻网", {"nature": "企业", "approvals": ["出版"]}, ("reject", None)),
        ("sites.0.ip_only", False, {}, ("accept", False)),
        ("subject.superior", None, {}, ("accept", None)),
        ("subject.superior", " ", {}, ("accept", None)),
        ("access.ip_ranges[].start", "1.2.4.0", None, ("accept", "1.2.4.0")),
        ("nonsense", "x", {}, ("reject", None)),
        (
            "sites[].name",
            "某某小站",
            {"nature": "x", "approvals": [[]], "today": 5, "domains": {}, "subject": 1},
            ("accept", "某某小站"),
        ),
    ],
)
def test_items_of_the_form(field, value, context, expected):
    assert ask("field", field=field, value=value, context=context) == expected
