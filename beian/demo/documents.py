"""Invented filings of every sort: companies, persons and other units in all 31 provinces, with valid check digits and names of nobody.

The same number makes the same filing at every start; names, certificates, numbers and domains of two filings never meet by chance.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from beian.filing.identifiers import certificates
from beian.reference.tables import table

_WORDS = (
    "青禾 云栖 望潮 松间 海棠 朝露 远山 星野 白鹭 新月 听雨 拾光 竹影 鹿鸣 南风 北斗 晴川 芳草 归雁 流萤 "
    "知行 明德 致远 博观 厚朴 清源 启明 和光 同尘 若谷 慕云 扬帆 逐浪 耕读 采薇 蒹葭 木兰 银杏 梧桐 紫藤"
).split()
_TRADES = (
    "软件 信息技术 网络科技 数字科技 电子商务 文化创意 机械设备 生态农业 建筑装饰 物流服务 环保科技 家居用品".split()
)
_TITLES = "产品展示 客户服务 技术支持 在线商城 作品陈列 资料查询 预约服务 企业门户".split()
_PAGES = "随笔 读书笔记 摄影手记 手工日记 编程札记 旅途见闻".split()
_SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章苏潘葛奚范彭郎鲁韦昌马苗凤花方"
_GIVEN = "明远 清和 若水 思齐 文静 志强 晓燕 建军 雨桐 子轩 佳怡 国栋 丽华 海涛 秀兰 振宇 春梅 少杰 玉珍 立新".split()
_AREAS = dict(
    zip(
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split(),
        "010 022 0311 0351 0471 024 0431 0451 021 025 0571 0551 0591 0791 0531 0371 027 0731 020 0771 0898 023 028 0851 "
        "0871 0891 029 0931 0971 0951 0991".split(),
        strict=True,
    )
)
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ENTERPRISE, PERSON = 4, 5


@dataclass(frozen=True)
class Sort:
    """A sort of owner: nature, certificate, the first two characters of its credit code, how its name ends."""

    nature: int
    certificate: int
    authority: str
    endings: tuple[str, ...]


SORTS = (
    Sort(ENTERPRISE, 1, "91", ("有限公司",)),
    Sort(3, 15, "12", ("文化馆", "科技馆", "职业学校")),
    Sort(6, 6, "51", ("爱好者协会", "商会")),
    Sort(9, 36, "52", ("社会工作服务中心",)),
    Sort(10, 19, "53", ("助学基金会",)),
    Sort(11, 21, "31", ("律师事务所",)),
    Sort(17, 38, "12", ("口腔门诊部",)),
)
# Of a hundred owners: companies, persons, others.
_SHARES = (62, 22, 16)


@dataclass(frozen=True)
class Filing:
    """An owner's number, what he files, and the pictures that he hands in (purposes)."""

    mobile: str
    document: dict[str, Any]


def filing(number: int, *, province: str, provider: str, servers: list[str]) -> Filing:
    """The filing of this number (0 … 9999) for a subject of this province, served by this provider (its code) in these provinces."""
    dice = random.Random(f"filing {number}")
    roll = dice.randrange(100)
    mobile = _mobile(dice, number)
    if roll < _SHARES[0]:
        subject = _unit(dice, number, province, SORTS[0], mobile)
    elif roll < _SHARES[0] + _SHARES[1]:
        subject = _person(dice, province, mobile)
    else:
        subject = _unit(dice, number, province, dice.choice(SORTS[1:]), mobile)
    sites = [_site(dice, number, index, subject) for index in range(_many_sites(dice, subject))]
    access = {
        "provider": provider,
        "modes": [dice.choice((1, 2, 3, 5))],
        "server_provinces": servers,
        "ip_ranges": [{"start": f"{_network(number)}.0", "end": f"{_network(number)}.255"}],
    }
    document = {"schema": 1, "kind": "new_filing", "subject": subject, "sites": sites, "access": access}
    return Filing(mobile, document)


def _network(number: int) -> str:
    """A block of 256 public addresses, by its first three parts."""
    return f"{(36, 39, 42, 58, 59, 60, 61, 101, 103, 106)[number % 10]}.{number // 10 % 250 + 1}.{number % 97}"


def _many_sites(dice: random.Random, subject: dict) -> int:
    return 1 if subject["nature"] == PERSON else dice.choice((1, 1, 1, 1, 2, 3))


def _unit(dice: random.Random, number: int, province: str, sort: Sort, mobile: str) -> dict:
    city, county, detail = _place(dice, province)
    name = _unit_name(dice, number, province, sort)
    return {
        "nature": sort.nature,
        "name": name,
        "superior": name,
        "certificate": {
            "type": sort.certificate,
            "number": _credit_code(dice, sort.authority, county),
            "address": _written(province, city, county) + detail,
        },
        "address": {"province": province, "city": city, "county": county, "detail": detail},
        "principal": _principal(dice, province, county, mobile),
    }


