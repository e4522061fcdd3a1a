"""A person is his own principal (P10 一1(3))."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing.items import OWN_PRINCIPAL
from beian.filing.rules import natures
from beian.filing.rules.across.reading import member, nature_of, principals
from beian.filing.rules.findings import Document, Places, document_rule


@document_rule(
    "across.own_principal",
    article="P10 一1(3)",
    text=_("个人备案的负责人必须是本人，与主办者信息一致。"),
    suggestion=_("请填写与主办者相同的姓名、证件类型和证件号码。"),
)
def person_is_own_principal(document: Document) -> Places:
    """Name and certificate of a person's principals are his own."""
    if nature_of(document) != natures.PERSON:
        return
    for path, principal in principals(document):
        for item, source in OWN_PRINCIPAL.items():
            given, own = member(principal, *item.split(".")), member(document, *source.split("."))
            if given is not None and own is not None and not _same(given, own):
                yield f"{path}.{item}", {}


def _same(one: Any, other: Any) -> bool:
    """Equal, texts without regard to spaces around and the case of letters."""
    if isinstance(one, str) and isinstance(other, str):
        return one.strip().upper() == other.strip().upper()
    return type(one) is type(other) and one == other
