"""The people of a filing, each with a browser of his own: what they click and type, in the words that the pages show."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from beian.demo.invented import Owner as Company
from beian.demo.invented import paper
from tests.journeys.browsing import Surf

PROVIDER, PROVINCE = "/provider/p01/", "/province/11/"
PATIENCE = 45  # seconds until machines between two steps are done
T = TypeVar("T")


class Person(Surf):
    """Somebody with a browser, and the password of whoever works in an office."""

    prefix = ""
    username = ""

    def __init__(self, platform, *where, **how) -> None:
        super().__init__(where[0], platform.address, *where[1:], **how)
        self.password = platform.password

    def sign_in(self) -> None:
        self.open(f"{self.prefix}staff/sign-in/").write("账号", self.username).write("口令", self.password)
        self.passed(f"{self.username}-sign-in").click("登录")

    def until(self, look: Callable[[], T | None], what: str) -> T:
        """Load the page anew until it shows what is waited for."""
        end = time.monotonic() + PATIENCE
        while (found := look()) is None:
            assert time.monotonic() < end, f"{what}: not within {PATIENCE} s at {self.page.url}\n{self.words}"
            time.sleep(0.3)
            self.page.reload()
        return found

    def until_seen(self, pattern: str) -> str:
        """The first text that matches, which may take a moment to come."""
        return self.until(lambda: (found := re.search(pattern, self.words)) and found[0], pattern)


class Phone(Person):
    """The pocket of whoever gets texts: the demonstration's mailbox page."""

    def reads(self, office: str, address: str, pattern: str, *, passed: str = "") -> str:
        """What the first fitting message to this number or address says."""
        self.open(f"{office}mailbox/")
        end = time.monotonic() + PATIENCE
        while True:
            self.write("手机号码或电子邮箱", address).click("查看收到的消息")
            if found := re.search(pattern, self.words):
                break
            assert time.monotonic() < end, f"no message {pattern} in {office}\n{self.words}"
            time.sleep(0.3)
        if passed:
            self.passed(passed)
        return found[1]


class Owner(Person):
    """Who wants to open a website."""

    def signs_in(self, company: Company, phone: Phone) -> None:
        self.open(PROVIDER).passed("start").click("手机号登录，开始备案")
        self.write("手机号码", company.mobile).passed("sign-in").click("发送验证码").sees("验证码已发送")
        code = phone.reads(PROVIDER, company.mobile, r"验证码是([0-9]{6})", passed="mailbox-code")
        self.write("验证码", code).passed("sign-in-code").click("登录").sees("我的备案")

    def fills_in(self, company: Company) -> None:
        """Every question page and the papers, up to check answers."""
        self.passed("no-filing-yet").click("开始新增备案")
        self.choose("主办单位性质", "企业").choose("通信地址所在省", "北京市").passed("new").click("开始填写")
        self.subject(company)
        self.principal(company)
        self.site(company)
        self.tick("是同一个人，不用再填").passed("site-principal").click("保存并继续")
        self.papers()

    def subject(self, company: Company) -> None:
        self.write("主办单位名称", company.name).tick("营业执照")
        self.write("主办单位有效证件号码", company.credit_code)
        self.write("主办单位证件住所", "北京市海淀区演示路18号院6号楼").write("投资者或上级主管单位", company.name)
        self.choose("通信地址所在市、县（区）", "海淀区").write("详细通信地址", "演示路18号院6号楼902室")
        self.passed("subject").click("保存并继续")

    def principal(self, company: Company) -> None:
        self.write("主体负责人姓名", company.principal).choose("负责人证件类型", "居民身份证")
        self.write("负责人证件号码", company.resident_id).write("手机号码", company.mobile)
        self.write("办公电话", "010-66012345").write("电子邮箱", company.email)
        self.passed("principal").click("保存并继续")

    def site(self, company: Company) -> None:
        self.write("网站名称", company.site_name).write("网站首页网址", f"http://www.{company.domain}/")
        self.write("网站域名", company.domain).tick("其他").write("网站备注", "展示本公司的软件产品。")
        self.passed("site").click("保存并继续")

    def papers(self) -> None:
        self.hand("主办者证件", "licence.jpg", paper("BUSINESS LICENCE"))
        self.hand("负责人证件", "identity.jpg", paper("IDENTITY CARD"))
        self.passed("papers").click("保存并去核对")

    def submits(self) -> str:
        """Check answers and hand in; the application's uuid."""
        self.sees("核对并提交").passed("check").click("确认并提交").sees("备案申请已提交").passed("submitted")
        return re.search(r"applications/([0-9a-f-]{36})/", self.page.url)[1]

    def follows(self) -> None:
        self.click("查看办理进度").sees("办理进度").passed("waiting")

    def mends(self, reason: str, remedy: str, values: dict[str, str]) -> None:
        """The page shows what is wrong and how to mend it; everything else stays as it was."""
        self.until_seen(re.escape(reason))
        self.sees(remedy).passed("returned").click("修改退回的内容").sees(remedy)
        for label, text in values.items():
            self.write(label, text)
        self.passed("mend").click("保存并去核对")


