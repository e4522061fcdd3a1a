"""The filing document: subject, sites and access as one typed value, used alike by forms, messages, API and interface.

A draft may leave any item open; what is there must be well formed in kind, length and characters. Whether it is also true to the rules is
for `rules/`, and which items may not be left open for `missing`. Stored documents carry `schema` and are never rewritten: `load` upgrades
in memory. An empty text is the same as none, so that a document has one form only.
"""

import copy
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, NamedTuple, TypeVar

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from beian.filing import kinds, paths
from beian.filing.items import ACCESS_PAGE, ITEMS, PERSON, Item

SCHEMA = 1
# Schema n → the function that makes n + 1 of the plain data. It gets a copy of its own.
UPGRADES: dict[int, Callable[[dict], dict]] = {}


class Problem(NamedTuple):
    """What is wrong with one item: its dotted path and the sentence for the person who filled it in."""

    item: str
    text: str


class DocumentError(ValueError):
    """Data that are no filing document; `problems` names every item concerned."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__(" ".join(f"{item}: {text}" if item else str(text) for item, text in self.problems))


def _printable(text: str, allowed: str = "") -> str:
    if any(unicodedata.category(character) == "Cc" and character not in allowed for character in text):
        raise PydanticCustomError("control_character", "control character")
    return text


def _lines(text: str) -> str:
    return _printable(text, allowed="\n")


def _nothing_when_empty(value: Any) -> Any:
    return None if value == "" else value


def _known_kind(code: str) -> str:
    if code not in kinds.KINDS:
        raise PydanticCustomError("unknown_kind", "unknown kind")
    return code


T = TypeVar("T")
# An item that may still be open.
Open = Annotated[T | None, BeforeValidator(_nothing_when_empty)]

# Lengths are those of the registration form's XSD, in characters.
_OnOneLine = AfterValidator(_printable)
Text64 = Annotated[str, Field(min_length=1, max_length=64), _OnOneLine]
Text128 = Annotated[str, Field(min_length=1, max_length=128), _OnOneLine]
Text255 = Annotated[str, Field(min_length=1, max_length=255), _OnOneLine]
Text512 = Annotated[str, Field(min_length=1, max_length=512), _OnOneLine]
Text1024 = Annotated[str, Field(min_length=1, max_length=1024), _OnOneLine]
Remark = Annotated[str, Field(min_length=1, max_length=1024), AfterValidator(_lines)]
# A code of a reference table; some tables number by bit, past 32 of them.
Code = Annotated[int, Field(ge=1, le=2**62)]
Codes = Annotated[list[Code], Field(max_length=256)]
# GB/T 2260: two digits for a province, six for city and county.
ProvinceCode = Annotated[str, Field(pattern=r"\A[0-9]{2}\z")]
PlaceCode = Annotated[str, Field(pattern=r"\A[0-9]{6}\z")]


class Part(BaseModel):
    """A part of the document: exact types, no unknown items, and no content in error texts or tracebacks."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Certificate(Part):
    type: Open[Code] = None
    number: Open[Text255] = None


class SubjectCertificate(Certificate):
    address: Open[Text1024] = None


class Address(Part):
    """Codes of GB/T 2260: two digits for the province, six for city and county; the detail goes down to the door."""

    province: Open[ProvinceCode] = None
    city: Open[PlaceCode] = None
    county: Open[PlaceCode] = None
    detail: Open[Text1024] = None


class Principal(Part):
    name: Open[Text128] = None
    certificate: Certificate = Certificate()
    mobile: Open[Text128] = None
    phone: Open[Text128] = None
    email: Open[Text128] = None
    emergency_phone: Open[Text128] = None


class Subject(Part):
    nature: Open[Code] = None
    name: Open[Text255] = None
    certificate: SubjectCertificate = SubjectCertificate()
    superior: Open[Text255] = None
    address: Address = Address()
    remark: Open[Remark] = None
    principal: Principal = Principal()


class PreApproval(Part):
    kind: Open[Code] = None
    number: Open[Text512] = None


class Site(Part):
    """One website: by registrable domains or, declared `ip_only`, by public addresses (B2)."""

    name: Open[Text512] = None
    home_url: Open[Text512] = None
    domains: Annotated[list[Text255], Field(max_length=200)] = []
    ip_only: bool = False
    addresses: Annotated[list[Text64], Field(max_length=200)] = []
    languages: Codes = []
    services: Codes = []
    pre_approvals: Annotated[list[PreApproval], Field(max_length=64)] = []
    remark: Open[Remark] = None
    principal: Principal = Principal()


class AddressRange(Part):
    start: Open[Text64] = None
    end: Open[Text64] = None


class Access(Part):
    """What the provider enters (B9): its own code, the mode, the server's provinces, the addresses."""

    provider: Open[Text64] = None
    modes: Codes = []
    server_provinces: Annotated[list[ProvinceCode], Field(max_length=64)] = []
    ip_ranges: Annotated[list[AddressRange], Field(max_length=256)] = []


