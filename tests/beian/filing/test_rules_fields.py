"""One value at a time: what each rule refuses, what it lets pass, and what it only warns of."""

from datetime import date

import pytest

from beian.filing import rules

TODAY = date(2026, 11, 20)
P = "subject.principal"


def verdict(key, value, **context):
    """(gravest severity, codes) of what the rules say; ("accept", set()) where they say nothing."""
    found = rules.check_field(key, value, context, today=TODAY)
    worst = next((s for s in ("reject", "person", "warn") if any(f.severity == s for f in found)), "accept")
    return worst, {f.code for f in found}


REFUSED = [
    ("subject.nature", 7, {}, "shape.unknown_code"),
    ("subject.nature", "4", {}, "shape.type"),
    ("subject.nature", True, {}, "shape.type"),
    ("subject.nature", None, {}, "missing"),
    ("subject.name", "example.com", {"nature": 4}, "name.domain"),
    ("subject.name", "www.某某.中国", {"nature": 4}, "name.domain"),
    ("subject.name", "12345678", {"nature": 4}, "name.symbols"),
    ("subject.name", "ABC Limited", {"nature": 4}, "name.symbols"),
    ("subject.name", "某某公司<script>", {"nature": 4}, "name.odd_signs"),
    ("subject.name", "测试", {"nature": 4}, "name.placeholder"),
    ("subject.name", "某某新闻网", {"nature": 4}, "name.site"),
    ("subject.name", "北京某某有限公司", {"nature": 2}, "name.nature"),
    ("subject.name", "某某市人民政府", {"nature": 4}, "name.nature"),
    ("subject.name", "北京某某有限公司", {"nature": 5}, "name.nature"),
    ("subject.name", "王先生", {"nature": 5}, "name.not_person"),
    ("subject.name", "六合彩管理中心", {"nature": 4}, "name.forbidden"),
    ("subject.name", "北京\u200b某某有限公司", {"nature": 4}, "text.hidden"),
    ("subject.name", "公" * 256, {"nature": 4}, "shape.too_long"),
    ("subject.name", "\u3000\u3000", {}, "missing"),
    ("subject.certificate.type", 2, {"nature": 4}, "certificate.nature"),
    ("subject.certificate.type", 5, {"nature": 4}, "certificate.nature"),
    ("subject.certificate.type", 1, {"nature": 5}, "certificate.nature"),
    ("subject.certificate.type", 99, {}, "shape.unknown_code"),
    ("subject.certificate.number", "91350100M000100Y44", {"certificate_type": 1}, "certificate.check"),
    (
        "subject.certificate.number",
        "12100000400010275N",
        {"certificate_type": 1, "nature": 4},
        "certificate.number_nature",
    ),
    ("subject.certificate.number", "91350100M000100Y43", {"certificate_type": 2, "nature": 5}, "certificate.shape"),
    ("subject.certificate.address", "无", {"nature": 4}, "address.not_real"),
    ("subject.superior", "张三", {"nature": 2}, "superior.person"),
    ("subject.superior", "example.com", {"nature": 4}, "name.domain"),
    ("subject.address.province", "99", {}, "shape.unknown_code"),
    ("subject.address.province", 11, {}, "shape.type"),
    ("subject.address.city", "330100", {"province": "11"}, "address.city"),
    ("subject.address.county", "330106", {"province": "33", "city": "330200"}, "address.county"),
    ("subject.address.detail", "北京市", {}, "address.door"),
    ("subject.address.detail", "浙江省杭州市文三路1号", {"province": "11"}, "address.province"),
    ("subject.address.detail", "文三路1号'; DROP TABLE", {}, "address.signs"),
    ("subject.address.detail", "浙江省杭州市\x00西湖区", {}, "text.hidden"),
    ("subject.remark", "代开发票", {}, "name.forbidden"),
    (f"{P}.name", "李小姐", {}, "person.not_real"),
    (f"{P}.name", "个人", {}, "person.not_real"),
    (f"{P}.name", "张3", {}, "person.not_real"),
    (f"{P}.name", "Zhang San", {"certificate_type": 2}, "person.not_real"),
    (f"{P}.name", "王总", {}, "person.not_real"),
    (f"{P}.name", "张某某", {}, "person.not_real"),
    (f"{P}.certificate.type", 1, {}, "certificate.principal"),
    (f"{P}.certificate.number", "110105202812310021", {"certificate_type": 2}, "certificate.birth_future"),
    (f"{P}.mobile", "1380013800", {}, "mobile.shape"),
    (f"{P}.mobile", 13800138000, {}, "shape.type"),
    (f"{P}.phone", "010-00000000", {}, "phone.fake"),
    (f"{P}.email", "a@b", {}, "email.domain"),
    (f"{P}.emergency_phone", "13800138000", {"mobile": "13800138000"}, "emergency_phone.same"),
    ("sites.0.home_url", "http://www.123.com/", {"domains": ["456.com"]}, "home_url.host"),
    ("sites.0.home_url", "javascript:alert(1)", {"domains": ["456.com"]}, "url.scheme"),
    ("sites.0.home_url", "http://192.168.1.1/", {"addresses": ["1.2.4.8"]}, "ip.not_public"),
    ("sites.0.home_url", "http://1.2.4.9/", {"addresses": ["1.2.4.8"]}, "home_url.host"),
    ("sites.0.domains.0", "www.example.cn", {}, "domain"),
    ("sites.0.domains.0", "http://example.cn", {}, "domain"),
    ("sites.0.domains.0", "1.2.4.8", {}, "domain.address"),
    ("sites.0.domains", ["example.cn", "example.cn"], {}, "shape.repeated"),
    ("sites.0.domains", "example.cn", {}, "shape.type"),
    ("sites.0.domains", ["a.cn"] * 201, {}, "shape.too_many"),
    ("sites.0.ip_only", 1, {}, "shape.type"),
    ("sites.0.addresses.0", "192.168.1.1", {}, "ip.not_public"),
    ("sites.0.languages", [], {}, "missing"),
    ("sites.0.languages.0", 99, {}, "shape.unknown_code"),
    ("sites.0.services.0", 5, {"nature": 4, "approvals": []}, "services.approval"),
    ("sites.0.pre_approvals.0.kind", 2**63, {}, "shape.unknown_code"),
    ("sites.0.pre_approvals.0.number", "<b>1</b>", {}, "approval.number"),
    ("access.provider", "../p01", {}, "access.provider"),
    ("access.modes.0", 0, {}, "shape.unknown_code"),
    ("access.server_provinces.0", "71", {}, "shape.unknown_code"),
    ("access.ip_ranges.0.start", "10.0.0.1", {}, "ip.not_public"),
    ("access.ip_ranges.0.end", "11.0.0.1", {"start": "9.255.255.255"}, "ip.range_not_public"),
    ("access.ip_ranges.0.end", "1.2.4.0", {"start": "1.2.4.9"}, "ip.order"),
    ("subject.colour", "red", {}, "item.unknown"),
]


