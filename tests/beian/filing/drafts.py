"""Filing documents for tests: one whole filing of a company, one of a person, and hypothesis strategies for drafts of any shape."""

import copy

from hypothesis import strategies as st

from beian.filing import documents

PRINCIPAL = {
    "name": "王建国",
    "certificate": {"type": 2, "number": "11010519491231002X"},
    "mobile": "13800138000",
    "phone": "010-66012345",
    "email": "wangjianguo@example.cn",
    "emergency_phone": "13900139000",
}


def company() -> dict:
    return {
        "schema": 1,
        "kind": "new_filing",
        "subject": {
            "nature": 4,
            "name": "北京某某科技有限公司",
            "certificate": {"type": 1, "number": "91350100M000100Y43", "address": "北京市海淀区中关村大街27号"},
            "address": {"province": "11", "city": "110100", "county": "110108", "detail": "西直门外大街18号金贸大厦"},
            "principal": copy.deepcopy(PRINCIPAL),
        },
        "sites": [
            {
                "name": "某某科技官网",
                "home_url": "http://www.example.cn/",
                "domains": ["example.cn"],
                "languages": [1],
                "services": [28],
                "principal": copy.deepcopy(PRINCIPAL),
            }
        ],
        "access": {
            "provider": "p01",
            "modes": [5],
            "server_provinces": ["11"],
            "ip_ranges": [{"start": "1.2.4.0", "end": "1.2.4.255"}],
        },
    }


def person() -> dict:
    data = company()
    data["subject"] |= {"nature": 5, "name": "赵小满"}
    data["subject"]["certificate"] |= {"type": 2, "number": "11010519491231002X"}
    return data


# What may stand in a text: anything printable that UTF-8 can carry.
characters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
codes = st.integers(1, 2**62)


def texts(longest: int = 40) -> st.SearchStrategy[str]:
    return st.text(characters, min_size=1, max_size=longest)


def part(**items: st.SearchStrategy) -> st.SearchStrategy[dict]:
    """A part of the document in which each item may be there or not."""
    return st.fixed_dictionaries({}, optional=items)


def principals(text: st.SearchStrategy[str]) -> st.SearchStrategy[dict]:
    return part(
        name=text,
        certificate=part(type=codes, number=text),
        mobile=text,
        phone=text,
        email=st.one_of(text, st.builds("{}@{}".format, text, st.just("example.cn"))),
        emergency_phone=text,
    )


ANY_TEXT = texts()


def drafts(
    personal: st.SearchStrategy[str] = ANY_TEXT, open_text: st.SearchStrategy[str] = ANY_TEXT
) -> st.SearchStrategy:
    """Drafts; personal items drawn from one strategy and the others from another."""
    lists = {"max_size": 3}
    subject = part(
        nature=st.sampled_from([4, 5, 6]),
        name=personal,
        certificate=part(type=codes, number=personal, address=personal),
        superior=open_text,
        address=part(
            province=st.sampled_from(["11", "33"]),
            city=st.sampled_from(["110100", "330100"]),
            county=st.just("110108"),
            detail=personal,
        ),
        remark=open_text,
        principal=principals(personal),
    )
    site = part(
        name=open_text,
        home_url=open_text,
        domains=st.lists(open_text, **lists),
        ip_only=st.booleans(),
        addresses=st.lists(open_text, **lists),
        languages=st.lists(codes, **lists),
        services=st.lists(codes, **lists),
        pre_approvals=st.lists(part(kind=codes, number=open_text), **lists),
        remark=open_text,
        principal=principals(personal),
    )
    access = part(
        provider=open_text,
        modes=st.lists(codes, **lists),
        server_provinces=st.lists(st.sampled_from(["11", "33"]), **lists),
        ip_ranges=st.lists(part(start=open_text, end=open_text), **lists),
    )
    whole = st.fixed_dictionaries(
        {"schema": st.just(1), "kind": st.just("new_filing")},
        optional={"subject": subject, "sites": st.lists(site, max_size=2), "access": access},
    )
    return whole.map(documents.load)
