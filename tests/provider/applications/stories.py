"""What the owner side's stories share: the answers of a company and of a person, and walking the real pages with them."""

import io
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from beian import exchange
from beian.notices.models import Notice
from provider.applications import transitions
from provider.applications.models import Application
from tests.cast import Cast

NODE = "provider:p01"
MOBILE = "13800138000"

NATURE = {"subject-nature": "4", "subject-address-province": "11"}
PRINCIPAL = {
    "name": "王建国",
    "certificate-type": "2",
    "certificate-number": "11010519491231002X",
    "mobile": "13911112222",
    "phone": "010-66018765",
    "email": "wangjianguo@example.cn",
    "emergency_phone": "",
}
COMPANY = {
    "subject": {
        "subject-name": "北京晴川信息技术有限公司",
        "subject-certificate-type": "1",
        "subject-certificate-number": "91350100M000100Y43",
        "subject-certificate-address": "北京市海淀区中关村大街27号",
        "subject-superior": "",
        "subject-address-place": "110108",
        "subject-address-detail": "西直门外大街18号金贸大厦3层301室",
        "subject-remark": "",
    },
    "subject_principal": {f"subject-principal-{name}": value for name, value in PRINCIPAL.items()},
    "site": {
        "sites-0-name": "晴川信息官网",
        "sites-0-home_url": "http://www.qingchuan-info.cn/",
        "sites-0-domains": "qingchuan-info.cn",
        "sites-0-addresses": "",
        "sites-0-languages": ["1"],
        "sites-0-services": ["8"],
        "sites-0-remark": "",
        "pre_approvals-TOTAL_FORMS": "1",
        "pre_approvals-INITIAL_FORMS": "0",
        "pre_approvals-MIN_NUM_FORMS": "0",
        "pre_approvals-MAX_NUM_FORMS": "64",
        "pre_approvals-0-kind": "",
        "pre_approvals-0-number": "",
    },
    "site_principal": {"same": "yes"},
}
PERSON_NATURE = {"subject-nature": "5", "subject-address-province": "11"}
PERSON = {
    "subject": {
        "subject-name": "赵小满",
        "subject-certificate-type": "2",
        "subject-certificate-number": "11010519491231002X",
        "subject-certificate-address": "北京市朝阳区建国路88号院3号楼",
        "subject-address-place": "110105",
        "subject-address-detail": "建国路88号院3号楼1201室",
    },
    "subject_principal": {
        "subject-principal-mobile": "13911112222",
        "subject-principal-phone": "",
        "subject-principal-email": "zhaoxiaoman@example.cn",
        "subject-principal-emergency_phone": "",
    },
    "site": COMPANY["site"]
    | {
        "sites-0-name": "小满的读书随笔",
        "sites-0-home_url": "http://www.xiaoman-notes.cn/",
        "sites-0-domains": "xiaoman-notes.cn",
        "sites-0-services": ["6"],
        "sites-0-remark": "记录日常读书的感想和摘抄，不涉及新闻和商业活动。",
    },
}
PURPOSES = ("owner_certificate", "principal_certificate")


@cache
def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 120, 150)).save(kept, "JPEG")
    return kept.getvalue()


def upload(name: str = "身份证.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data, content_type="image/jpeg")


class Desk:
    """An owner at his browser, in the middle of one application."""

    def __init__(self, cast: Cast, *, node: str = NODE, mobile: str = MOBILE) -> None:
        self.cast, self.node = cast, node
        self.user = cast.owner(node, mobile)
        self.client = cast.client(self.user)
        self.uuid = ""

    def url(self, name: str, *args) -> str:
        return self.cast.url(self.node, name, *([self.uuid] if self.uuid and name not in NOT_OF_ONE else []), *args)

    def get(self, name: str, *args, **query):
        return self.client.get(self.url(name, *args), query)

    def post(self, name: str, *args, data: dict | None = None):
        return self.client.post(self.url(name, *args), data or {})

    def begin(self, nature: dict = NATURE) -> "Desk":
        answer = self.post("application_new", data=nature)
        assert answer.status_code == 302, answer.content.decode()
        self.uuid = answer.url.split("/applications/")[1].split("/")[0]
        return self

    def answer(self, page: str, answers: dict):
        return self.post("application_page", page, data=answers)

    def fill(self, pages: dict) -> "Desk":
        for page, answers in pages.items():
            response = self.answer(page, answers)
            assert response.status_code == 302, response.content.decode()
        return self

    def bring_papers(self, *purposes: str) -> "Desk":
        files = {purpose: upload() for purpose in purposes}
        assert self.answer("documents", files).status_code == 302
        return self

    def company(self) -> "Desk":
        return self.begin().fill(COMPANY).bring_papers(*PURPOSES)

    def person(self) -> "Desk":
        return self.begin(PERSON_NATURE).fill(PERSON).bring_papers("owner_certificate")

    def form_key(self) -> str:
        return str(self.get("application_check").context["form_key"])

    def submit(self, key: str | None = None):
        return self.post("application_submit", data={"form_key": key or self.form_key()})

    def submitted(self) -> "Desk":
        response = self.submit()
        assert response.status_code == 302, [str(m.text) for m in response.context["mistakes"]]
        return self

    @property
    def record(self) -> Application:
        """The row as it stands, read in the owner's scope."""
        with self.cast.acting(self.user):
            return Application.objects.get(uuid=self.uuid)

    def document(self):
        with self.cast.acting(self.user):
            return Application.objects.get(uuid=self.uuid).open_document()


NOT_OF_ONE = ("start", "sign_in", "sign_in_code", "home", "application_list", "application_new")


def advance(cast: Cast, desk: Desk, *states: str, reasons: tuple = ()) -> Application:
    """The provider's staff move the application along; `reasons` belong to the last move."""
    with cast.acting(cast.person("provider_verifier", desk.node)):
        for state in states:
            application = transitions.locked(Application.objects.get(uuid=desk.uuid))
            given = reasons if state == states[-1] else ()
            transitions.move(application=application, to=state, now=timezone.now(), reasons=given)
        return application


def told(cast: Cast, desk: Desk, kind: str, *, round: int, revision: int, body: dict) -> None:
    """The provider's province says something, and it arrives."""
    with cast.acting(cast.person("province_reviewer", "province:11")):
        exchange.send(receiver=desk.node, kind=kind, key=desk.uuid, round=round, revision=revision, body=body)
    exchange.drain()


def notices_of(cast: Cast, desk: Desk) -> list[tuple[str, str]]:
    """(template, masked recipient) of what was sent about the application, in order."""
    with cast.acting(cast.person("provider_clerk", desk.node)):
        return list(Notice.objects.of(desk.uuid).values_list("template", "recipient_masked"))
