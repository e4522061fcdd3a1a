"""An accepted document comes out of the owner's form, of a message and of its seal as it went in."""

import json
from datetime import date
from functools import cache
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.http import QueryDict
from django.template import engines
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import html

from beian.filing import canonical, documents, rules, sealing
from beian.filing.documents import FilingDocument
from provider.applications import answers, questions
from provider.applications.forms import page_form, pre_approval_rows
from tests.beian.filing import bad_inputs
from tests.beian.filing.drafts import company, person
from tests.scope.hostile import shown_values

pytestmark = pytest.mark.requirement("B2", "B3")
TODAY = date(2026, 11, 20)
APPLICATION = UUID("01980000-0000-7000-8000-000000000001")
# What the two kinds of owners have in common in these stories, so that the rows' good values fit together.
BASES = {4: company(), 5: person()}
HOMES = (
    ("http://www.example.cn/", ["example.cn"]),
    ("https://例子.中国/首页?页=1&排序=新", ["例子.中国", "example.com.cn"]),
    ("http://xn--fsqu00a.xn--fiqs8s:8080/", ["xn--fsqu00a.xn--fiqs8s"]),
)
OFFERED_CARDS = {2, 7, 11, 14, 30, 41}
PAGE = """{% load pages %}<form method="post">{% fields form %}{% if rows %}
{% formset_rows rows title="审批" add="再加一项" %}{% endif %}</form>"""


def refuses(path: str, value: object, base: dict, **more: object) -> bool:
    context = rules.context_of(base, path, today=TODAY) | more
    return any(one.rejects for one in rules.check_field(path, value, context, today=TODAY))


@cache
def taken(field: str, nature: int) -> tuple:
    """The rows' values of a field, in normal form, that this owner may fill in."""
    path = bad_inputs.FIELDS[field][0][0]
    told = [bad_inputs.value_of(row) for row in bad_inputs.rows() if row["field"] == field]
    values = [rules.normal(path, value) for value in told if isinstance(value, str)]
    return tuple(dict.fromkeys(value for value in values if value and not refuses(path, value, BASES[nature])))


def one_of(field: str, nature: int) -> st.SearchStrategy[str]:
    return st.sampled_from(taken(field, nature))


@cache
def cards() -> tuple[dict, ...]:
    """Certificates of people that a form offers: type and number."""
    rows = [row for row in bad_inputs.rows() if row["field"] == "person.id_number" and row["expected"] == "valid"]
    held = [({"certificate_type": 2} | row.get("context", {}), row["value"]) for row in rows]
    return tuple(
        {"type": context["certificate_type"], "number": rules.normal("subject.certificate.number", number)}
        for context, number in held
        if context["certificate_type"] in OFFERED_CARDS and "today" not in context
    )


def remarks(path: str) -> st.SearchStrategy[str]:
    """Any text that the rules take, lines and all."""
    text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40) | st.text(
        "甲<&\"'\n é", max_size=12
    )
    normal = text.map(lambda value: rules.normal(path, value))
    return normal.filter(lambda value: bool(value.strip()) and not refuses(path, value, BASES[4]))


@st.composite
def principals(draw: st.DrawFn, nature: int) -> dict:
    known = draw(
        st.fixed_dictionaries({name: one_of(f"person.{name}", nature) for name in ("mobile", "phone", "email")})
    )
    known |= {"name": draw(one_of("site.responsible_name", 4)), "certificate": draw(st.sampled_from(cards()))}
    emergency = draw(st.none() | one_of("person.emergency_phone", nature))
    return known | ({"emergency_phone": emergency} if emergency not in (None, known["mobile"]) else {})


@st.composite
def sites(draw: st.DrawFn, nature: int) -> dict:
    home_url, domains = draw(st.sampled_from(HOMES))
    site = {"name": draw(one_of("site.name", nature)), "home_url": home_url, "domains": domains}
    if draw(st.booleans()):
        site |= {
            "ip_only": True,
            "domains": [],
            "addresses": ["1.2.4.8", "2400:3200::1"],
            "home_url": "http://1.2.4.8/",
        }
    site["languages"] = draw(st.lists(st.integers(1, 17), min_size=1, max_size=4, unique=True).map(sorted))
    site["services"] = draw(st.lists(st.sampled_from([6, 8, 24, 33]), min_size=1, max_size=3, unique=True).map(sorted))
    numbers = one_of("site.pre_approval_number", nature)
    held = st.fixed_dictionaries({"kind": st.sampled_from([1, 2, 5, 9, 10]), "number": numbers})
    site["pre_approvals"] = draw(st.lists(held, max_size=2, unique_by=lambda row: row["kind"]))
    return site | ({"remark": draw(remarks("sites.0.remark"))} if draw(st.booleans()) else {})


