"""What reviewers send filings back for is caught before anything is handed in: beside the right field, in words that say how to mend it."""

import pytest

from provider.applications.models import Round
from tests.provider.applications.stories import COMPANY, NATURE, PERSON, PERSON_NATURE, PURPOSES, Desk, upload

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B3")]
COMPANY_STORY, PERSON_STORY = (NATURE, COMPANY), (PERSON_NATURE, PERSON)
APPROVAL = {"pre_approvals-0-kind": "9"}
ADDRESSES = {"sites-0-ip_only": "on", "sites-0-domains": "", "sites-0-home_url": "http://1.2.4.8/"}

# (what was wrong, whose filing, page, wrong answers, field, the sentence)
BESIDE_THE_FIELD = [
    ("a unit goes by its website's domain", COMPANY_STORY, "subject", {"subject-name": "qingchuan-info.cn"}, "subject-name",
     "不能用域名或网址代替单位名称。 请填写证件上的全称。"),
    ("the credit code does not add up", COMPANY_STORY, "subject", {"subject-certificate-number": "91350100M000100Y44"},
     "subject-certificate-number", "校验位不对，号码中至少有一位填错。 请对照证件原件逐位核对。"),
    ("the code is a public institution's", COMPANY_STORY, "subject", {"subject-certificate-number": "12100000400010275N"},
     "subject-certificate-number", "统一社会信用代码的前两位与单位性质不一致。 请核对单位性质；企业的代码以 9 开头，机关为 11，事业单位为 12，社会团体为 51。"),
    ("the paper proves nobody of this nature", COMPANY_STORY, "subject", {"subject-certificate-type": "2"},
     "subject-certificate-type", "请从给出的选项中选择主办单位有效证件类型。"),
    ("the address ends at the district", COMPANY_STORY, "subject", {"subject-address-detail": "海淀区"},
     "subject-address-detail", "通信地址不完整。 城镇请写到街道和门牌号或信箱号，农村请写到村，例如“文三路1号”。"),
    ("the address ends at the street", COMPANY_STORY, "subject", {"subject-address-detail": "中关村大街"},
     "subject-address-detail", "通信地址不完整。 城镇请写到街道和门牌号或信箱号，农村请写到村，例如“文三路1号”。"),
    ("the address lies in another province", COMPANY_STORY, "subject",
     {"subject-address-detail": "上海市浦东新区张江路18号"}, "subject-address-detail", "详细地址开头的省份与所选的省不一致。 请核对所选的省，或删去详细地址开头的省份。"),
    ("the county lies in another city", COMPANY_STORY, "subject", {"subject-address-place": "330102"},
     "subject-address-place", "请从给出的选项中选择通信地址所在市、县（区）。"),
    ("the certificate's address is left out", COMPANY_STORY, "subject", {"subject-certificate-address": ""},
     "subject-certificate-address", "请填写主办单位证件住所。"),
    ("a person's resident number does not add up", PERSON_STORY, "subject",
     {"subject-certificate-number": "110105194912310021"}, "subject-certificate-number",
     "校验位不对，号码中至少有一位填错。 请对照证件原件逐位核对。"),
    ("a person files with a business licence", PERSON_STORY, "subject", {"subject-certificate-type": "1"},
     "subject-certificate-type", "请从给出的选项中选择证件类型。"),
    ("the principal goes by his post", COMPANY_STORY, "subject_principal", {"subject-principal-name": "王经理"},
     "subject-principal-name",
     "不是真实的姓名全称。 请按身份证件填写姓名，不要写“王先生”“李小姐”“个人”，也不要带数字或字母。"),
    ("no mobile begins like this", COMPANY_STORY, "subject_principal", {"subject-principal-mobile": "12345678901"},
     "subject-principal-mobile", "没有这个号段的手机号码。 请核对手机号码的前三位。"),
    ("the telephone is made up", COMPANY_STORY, "subject_principal", {"subject-principal-phone": "010-00000000"},
     "subject-principal-phone", "不是真实的电话号码。 请填写能打通的办公电话，例如 010-66012345。"),
    ("the mail address breaks off", COMPANY_STORY, "subject_principal", {"subject-principal-email": "wangjianguo@"},
     "subject-principal-email", "电子邮箱 @ 后面不是有效的域名。 请核对 @ 后面的部分，例如 example.cn。"),
    ("the emergency number is the mobile again", COMPANY_STORY, "subject_principal",
     {"subject-principal-emergency_phone": "13911112222"}, "subject-principal-emergency_phone",
     "应急联系电话不能与手机号码相同。 请填写另一个能找到负责人的电话。"),
    ("a domain stands for the site's name", COMPANY_STORY, "site", {"sites-0-name": "qingchuan-info.cn"}, "sites-0-name",
     "不能用域名或网址作网站名称。 请填写网站的中文名称。"),
    ("symbols in the site's name", COMPANY_STORY, "site", {"sites-0-name": "晴川★官网"}, "sites-0-name",
     "网站名称中含有不应出现的符号。 请去掉多余的符号。"),
    ("the nation in the site's name", COMPANY_STORY, "site", {"sites-0-name": "中国信息网"}, "sites-0-name",
     "非国家级单位的网站不能用“中国”命名。 请去掉“中国”；有相应资质或授权的请附上文件。"),
    ("figures for a name", COMPANY_STORY, "site", {"sites-0-name": "12345"}, "sites-0-name",
     "不能只用数字或符号作网站名称。 请填写网站的中文名称。"),
    ("a person's site goes by a company's name", PERSON_STORY, "site", {"sites-0-name": "小满科技有限公司"},
     "sites-0-name", "个人网站的名称不能像单位名称（“公司”）。 请去掉“公司”，或以单位名义备案。"),
    ("news without an approval", PERSON_STORY, "site", {"sites-0-name": "小满新闻网"}, "sites-0-name",
     "名称中的“新闻”属于“新闻”类内容，需要先取得批准。 请填写批准文件；没有批准的，请换一个不含“新闻”的名称。"),
    ("a host name for the domain", COMPANY_STORY, "site", {"sites-0-domains": "www.qingchuan-info.cn"}, "sites-0-domains",
     "第 1 行：不是直接注册的域名。 请只填注册的域名“qingchuan-info.cn”，不带 www 等前缀。"),
    ("a suffix that nobody can register", COMPANY_STORY, "site", {"sites-0-domains": "qingchuan-info.cn\nexample.invalid"},
     "sites-0-domains", "第 2 行：没有这个域名后缀。 请核对域名最后一段，例如 .cn、.com。"),
    ("a home page under another domain", COMPANY_STORY, "site", {"sites-0-home_url": "http://www.other-name.cn/"},
     "sites-0-home_url", "域名列表中没有首页网址使用的域名。 请在域名列表中加上首页网址的域名，或改正首页网址。"),
    ("a home page that is no web page", COMPANY_STORY, "site", {"sites-0-home_url": "ftp://www.qingchuan-info.cn/"},
     "sites-0-home_url", "只能填写 http 或 https 网址。 请填写以 http:// 或 https:// 开头的网址。"),
    ("an address of the office network", COMPANY_STORY, "site", ADDRESSES | {"sites-0-addresses": "192.168.1.1"},
     "sites-0-addresses",
     "第 1 行：不是公网地址。 请填写互联网上能访问到的公网地址；内网、回环、保留和测试地址不能填报。"),
]  # fmt: skip


