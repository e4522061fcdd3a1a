"""What evidence is for: one table with labels, accepted types and the articles that ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
PICTURES = (JPEG, PNG)
EXTENSIONS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}


@dataclass(frozen=True)
class Purpose:
    """One purpose: code, label, media types accepted, exact size in pixels where a rule sets one, the article behind it.

    A record is kept by rule from the moment it is made; other papers are so from the moment they are reported (P10 三(一)4).
    """

    code: str
    label: str | Promise
    accepts: tuple[str, ...] = (*PICTURES, PDF)
    exact: tuple[int, int] | None = None
    article: str = ""
    record: bool = False


PURPOSES = {
    purpose.code: purpose
    for purpose in (
        Purpose("owner_certificate", _("主办者证件"), article="B7"),
        Purpose("principal_certificate", _("负责人证件"), article="B7"),
        Purpose("authorisation", _("授权书"), article="P10 一1(3)"),
        Purpose("domain_certificate", _("域名证书"), article="P10 二(二)1(5)"),
        Purpose("pre_approval", _("前置审批文件"), article="B20"),
        Purpose("desk_photo", _("现场核验照片"), accepts=PICTURES, exact=(800, 600), article="P10 二(二)1(4)"),
        Purpose("verification_sheet", _("核验单"), article="P10 二(二)1(6)", record=True),
        Purpose("agreement", _("信息安全管理协议"), article="P10 二(二)1(6)", record=True),
        Purpose("certificate", _("备案电子证书"), accepts=(PDF,), article="B17", record=True),
        Purpose("other", _("其他材料")),
    )
}


def label_of(code: str) -> str:
    """The label, also for a purpose that a newer node has sent and this one does not know."""
    return str(PURPOSES[code].label) if code in PURPOSES else code


def shown_name(purpose: str, media_type: str) -> str:
    """The name kept: Chinese label and extension. What the uploader called the file is not kept, since such names carry people's names."""
    with translation.override(settings.LANGUAGE_CODE):
        return label_of(purpose) + EXTENSIONS[media_type]