@st.composite
def accepted(draw: st.DrawFn) -> FilingDocument:
    """A complete document that no rule refuses."""
    nature = draw(st.sampled_from([4, 5]))
    data, principal = json.loads(json.dumps(BASES[nature])), draw(principals(nature))
    subject = data["subject"]
    subject["name"] = draw(
        st.sampled_from(["北京晴川信息技术有限公司", "杭州3721网络科技有限公司", "北京𠮷祥餐饮有限公司"])
    )
    if nature == 5:
        subject |= {"name": principal["name"], "certificate": subject["certificate"] | principal["certificate"]}
    else:
        subject |= {"superior": draw(one_of("subject.superior", 4)), "remark": draw(remarks("subject.remark"))}
    subject["certificate"]["address"] = draw(one_of("subject.credential_address", nature))
    subject["address"] |= {
        "county": draw(st.sampled_from(["110101", "110108"])),
        "detail": draw(one_of("subject.address", nature)),
    }
    subject["principal"] = principal
    other = principal if nature == 5 or draw(st.booleans()) else draw(principals(4))
    data["sites"] = [draw(sites(nature)) | {"principal": other}]
    assume(not any(one.rejects for one in rules.check_document(data, complete=True, today=TODAY)))
    return documents.load(data)


def posted(page: str, shown: FilingDocument) -> QueryDict:
    """What a browser sends of the page that shows this document: every value as it stands in the HTML, lines ended by CR LF."""
    rows = pre_approval_rows(None, shown, TODAY) if page == "site" else None
    form = page_form(page, shown, TODAY)(document=shown, rows=rows)
    drawn = engines["django"].from_string(PAGE).render({"form": form, "rows": rows})
    sent = shown_values(html.fromstring(drawn).xpath("//form")[0])
    ended = {name: _as_sent(value) for name, value in sent.items()}
    return QueryDict(urlencode(ended, doseq=True), mutable=False)


def _as_sent(value: str | list[str]) -> str | list[str]:
    return value if isinstance(value, list) else value.replace("\r\n", "\n").replace("\n", "\r\n")


def saved(page: str, before: FilingDocument, data: QueryDict) -> FilingDocument:
    """The document after this page was sent and kept."""
    rows = pre_approval_rows(data, before, TODAY) if page == "site" else None
    form = page_form(page, before, TODAY)(data, document=before, rows=rows)
    assert form.is_valid() and (rows is None or rows.is_valid()), form.errors
    return answers.changed(before, form.values)


quick = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@quick
@given(accepted())
def test_an_accepted_document_survives_the_form_unchanged(document):
    """Shown on the question pages and sent from there: over itself, and onto a new draft."""
    draft = answers.changed(documents.new(), saved_nature(document))
    for page in questions.pages_of(document):
        if page != "documents":
            data = posted(page, document)
            assert saved(page, document, data) == document
            draft = saved(page, draft, data)
    assert documents.dump(draft)["sites"] == documents.dump(document)["sites"]
    assert draft.subject == document.subject


def saved_nature(document: FilingDocument) -> dict:
    return {"subject.nature": document.subject.nature, "subject.address.province": document.subject.address.province}


@quick
@given(accepted())
def test_an_accepted_document_survives_a_message_unchanged(document):
    data = canonical.canonical(documents.dump(document))
    assert documents.load(canonical.parse(data, exact=True)) == document
    assert canonical.canonical(documents.dump(documents.load(json.loads(data)))) == data


@quick
@given(accepted())
def test_an_accepted_document_survives_its_seal_and_its_verdict_with_it(document):
    where = {"application": APPLICATION, "round": 1, "key": sealing.new_key()}
    sealed = sealing.seal(document, **where)
    told = canonical.parse(canonical.canonical({"document": sealed.open, "sealed": sealed.text}), exact=True)
    opened = sealing.unseal(told["document"], sealing.block_of(told["sealed"]), **where)
    assert opened == document
    assert rules.check_document(documents.dump(opened), today=TODAY) == rules.check_document(
        documents.dump(document), today=TODAY
    )