def before(desk: Desk, story: tuple, page: str) -> Desk:
    """The desk with every page before this one filled in."""
    nature, pages = story
    names = list(pages)
    return desk.begin(nature).fill({name: pages[name] for name in names[: names.index(page)]})


def never_handed_in(cast, desk: Desk) -> bool:
    """Whoever goes on in spite of it does not get it handed in either."""
    assert desk.submit().status_code == 422
    state = desk.record.state
    with cast.acting(desk.user):
        return state == "draft" and not Round.objects.exists()


@pytest.mark.parametrize(
    ("story", "page", "wrong", "field", "sentence"),
    [case[1:] for case in BESIDE_THE_FIELD],
    ids=[case[0].replace(" ", "-") for case in BESIDE_THE_FIELD],
)
def test_a_known_reason_is_said_beside_its_field(cast, story, page, wrong, field, sentence):
    desk = before(Desk(cast), story, page)
    refused = desk.answer(page, story[1][page] | wrong)
    assert refused.status_code == 422
    assert sentence in [str(text) for text in refused.context["form"].errors[field]]
    assert f"id_{field}_error" in refused.content.decode()
    assert never_handed_in(cast, desk)


def test_an_approval_without_its_number_is_said_in_its_row(cast):
    desk = before(Desk(cast), COMPANY_STORY, "site")
    refused = desk.answer("site", COMPANY["site"] | APPROVAL | {"pre_approvals-0-number": "无"})
    said = "不是批准文件的文号或许可证号。 请按批准文件填写，例如“国新网许可证编号1234567890”。"
    assert refused.status_code == 422 and str(refused.context["rows"].forms[0].errors["number"][0]) == said
    assert never_handed_in(cast, desk)