def _unit_name(dice: random.Random, number: int, province: str, sort: Sort) -> str:
    """Words by the number, so that no two names meet: 40 × 12 × 4, and the province before it."""
    place = table("provinces").get(province).flags["short_name"]
    word, more = _WORDS[number % 40], _WORDS[(number // 480 + 7 * number + 13) % 40]
    trade = _TRADES[number // 40 % 12] if sort.nature == ENTERPRISE else ""
    return f"{place}{word}{more if more != word else ''}{trade}{dice.choice(sort.endings)}"


def _person(dice: random.Random, province: str, mobile: str) -> dict:
    city, county, detail = _place(dice, province)
    principal = _principal(dice, province, county, mobile)
    address = _written(province, city, county) + detail
    return {
        "nature": PERSON,
        "name": principal["name"],
        "certificate": principal["certificate"] | {"address": address},
        "address": {"province": province, "city": city, "county": county, "detail": detail},
        "principal": principal,
    }


def _principal(dice: random.Random, province: str, county: str, mobile: str) -> dict:
    tag = "".join(dice.choice("bcdfghjkmnpqrstvwxz") for _ in range(7))
    return {
        "name": dice.choice(_SURNAMES) + dice.choice(_GIVEN),
        "certificate": {"type": 2, "number": _resident_id(dice, county)},
        "mobile": mobile,
        "phone": f"{_AREAS[province]}-{dice.randrange(6, 9)}{dice.randrange(10**6, 10**7)}",
        "email": f"{tag}@example.cn",
        "emergency_phone": f"139{int(mobile[3:]):08d}",
    }


def _site(dice: random.Random, number: int, index: int, subject: dict) -> dict:
    tag = "".join(dice.choice("bcdfghjkmnpqrstvwxz") for _ in range(5))
    domain = f"{tag}{number}{'abc'[index]}.{dice.choice(('cn', 'com', 'net', 'com.cn'))}"
    person = subject["nature"] == PERSON
    site = {
        "name": _site_name(dice, index, person),
        "home_url": f"http://www.{domain}/",
        "domains": [domain] + ([f"{tag}{number}.top"] if index == 0 and dice.randrange(8) == 0 else []),
        "languages": [1],
        "services": [6 if person else dice.choice((8, 24, 17))],
        "principal": subject["principal"],
    }
    if not person and dice.randrange(25) == 0:
        address = f"{_network(number)}.{10 * index + dice.randrange(1, 9)}"
        site |= {"domains": [], "ip_only": True, "addresses": [address], "home_url": f"http://{address}/"}
    return site


def _site_name(dice: random.Random, index: int, person: bool) -> str:
    first = dice.randrange(len(_WORDS))
    word = _WORDS[(first + 11 * index) % len(_WORDS)]
    return word + (
        dice.choice(_PAGES) if person else dice.choice(_TITLES) + ("站" if index == 0 else ("厅", "园")[index - 1])
    )


def _mobile(dice: random.Random, number: int) -> str:
    """One per number: the middle comes from the dice, the end from the number, scattered."""
    return f"1{dice.choice(('36', '37', '58', '59', '86'))}{dice.randrange(2000, 9999)}{number * 7919 % 10_000:04d}"


def _credit_code(dice: random.Random, authority: str, county: str) -> str:
    organisation = "MA" + "".join(dice.choice(_LETTERS) for _ in range(6))
    body = authority + county + organisation + certificates.organisation_check(organisation)
    return body + certificates.credit_check(body)


def _resident_id(dice: random.Random, county: str) -> str:
    born = date(1965 + dice.randrange(35), 1 + dice.randrange(12), 1 + dice.randrange(28))
    body = f"{county}{born:%Y%m%d}{dice.randrange(1, 999):03d}"
    return body + certificates.resident_check(body)


@cache
def _counties(province: str) -> list[str]:
    """The counties of a province that are still in force."""
    cities = {row.code for row in table("cities").rows if row.code.startswith(province)}
    return [row.code for row in table("counties").rows if row.code[:4] + "00" in cities and row.valid_to is None]


def _place(dice: random.Random, province: str) -> tuple[str, str, str]:
    """(city, county, street and door)."""
    county = dice.choice(_counties(province))
    street = dice.choice("演示路 样例街 示范大道 例图巷 范本路".split())
    return (
        county[:4] + "00",
        county,
        f"{street}{dice.randrange(1, 300)}号{dice.randrange(1, 20)}号楼{dice.randrange(101, 2900)}室",
    )


def _written(province: str, city: str, county: str) -> str:
    whole = table("provinces").name_of(province)
    middle = table("cities").name_of(city) if province not in ("11", "12", "31", "50") else ""
    return whole + middle + table("counties").name_of(county)
