"""One filing from the owner's form to the public query, by HTTP alone: the walker holds the printed sign-ins and nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar

from beian.demo.browser import Browser, Refused, Upload
from beian.demo.invented import Owner, paper

STEP_SECONDS = 60
T = TypeVar("T")


@dataclass
class Walk:
    """The stage of one walk: the site, who files, and the sign-ins as they were printed."""

    base: str
    owner: Owner
    password: str
    say: Callable[[str], None]
    provider: str = "p01"
    province: str = "11"

    def run(self) -> dict:
        """The whole way; what the public page and the owner's mailbox say at its end."""
        owner = self.sign_in_owner()
        application = self.fill_in(owner)
        self.precheck(application)
        self.visit(application)
        self.review()
        number, site_number = self.numbers(owner, application)
        return {
            "filing_number": number,
            "site_number": site_number,
            "domain": self.owner.domain,
            "public_query": self.public_query(number),
            "application": application,
        }

    # the owner

    def sign_in_owner(self) -> Browser:
        """By SMS code: the phone is the demonstration's mailbox."""
        browser = Browser(self.base).open(f"/provider/{self.provider}/sign-in/")
        browser.send({"mobile": self.owner.mobile})
        code = self.text_message(f"/provider/{self.provider}/mailbox/", self.owner.mobile, r"验证码是([0-9]{6})")
        browser.send({"code": code})
        self.say(f"网站主办者 {self.owner.name} 用短信验证码登录")
        return browser

    def text_message(self, mailbox: str, address: str, pattern: str) -> str:
        """What a text to this address says; it comes through a worker, so it may take a moment."""
        phone = Browser(self.base).open(mailbox)

        def look() -> str | None:
            phone.open(mailbox).send({"address": address})
            found = re.search(pattern, phone.words)
            return found[1] if found else None

        return waited(look, f"no text for the address in {mailbox}")

    def fill_in(self, browser: Browser) -> str:
        """The question pages, the papers, check answers, hand in. The application's uuid."""
        browser.open(f"/provider/{self.provider}/applications/new/")
        browser.send({"subject-nature": "4", "subject-address-province": "11"})
        browser.send(self._subject(browser))
        browser.send(self._principal("subject-principal-"))
        browser.send(
            {
                "sites-0-name": self.owner.site_name,
                "sites-0-home_url": f"http://www.{self.owner.domain}/",
                "sites-0-domains": self.owner.domain,
                "sites-0-languages": ["1"],
                "sites-0-services": ["28"],
            }
        )
        browser.send({"same": "yes"})
        browser.send(
            {
                "owner_certificate": Upload("licence.jpg", paper("BUSINESS LICENCE"), "image/jpeg"),
                "principal_certificate": Upload("id.jpg", paper("IDENTITY CARD"), "image/jpeg"),
            }
        )
        browser.send(action="submit/")
        application = re.search(r"applications/([0-9a-f-]{36})/", browser.url)
        if application is None or "submitted" not in browser.url:
            raise Refused(f"not handed in: {browser.url} {browser.words[:400]}")
        self.say(f"填写并提交备案申请：{self.owner.site_name}（{self.owner.domain}）")
        return application[1]

    def _subject(self, browser: Browser) -> dict[str, object]:
        place = next(
            name for name in browser.fields() if name.startswith("subject-address-") and not name.endswith("detail")
        )
        return {
            "subject-name": self.owner.name,
            "subject-certificate-type": "1",
            "subject-certificate-number": self.owner.credit_code,
            "subject-certificate-address": "北京市海淀区演示路18号院6号楼",
            "subject-superior": self.owner.name,
            place: "110108",
            "subject-address-detail": "演示路18号院6号楼902室",
        }

    def _principal(self, prefix: str) -> dict[str, object]:
        return {
            f"{prefix}name": self.owner.principal,
            f"{prefix}certificate-type": "2",
            f"{prefix}certificate-number": self.owner.resident_id,
            f"{prefix}mobile": self.owner.mobile,
            f"{prefix}phone": "010-66012345",
            f"{prefix}email": self.owner.email,
        }

    # the provider

    def staff(self, prefix: str, username: str) -> Browser:
        browser = Browser(self.base).open(f"{prefix}staff/sign-in/")
        return browser.send({"username": username, "password": self.password})

    def precheck(self, application: str) -> None:
        """The clerk looks through it and passes it; the owner gets the statutory text."""
        clerk = self.staff(f"/provider/{self.provider}/", "clerk")
        clerk.open(f"/provider/{self.provider}/counter/prechecks/").follow(href=application)
        clerk.send({"reached": "on"}, action="pass/")
        self.say("受理员预核验通过，已向主办者发送现场核验短信")

    def visit(self, application: str) -> None:
        """At the desk: papers seen, every item compared, photo, access, sheet; then the report to the bureau."""
        verifier = self.staff(f"/provider/{self.provider}/", "verifier")
        verifier.open(f"/provider/{self.provider}/counter/visits/").follow(href=application)
        verifier.send(action="begin/")
        for whole in verifier.tree.xpath("//button[@name='whole']/@value"):
            verifier.send({"whole": whole}, action="compare/")
        self.photograph(verifier)
        access: dict[str, object] = {"modes": ["5"], "server_provinces": [self.province]}
        access |= {"ranges-0-start": "1.2.4.0", "ranges-0-end": "1.2.4.255"}
        verifier.send(access, action="access/")
        verifier.send(action="agreement/")
        verifier.send(action="sign/")
        self.say("核验员当面核验：查验证件、逐项核对、现场拍照、录入接入信息、签署协议和核验单")
        verifier.open(f"/provider/{self.provider}/counter/filings/{application}/")
        verifier.send(action="report/")
        self.say("核验信息已上报省通信管理局")

    def photograph(self, verifier: Browser) -> None:
        """The photo, and a reason for each doubt that a person has to answer for."""
        verifier.send({"photo": Upload("desk.jpg", desk_photo(), "image/jpeg")}, action="photo/")
        doubts = verifier.tree.xpath("//input[starts-with(@name, 'overrule-')]/@name")
        if doubts:
            verifier.send(dict.fromkeys(doubts, "核验员当面确认是本人和本单位幕布"), action="photo/reasons/")

    # the province

    def review(self) -> None:
        """The reviewer claims the case when it has come, and approves it."""
        reviewer = self.staff(f"/province/{self.province}/", "reviewer")

        def claimed() -> bool | None:
            reviewer.open(f"/province/{self.province}/cases/?subject={self.owner.name}&show=open&order=new")
            try:
                reviewer.follow(text=self.owner.name)
            except Refused:
                return None
            return True

        waited(claimed, "the case did not reach the province")
        reviewer.send(action="claim/")
        case = reviewer.url
        for address in reviewer.tree.xpath("//*[@data-paper]//a/@href"):
            reviewer.open(address)
        reviewer.open(case).send({"decision": "approve"}, action="decide/")
        self.say("省通信管理局自动检查通过，审核员领取案件并审核通过")

    def numbers(self, owner: Browser, application: str) -> tuple[str, str]:
        """The owner's page shows the number once the ministry has cleared it; the password comes by text."""

        def granted() -> tuple[str, str] | None:
            owner.open(f"/provider/{self.provider}/applications/{application}/")
            found = re.findall(r"京ICP备[0-9]{10}号(?:-[0-9]+)?", owner.words)
            sites = [number for number in found if "-" in number]
            return (sites[0].rpartition("-")[0], sites[0]) if sites else None

        number, site_number = waited(granted, "no number was given")
        self.say(f"部级系统无冲突，省局发放备案号 {number}")
        self.text_message(f"/province/{self.province}/mailbox/", self.owner.mobile, r"备案密码：([0-9A-Za-z]{12,})")
        self.say("备案密码已通过短信和邮件发给主办者")
        return number, site_number

    def public_query(self, number: str) -> str:
        """What the public is told about the domain."""
        anybody = Browser(self.base)

        def found() -> str | None:
            anybody.open("/query/")
            anybody.send({"q": self.owner.domain}, action="/query/")
            return anybody.words if number in anybody.words else None

        words = waited(found, "the public query does not know the number")
        status = "已备案" if "已备案" in words else words[:80]
        self.say(f"公共查询：{self.owner.domain} {status}，{number}")
        return status


def desk_photo() -> bytes:
    """Somebody before a backdrop, drawn by the craft that judges such photos; found by its name, since the kernel knows no craft."""
    specimens = import_module("verification.photo.specimens")
    return specimens.specimen(specimens.NUMBER)


def waited(look: Callable[[], T | None], otherwise: str, seconds: float = STEP_SECONDS) -> T:
    """Ask again until there is an answer; machines between two steps take a moment."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = look()
        if answer is not None:
            return answer
        time.sleep(0.25)
    raise Refused(f"{otherwise} within {seconds:.0f} s")