def test_one_certificate_for_two_people_is_refused(cast):
    desk = before(Desk(cast), COMPANY_STORY, "site_principal")
    other = {
        name.replace("subject-principal", "sites-0-principal"): value
        for name, value in COMPANY["subject_principal"].items()
    }
    refused = desk.answer("site_principal", {"same": "no"} | other | {"sites-0-principal-name": "李思远"})
    texts = [str(text) for text in refused.context["form"].errors["sites-0-principal-certificate-number"]]
    assert texts == ["不同的负责人填了同一个证件号码。 请填写各人自己的证件号码；同一个人请填写相同的姓名。"]
    assert never_handed_in(cast, desk)


def test_one_domain_for_two_sites_is_refused(cast):
    desk = Desk(cast).company()
    assert desk.post("application_site_add").status_code == 302
    second = {name.replace("sites-0", "sites-1"): value for name, value in COMPANY["site"].items()}
    refused = desk.answer("site-2", second | {"sites-1-name": "晴川信息服务平台"})
    assert refused.status_code == 422
    assert [str(text) for text in refused.context["form"].errors["sites-1-domains"]] == [
        "第 1 行：同一个域名填报了两次。 请只保留一处。"
    ]
    assert never_handed_in(cast, desk)


@pytest.mark.requirement("B7")
@pytest.mark.parametrize(("left_out", "label"), [*zip(PURPOSES, ("主办者证件", "负责人证件"), strict=True)])
def test_a_missing_paper_is_named_before_handing_in(cast, left_out, label):
    desk = Desk(cast).begin().fill(COMPANY)
    desk.answer("documents", {purpose: upload() for purpose in PURPOSES if purpose != left_out})
    refused = desk.submit()
    assert refused.status_code == 422
    assert [(str(one.label), str(one.text)) for one in refused.context["mistakes"]] == [(label, "请上传。")]
    assert never_handed_in(cast, desk)


ASKED_TO_THINK = [
    ("a mobile that rings nowhere", COMPANY_STORY, "subject_principal", {"subject-principal-mobile": "13800000000"},
     "手机号码不像真实号码，预核验时会致电确认。"),
    ("a service that persons do not offer", PERSON_STORY, "site", {"sites-0-services": ["1"]},
     "个人网站一般不能提供这项服务，很可能被退回。"),
    ("a unit that goes by a person's name", COMPANY_STORY, "subject", {"subject-name": "王建国"},
     "主办单位名称像是个人姓名，与单位性质不一致。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "page", "doubtful", "sentence"),
    [case[1:] for case in ASKED_TO_THINK],
    ids=[case[0].replace(" ", "-") for case in ASKED_TO_THINK],
)
def test_what_reviewers_often_ask_about_is_said_beforehand_and_does_not_block(cast, story, page, doubtful, sentence):
    nature, pages = story
    desk = Desk(cast).begin(nature).fill(pages | {page: pages[page] | doubtful})
    assert sentence in desk.get("application_check").content.decode()
    assert sentence in desk.get("application_page", page).content.decode()
