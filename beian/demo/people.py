"""Who stands on the stage: 31 provinces, twenty invented providers, a person per role. Nobody and nothing here exists."""

from __future__ import annotations

from dataclasses import dataclass

from beian.people.nodes import MINISTRY, prefix_of, tier_of
from beian.reference.tables import table


@dataclass(frozen=True)
class Office:
    """A node to be established: its name, title and province (GB/T 2260, two digits; empty for the ministry)."""

    node: str
    title: str
    province: str


@dataclass(frozen=True)
class Person:
    """A sign-in of the demonstration."""

    node: str
    username: str
    name: str
    role: str

    @property
    def address(self) -> str:
        return f"{prefix_of(self.node)}staff/sign-in/"


_PROVIDERS = (
    ("p01", "京云网络科技有限公司", "11"),
    ("p02", "之江数据服务有限公司", "33"),
    ("p03", "岭南互联接入有限公司", "44"),
    ("p04", "申浦主机托管有限公司", "31"),
    ("p05", "天府云计算有限公司", "51"),
    ("p06", "齐鲁网络服务有限公司", "37"),
    ("p07", "楚天数据中心有限公司", "42"),
    ("p08", "三秦云网有限公司", "61"),
    ("p09", "八闽接入服务有限公司", "35"),
    ("p10", "吴越云主机有限公司", "32"),
    ("p11", "松江网络托管有限公司", "23"),
    ("p12", "辽海信息接入有限公司", "21"),
    ("p13", "中州数据服务有限公司", "41"),
    ("p14", "潇湘云服务有限公司", "43"),
    ("p15", "滇池网络科技有限公司", "53"),
    ("p16", "天山云接入有限公司", "65"),
    ("p17", "巴渝主机服务有限公司", "50"),
    ("p18", "徽州数据科技有限公司", "34"),
    ("p19", "津门云网有限公司", "12"),
    ("p20", "琼崖互联有限公司", "46"),
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "敏静磊洋勇杰娟涛明超霞平刚英慧宁琳博"
_STAFF = {
    "ministry": (
        "ministry_analyst",
        "ministry_supervisor",
        "filing_centre",
        "operations",
        "system_admin",
        "security_admin",
        "audit_admin",
    ),
    "province": (
        "province_reviewer",
        "province_supervisor",
        "province_leader",
        "province_support",
        "operations",
        "system_admin",
        "security_admin",
        "audit_admin",
        "province_reviewer",
    ),
    "provider": (
        "provider_clerk",
        "provider_verifier",
        "provider_admin",
        "system_admin",
        "security_admin",
        "audit_admin",
    ),
}


def offices() -> list[Office]:
    """The ministry, the 31 bureaus, the providers."""
    bureaus = [Office(f"province:{row.code}", row.flags["bureau"], row.code) for row in table("provinces").rows]
    providers = [Office(f"provider:{code}", title, province) for code, title, province in _PROVIDERS]
    return [Office(MINISTRY, "工业和信息化部", ""), *bureaus, *providers]


def staff(office: Office) -> list[Person]:
    """One person per role of the office's tier, two who review; the same names at every start."""
    everybody: list[Person] = []
    for place, role in enumerate(_STAFF[tier_of(office.node)]):
        username = role.rpartition("_")[2] if role.startswith(tier_of(office.node)) else role
        again = 1 + sum(person.role == role for person in everybody)
        everybody.append(Person(office.node, f"{username}{again if again > 1 else ''}", _name(office, place), role))
    return everybody


def _name(office: Office, place: int) -> str:
    surname = _SURNAMES[(sum(office.node.encode()) + 7 * place) % len(_SURNAMES)]
    return surname + _GIVEN[(sum(office.node.encode()) + 11 * place) % len(_GIVEN)]
