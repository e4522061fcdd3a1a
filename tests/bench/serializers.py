"""The same checks as a Django REST framework serializer: nested as the form is, the platform's own rules hung in as validators.

Types, lengths, codes and required items are the fields' own; what a rule needs of its surroundings is gathered once per part, as the
engine does. The verdicts are equal (test_checking.py), so that two ways of asking the same questions are compared and nothing else.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from beian.filing.identifiers import Invalid
from beian.filing.identifiers.text import is_clean
from beian.filing.items import BY_KEY, PERSON, Item
from beian.filing.rules import DOCUMENT_RULES, RULES, shape, walk


class Asked:
    """A validator that asks every rule of an item; a rejection raises, the rest is kept as warnings."""

    requires_context = True

    def __init__(self, item: Item) -> None:
        self.item = item
        self.rules = [rule for rule in RULES if item.key in rule.items]

    def __call__(self, value: Any, field: serializers.Field) -> None:
        holder = field.parent
        while not hasattr(holder, "beside"):
            holder = holder.parent
        for rule in self.rules:
            try:
                broken = rule.check(value, holder.beside)
            except Invalid as error:
                raise serializers.ValidationError(error.reason.text, code=error.code) from None
            if broken:
                finding = rule.at(self.item.key, broken if isinstance(broken, dict) else None)
                if finding.rejects:
                    raise serializers.ValidationError(str(finding.text), code=finding.code)
                field.context["warnings"].append(finding)


class Text(serializers.CharField):
    """Only text, and blank is the same as open."""

    default_error_messages = {"long": "too long", "hidden": "hidden characters"}

    def __init__(self, *, most: int, lines: bool, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)
        self.most, self.lines = most, lines

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(None if isinstance(data, str) and not data.strip() else data)

    def to_internal_value(self, data: Any) -> str:
        if type(data) is not str:
            self.fail("invalid")
        if len(data) > self.most:
            self.fail("long")
        if not is_clean(data, lines=self.lines):
            self.fail("hidden")
        return data


class Code(serializers.Field):
    """A code of a table, of the table's own type."""

    default_error_messages = {"unknown": "unknown code"}

    def __init__(self, *, table: str, **options: Any) -> None:
        super().__init__(**options)
        self.table = table

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(None if isinstance(data, str) and not data.strip() else data)

    def to_internal_value(self, data: Any) -> Any:
        if not shape.known_code(self.table, data):
            self.fail("unknown")
        return data


class Flag(serializers.Field):
    """True or false and nothing like it."""

    default_error_messages = {"invalid": "neither true nor false"}

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(None if isinstance(data, str) and not data.strip() else data)

    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("invalid")
        return data


def once(values: list[Any]) -> None:
    """No value twice in a list."""
    if len({(type(value), value) for value in values}) != len(values):
        raise serializers.ValidationError("repeated", code="shape.repeated")


def field(key: str) -> serializers.Field:
    """The field of one item."""
    item = BY_KEY[key]
    required = item.required_for == "always" or key.startswith("sites[].pre_approvals[]")
    options = {"required": required, "allow_null": not required}
    if not item.repeats:
        return _single(item, options)
    child = _single(item, {})
    return serializers.ListField(
        child=child, max_length=item.max_count, allow_empty=not required, validators=[once], **options
    )


def _single(item: Item, options: dict[str, bool]) -> serializers.Field:
    if item.code_table:
        return Code(table=item.code_table, validators=[Asked(item)], **options)
    if item.widget == "flag":
        return Flag(**options)
    return Text(most=item.max_length, lines=item.widget == "lines", validators=[Asked(item)], **options)


class Surrounded(serializers.Serializer):
    """A part whose rules look around in it."""

    prefix = ""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            part = walk.Part(walk.GROUPS[self.prefix], "", data)
            self.beside = walk.beside(part, self.context["shared"])
        return super().to_internal_value(data)


class SubjectCertificate(serializers.Serializer):
    type = field("subject.certificate.type")
    number = field("subject.certificate.number")
    address = field("subject.certificate.address")


class Address(serializers.Serializer):
    province = field("subject.address.province")
    city = field("subject.address.city")
    county = field("subject.address.county")
    detail = field("subject.address.detail")


def principal(prefix: str) -> type[Surrounded]:
    """The serializer of a responsible person: his rules are those of the items behind the prefix."""

    class Certificate(serializers.Serializer):
        type = field(f"{prefix}.certificate.type")
        number = field(f"{prefix}.certificate.number")

    class Principal(Surrounded):
        name = field(f"{prefix}.name")
        certificate = Certificate()
        mobile = field(f"{prefix}.mobile")
        phone = field(f"{prefix}.phone")
        email = field(f"{prefix}.email")
        emergency_phone = field(f"{prefix}.emergency_phone")

        def validate(self, attrs: dict) -> dict:
            if self.beside.get("nature") not in (None, PERSON) and not attrs.get("phone"):
                raise serializers.ValidationError("a unit has an office phone", code="missing")
            return attrs

    Principal.prefix = prefix
    return Principal


class Subject(Surrounded):
    prefix = "subject"
    nature = field("subject.nature")
    name = field("subject.name")
    certificate = SubjectCertificate()
    superior = field("subject.superior")
    address = Address()
    remark = field("subject.remark")
    principal = principal("subject.principal")()


class PreApproval(Surrounded):
    prefix = "sites[].pre_approvals[]"
    kind = field("sites[].pre_approvals[].kind")
    number = field("sites[].pre_approvals[].number")


class Site(Surrounded):
    prefix = "sites[]"
    name = field("sites[].name")
    home_url = field("sites[].home_url")
    domains = field("sites[].domains[]")
    ip_only = field("sites[].ip_only")
    addresses = field("sites[].addresses[]")
    languages = field("sites[].languages[]")
    services = field("sites[].services[]")
    pre_approvals = serializers.ListSerializer(child=PreApproval(), required=False, allow_null=True)
    remark = field("sites[].remark")
    principal = principal("sites[].principal")()

    def validate(self, attrs: dict) -> dict:
        if not attrs.get("addresses" if attrs.get("ip_only") else "domains"):
            raise serializers.ValidationError("a site is reached somehow", code="missing")
        return attrs


class Range(Surrounded):
    prefix = "access.ip_ranges[]"
    start = field("access.ip_ranges[].start")
    end = field("access.ip_ranges[].end")


class Access(Surrounded):
    prefix = "access"
    provider = field("access.provider")
    modes = field("access.modes[]")
    server_provinces = field("access.server_provinces[]")
    ip_ranges = Range(many=True, allow_empty=False)


class Filing(serializers.Serializer):
    """A complete filing."""

    subject = Subject()
    sites = Site(many=True, allow_empty=False)
    access = Access()

    def validate(self, attrs: dict) -> dict:
        for rule in DOCUMENT_RULES:
            for place, blanks in rule.check(self.initial_data):
                finding = rule.at(place, blanks)
                if finding.rejects:
                    raise serializers.ValidationError({place: str(finding.text)}, code=finding.code)
                self.context["warnings"].append(finding)
        return attrs


def accepts(document: dict, *, today: date) -> bool:
    """Whether a complete filing is accepted, as a view asks it: a serializer of its own for each."""
    shared = walk.tidy(walk.common(document), today)
    return Filing(data=document, context={"shared": shared, "warnings": []}).is_valid()