@pytest.mark.requirement("B2", "B3", "B7")
@pytest.mark.parametrize(("key", "value", "context", "code"), REFUSED)
def test_refused_with_the_item_and_the_reason_named(key, value, context, code):
    severity, codes = verdict(key, value, **context)
    assert severity == "reject" and code in codes


TAKEN = [
    ("subject.name", "北京某某科技有限公司", {"nature": 4}),
    ("subject.name", "中国人民解放军某部", {"nature": 1}),
    ("subject.name", "Example Foundation", {"nature": 16}),
    ("subject.name", "买买提·艾力", {"nature": 5}),
    ("subject.name", "John Smith", {"nature": 5, "certificate_type": 7}),
    ("subject.certificate.type", 1, {"nature": 4}),
    ("subject.certificate.type", 2, {"nature": 5}),
    ("subject.certificate.number", "91350100M000100Y43", {"certificate_type": 1, "nature": 4}),
    ("subject.certificate.number", "D2143569X", {"certificate_type": 12, "nature": 4}),
    ("subject.superior", "张三", {"nature": 4}),
    ("subject.superior", "教育部", {"nature": 3}),
    ("subject.address.city", "110100", {"province": "11"}),
    ("subject.address.county", "110108", {"province": "11", "city": "110100"}),
    ("subject.address.detail", "浙江省杭州市西湖区文三路1号", {"province": "33"}),
    ("subject.address.detail", "北京路2号院3号楼502室", {"province": "31"}),
    ("subject.address.detail", "某某镇某某村", {}),
    ("subject.address.detail", "1234信箱5分箱", {}),
    ("subject.remark", "第一行\n第二行", {}),
    (f"{P}.name", "欧阳娜娜", {}),
    (f"{P}.name", "𠮷田", {}),
    (f"{P}.phone", "", {"nature": 5}),
    (f"{P}.emergency_phone", "010-66012345", {"mobile": "13800138000"}),
    ("sites.0.home_url", "http://www.123.com/", {"domains": ["123.com"]}),
    ("sites.0.home_url", "http://www.例子.中国/", {"domains": ["xn--fsqu00a.xn--fiqs8s"]}),
    ("sites.0.home_url", "http://1.2.4.8/", {"addresses": ["1.2.4.8"]}),
    ("sites.0.domains", ["example.cn", "例子.中国"], {}),
    ("sites.0.services", [6, 24], {"nature": 5, "approvals": []}),
    ("sites.0.services.0", 5, {"nature": 4, "approvals": [1]}),
    ("sites.0.pre_approvals.0.number", "国新网许可证编号1012006001", {}),
    ("access.ip_ranges.0.end", "1.2.4.255", {"start": "1.2.4.0"}),
]


@pytest.mark.requirement("B3", "B7")
@pytest.mark.parametrize(("key", "value", "context"), TAKEN)
def test_taken_without_a_word(key, value, context):
    assert verdict(key, value, **context) == ("accept", set())


