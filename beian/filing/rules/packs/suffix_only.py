"""Under which suffixes domains may stand."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from beian.filing.identifiers import Invalid, ascii_host
from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import ONCE, OfNatures, Shown
from beian.filing.rules.packs.template import template
from beian.filing.rules.packs.words import listed


def _suffix(text: str) -> str:
    """A suffix without its dot in front: cn, 公益, gov.cn."""
    try:
        ascii_host(f"a.{text}")
    except Invalid:
        raise PydanticCustomError("no_suffix", "no suffix") from None
    return text


Suffix = Annotated[
    str, Field(min_length=2, max_length=63, pattern=r"\A[^\s./:@?#\\]+(?:\.[^\s./:@?#\\]+)*\z"), AfterValidator(_suffix)
]


class SuffixOnly(OfNatures):
    suffixes: Annotated[
        list[Suffix],
        Field(min_length=1, max_length=50),
        ONCE,
        Shown(_("可以使用的域名后缀"), _("每行一个，前面不写点，例如 cn、公益、gov.cn。最多 50 个。")),
    ]


@template(
    "suffix_only",
    label=_("只能使用的域名后缀"),
    explanation=_("选定性质的单位只能用这些后缀下的域名。"),
    items=("sites[].domains[]",),
    params=SuffixOnly,
    text=_("本省只接受后缀为 {suffixes} 的域名。"),
    suggestion=_("请填写后缀为 {suffixes} 的域名。"),
)
def suffix_only(value: str, context: Context, params: SuffixOnly) -> Broken:
    """Compared in xn-- form; what is no domain is the national rule's."""
    try:
        host = ascii_host(value)
    except Invalid:
        return False
    fits = any(host.endswith(ascii_host(f"a.{suffix}")[1:]) for suffix in params.suffixes)
    return not fits and {"suffixes": listed([f".{suffix}" for suffix in params.suffixes])}
