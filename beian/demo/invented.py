"""An invented site owner: every number has valid check digits and belongs to nobody."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from datetime import date

from PIL import Image, ImageDraw

from beian.filing.identifiers import certificates

_WORDS = ("青禾", "云栖", "望潮", "松间", "海棠", "朝露", "远山", "星野", "白鹭", "新月")
_TRADES = ("软件", "信息技术", "网络科技", "数字科技")
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Owner:
    """A company in Beijing with its legal representative as principal."""

    name: str
    credit_code: str
    principal: str
    resident_id: str
    mobile: str
    email: str
    site_name: str
    domain: str


def owner(seed: str) -> Owner:
    """The same seed makes the same company; another seed another one."""
    dice = random.Random(seed)
    word, trade = dice.choice(_WORDS), dice.choice(_TRADES)
    tag = "".join(dice.choice("bcdfghjkmnpqrstvwxz") for _ in range(8))
    return Owner(
        name=f"北京{word}{trade}有限公司",
        credit_code=_credit_code(dice),
        principal=dice.choice("赵钱孙李周吴郑王") + dice.choice(("明远", "清和", "若水", "思齐")),
        resident_id=_resident_id(dice),
        mobile="138" + "".join(str(dice.randrange(10)) for _ in range(8)),
        email=f"{tag}@example.cn",
        site_name=f"{word}产品展示站",
        domain=f"{tag}-yanshi.cn",
    )


def _credit_code(dice: random.Random) -> str:
    organisation = "MA" + "".join(dice.choice(_LETTERS) for _ in range(6))
    body = "91110108" + organisation + certificates.organisation_check(organisation)
    return body + certificates.credit_check(body)


def _resident_id(dice: random.Random) -> str:
    born = date(1970 + dice.randrange(30), 1 + dice.randrange(12), 1 + dice.randrange(28))
    body = f"110108{born:%Y%m%d}{dice.randrange(1, 999):03d}"
    return body + certificates.resident_check(body)


def paper(text: str, size: tuple[int, int] = (1000, 700)) -> bytes:
    """A picture that stands for a certificate or a photo: a frame, a grid, and a note that it is invented. JPEG bytes."""
    picture = Image.new("RGB", size, (236, 242, 250))
    draw = ImageDraw.Draw(picture)
    for x in range(0, size[0], 40):
        draw.line([(x, 0), (x, size[1])], fill=(214, 226, 242))
    draw.rectangle([8, 8, size[0] - 9, size[1] - 9], outline=(22, 82, 160), width=6)
    draw.ellipse([size[0] // 2 - 90, size[1] // 2 - 130, size[0] // 2 + 90, size[1] // 2 + 50], fill=(226, 196, 170))
    draw.text((40, 40), f"SAMPLE  {text}", fill=(22, 82, 160))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