class FilingDocument(Part):
    kind: Annotated[str, AfterValidator(_known_kind)]
    subject: Subject = Subject()
    sites: Annotated[list[Site], Field(max_length=100)] = []
    access: Access = Access()

    @property
    def of_person(self) -> bool:
        """Whether the subject is a person. An open nature is not yet one, though it is sealed as if it were."""
        return self.subject.nature == PERSON


def new(kind: str = "new_filing") -> FilingDocument:
    """An empty draft of this kind with one site to fill in."""
    return FilingDocument(kind=kinds.kind(kind).code, sites=[Site()])


def load(data: Any) -> FilingDocument:
    """The document in plain data of any schema so far; DocumentError names each item that does not belong there."""
    if not isinstance(data, dict):
        raise DocumentError([Problem("", _("备案数据应为一组数据项。"))])
    current = upgraded(data, UPGRADES, SCHEMA)
    try:
        return FilingDocument.model_validate(current)
    except ValidationError as error:
        raise DocumentError(_problems(error)) from None


def dump(document: FilingDocument) -> dict:
    """Plain data for `load` and `canonical`; an item left open is absent, so that later schemas change no earlier bytes."""
    return {"schema": SCHEMA} | document.model_dump(exclude_none=True)


def replaced(document: FilingDocument, values: dict[str, Any]) -> FilingDocument:
    """A copy with these paths set (`{"sites.0.name": "…"}`); None takes an item away, an index past the end of a list is refused."""
    data = dump(document)
    for path, value in values.items():
        try:
            paths.put(data, path, copy.deepcopy(value))
        except KeyError:
            raise DocumentError([Problem(_shown(path), _("登记表没有这一项。"))]) from None
    return load(data)


def upgraded(data: dict, upgrades: dict[int, Callable[[dict], dict]], newest: int) -> dict:
    """The data brought to the newest schema step by step, without their `schema` entry; the given data stay as they are."""
    version = data.get("schema")
    if type(version) is not int or version < 1:
        raise DocumentError([Problem("schema", _("备案数据没有注明版本。"))])
    if version > newest:
        raise DocumentError([Problem("schema", _("备案数据的版本比本系统新，请先升级系统。"))])
    current = {key: value for key, value in data.items() if key != "schema"}
    for step in range(version, newest):
        current = upgrades[step](copy.deepcopy(current))
    return current


def missing(document: FilingDocument, *, access: bool = False) -> list[str]:
    """Paths of the required items that are still open; with `access` also those that the provider fills in before reporting."""
    data, nature = dump(document), document.subject.nature
    asked = [item for item in ITEMS if access or item.page != ACCESS_PAGE]
    return list(dict.fromkeys(path for item in asked for path in _open_places(data, item, nature)))


def _open_places(data: dict, item: Item, nature: int | None) -> Iterator[str]:
    for path in paths.places(data, item.parent):
        if paths.get(data, path) in (None, []) and (item.is_required(nature) or _is_asked_here(data, item.key, path)):
            yield path


def _is_asked_here(data: dict, key: str, path: str) -> bool:
    """What one site needs and another does not: names or addresses, and all of an approval that was begun."""
    ip_only = paths.get(data, ".".join([*path.split(".")[:2], "ip_only"]))
    match key:
        case "sites[].domains[]":
            return ip_only is False
        case "sites[].addresses[]":
            return ip_only is True
        case "sites[].pre_approvals[].kind" | "sites[].pre_approvals[].number":
            return not path.endswith(".pre_approvals")
    return False


def _problems(error: ValidationError) -> Iterator[Problem]:
    for found in error.errors(include_url=False, include_input=False):
        path = _shown(".".join(str(step) for step in found["loc"]))
        yield Problem(path, _sentence(found["type"], found.get("ctx") or {}))


def _shown(path: str) -> str:
    # an unknown item's name comes from outside and may be of any length and hold anything
    return path[:120].encode("ascii", "backslashreplace").decode()


def _sentence(kind: str, context: dict) -> str:
    match kind:
        case "missing":
            return _("缺少此项。")
        case "string_type":
            return _("应为文字。")
        case "extra_forbidden":
            return _("登记表没有这一项。")
        case "string_too_long":
            return _("不能超过%(most)s个字符。") % {"most": context["max_length"]}
        case "string_too_short":
            return _("不能为空。")
        case "too_long":
            return _("最多填写%(most)s项。") % {"most": context["max_length"]}
        case "control_character" | "string_unicode":
            return _("含有无法显示的控制字符，请删除后重新填写。")
        case "string_pattern_mismatch" | "int_type" | "greater_than_equal" | "less_than_equal":
            return _("应为代码表中的代码。")
        case "unknown_kind":
            return _("没有这种备案申请。")
        case _:
            return _("填写的形式不正确。")