class Clerk(Person):
    prefix, username = PROVIDER, "clerk"

    def passes(self, company: Company) -> None:
        self.sign_in()
        self.passed("today").click("待预核验").passed("precheck-queue").click(company.name).passed("precheck")
        self.tick("已通过电话、邮件联系到负责人，联系方式正确").click("通过预核验").passed("prechecked")


class Verifier(Person):
    prefix, username = PROVIDER, "verifier"

    def verifies(self, company: Company, *, wrong_photo: bool = False) -> None:
        """The desk from the first paper to the report."""
        self.sign_in()
        self.click("待现场核验").passed("visit-queue").click(company.name).passed("visit")
        self.click("主办者已到场，开始核验")
        self.compares()
        if wrong_photo:
            self.photo(grey=True)
            self.sees("刚才的照片没有采用").passed("photo-refused")
        if self.is_next("photo"):
            self.photo()
            self.sees("800×600 · ")
            self.answers_doubts()
        if self.is_next("access"):
            self.access()
        if self.is_next("agreement"):
            self.passed("visit-agreement").click("签署协议")
        self.passed("visit-ready").click("签署核验单").passed("verified").click("上报管理局").passed("reported")

    def is_next(self, step: str) -> bool:
        """Whether the desk has opened this step; what holds from an earlier round stays closed."""
        return self.page.locator(f"#step-{step}[open]").count() > 0

    def compares(self) -> None:
        """What is still open: in a later round that may be little."""
        seen = self.page.get_by_role("button", name="必查的全部已查验")
        if seen.is_visible():
            self.press(seen)
        while (whole := self.page.get_by_role("button", name=re.compile("均与原件一致"))).count():
            self.press(whole.first)

    def photo(self, **faults) -> None:
        from verification.photo import specimens  # reads models, and a conftest imports this before they are ready

        self.hand("现场照片", "desk.jpg", specimens.specimen(specimens.NUMBER, **faults))
        self.press(self.page.get_by_role("button", name=re.compile("^(上传照片|换一张)$")))

    def answers_doubts(self) -> None:
        """What only a person can say: the backdrop is this provider's, the wall one that he has been photographed before today."""
        doubts = self.page.get_by_label(re.compile("仍然采用的理由$"))
        if not doubts.count():
            return
        for place in range(doubts.count()):
            doubt = doubts.nth(place)
            self.keys.write(doubt, "核验员当面确认") if self.keys else doubt.fill("核验员当面确认")
        self.click("写明理由，采用这张照片")

    def access(self) -> None:
        """A usual access where the provider has kept one, else everything once, to be kept."""
        usual = self.page.get_by_role("button", name="采用这个接入")
        if usual.count():
            self.press(usual)
            return
        self.tick("云接入").tick("北京市")
        self.write("起始 IP 地址", "1.2.4.0").write("终止 IP 地址", "1.2.4.255")
        self.write("保存为常用接入", "北京云主机").click("保存接入信息")


class Reviewer(Person):
    prefix, username = PROVINCE, "reviewer"

    def claims(self, company: Company) -> None:
        """Waits in the queue until the case has come, and takes it."""
        self.sign_in()
        self.until_seen(re.escape(company.name))
        self.passed("queue").click(company.name).click("领取 15 分钟").passed("case")

    def approves(self) -> None:
        self.click("审核通过").sees("审核通过").passed("approved")

    def sends_back(self, item: str, reason: str) -> None:
        self.unfold("退回修改").choose("退回的项目", item).choose("理由", reason).passed("sending-back")
        self.click("退回给主办者修改").passed("sent-back")


class Anybody(Person):
    """The public."""

    def asks(self, company: Company, number: str) -> None:
        self.open("/query/").passed("query").write(
            "网址、域名、IP 地址、备案号、单位名称或网站名称", company.domain
        ).click("查询")
        self.until_seen(re.escape(number))
        self.sees("已备案").passed("query-result")


class People:
    """Whoever takes part in one journey; a role's browser opens when it is first needed."""

    def __init__(self, platform, chromium, size: str, album: Path, **how) -> None:
        self.where, self.how = (platform, chromium, size, album), {"javascript": True} | how
        self.met: dict[type, Person] = {}

    def __call__(self, role: type[T]) -> T:
        if role not in self.met:
            self.met[role] = role(*self.where, **self.how)
        return self.met[role]

    def faults(self) -> list[str]:
        """What was wrong with any page that anybody passed."""
        return [f"{role.__name__}: {fault}" for role, person in self.met.items() for fault in person.faults]

    def leave(self) -> None:
        for person in self.met.values():
            person.close()


@contextmanager
def people(platform, chromium, size: str, album: Path, **how) -> Iterator[People]:
    """The people, and an album without the pictures of the last run."""
    shutil.rmtree(album, ignore_errors=True)
    found = People(platform, chromium, size, album, **how)
    try:
        yield found
    finally:
        found.leave()