@pytest.mark.requirement("B7")
@pytest.mark.parametrize(
    ("key", "value", "context", "severity"),
    [
        ("subject.certificate.type", 8, {"nature": 5}, "person"),
        ("subject.certificate.type", 901, {"nature": 5}, "warn"),
        ("subject.certificate.type", 49, {"nature": 4}, "person"),
        (f"{P}.certificate.number", "130503670401001", {"certificate_type": 2}, "person"),
        (f"{P}.mobile", "13888888888", {}, "warn"),
        (f"{P}.phone", "010-12345678", {}, "warn"),
        ("subject.certificate.address", "浙江省杭州市文三路1号", {"nature": 4, "province": "11"}, "warn"),
        ("sites.0.pre_approvals.0.kind", 6, {}, "warn"),
        ("sites.0.services.0", 9, {"nature": 5}, "warn"),
        ("sites.0.services.0", 14, {"nature": 4, "approvals": []}, "warn"),
    ],
)
def test_doubtful_values_warn_and_do_not_block(key, value, context, severity):
    assert verdict(key, value, **context)[0] == severity


@pytest.mark.requirement("B3", "B3a")
@pytest.mark.parametrize(
    ("name", "context", "severity", "code"),
    [
        ("马上海报", {"nature": 5}, "accept", None),
        ("创新闻名", {"nature": 4}, "accept", None),
        ("办公安全", {"nature": 4}, "accept", None),
        ("推广电器商城", {"nature": 4}, "accept", None),
        ("张三的个人博客", {"nature": 5}, "accept", None),
        ("某某新闻网", {"nature": 4, "approvals": []}, "reject", "site_name.approval"),
        ("某某新闻网", {"nature": 4, "approvals": [1]}, "accept", None),
        ("某某论坛", {"nature": 4, "approvals": []}, "warn", "site_name.approval"),
        ("某某论坛", {"nature": 4, "approvals": [], "as_written": True}, "reject", "site_name.approval"),
        ("某某文化传播公司", {"nature": 4, "owner": "某某文化传播公司"}, "warn", "site_name.approval"),
        ("某某有限公司", {"nature": 5}, "reject", "site_name.unit"),
        ("某某监察", {"nature": 4}, "reject", "site_name.public_affairs"),
        ("某某市人民政府", {"nature": 4}, "reject", "site_name.public_affairs"),
        ("某某市人民政府", {"nature": 2}, "accept", None),
        ("某某政务服务", {"nature": 3, "authorisation": "某某市政务服务局授权书"}, "accept", None),
        ("中国某某", {"nature": 4, "owner": "某某公司"}, "reject", "site_name.national"),
        ("中国某某", {"nature": 4, "owner": "中国某某公司"}, "accept", None),
        ("某某中国", {"nature": 4, "owner": "某某公司"}, "person", "site_name.national"),
        ("我爱中国", {"nature": 5}, "reject", "site_name.national"),
        ("上海生活", {"nature": 5}, "reject", "site_name.region"),
        ("西湖区邻里", {"nature": 5}, "reject", "site_name.region"),
        ("上海生活", {"nature": 4, "owner": "上海某某公司"}, "accept", None),
        ("上海生活", {"nature": 4, "owner": "北京某某公司"}, "person", "site_name.region"),
        ("上海生活", {"nature": 4, "authorisation": "上海市授权"}, "accept", None),
        ("朝阳的博客", {"nature": 5}, "person", "site_name.region"),
        ("example.com", {"nature": 4}, "reject", "site_name.domain"),
        ("2345", {"nature": 4}, "reject", "site_name.symbols"),
        ("我的网站", {"nature": 5}, "reject", "site_name.placeholder"),
        ("好站", {"nature": 4}, "warn", "site_name.short"),
        ("Hello World", {"nature": 4}, "warn", "site_name.latin"),
        ("<script>alert(1)</script>", {"nature": 4}, "reject", "site_name.odd_signs"),
        ("澳门赌场", {"nature": 4}, "reject", "name.forbidden"),
    ],
)
def test_site_names(name, context, severity, code):
    found, codes = verdict("sites[].name", name, **context)
    assert found == severity and (code is None or code in codes)


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("subject.nature", " 4 ", 4),
        ("subject.address.province", "11", "11"),
        ("subject.certificate.number", "９１３５０１００m000100y43 ", "91350100M000100Y43"),
        (f"{P}.mobile", "+86 138-0013-8000", "13800138000"),
        (f"{P}.phone", "（010）6601 2345", "010-66012345"),
        (f"{P}.phone", "057187654321", "0571-87654321"),
        ("sites.0.domains.0", " HTTP://Example.CN/ ", "example.cn"),
        ("sites.0.domains", ["Example。cn"], ["example.cn"]),
        ("sites.0.home_url", "WWW.Example.cn", "http://www.example.cn"),
        ("sites.0.addresses.0", "2400:3200:0::1", "2400:3200::1"),
        ("subject.name", "  某某公司 ", "某某公司"),
        ("subject.name", 5, 5),
        ("nothing", "x", "x"),
    ],
)
def test_forms_fold_what_may_be_folded(key, given, expected):
    assert rules.normal(key, given) == expected
