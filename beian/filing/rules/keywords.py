"""Finding keywords that stand as words in running Chinese text: 马上海报 holds no 上海, 创新闻名 no 新闻, 办公安全 no 公安.

An occurrence is no word where the text can be cut inside it into two other words (马上｜海报), or where a longer ordinary word holds all of
it (电视机). overlaps.json holds the words that can overlap a keyword's edges.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from beian.reference.tables import table

_LONGEST = 4
_HOLDERS = re.compile(
    r"人民币|电视机|电视柜|电视盒|文化衫|文化石|中国结|中国象棋|法院路|公安县|政府路|教育路|文化路|新闻路|人民路|中华鲟|中华田园|"
    r"东方红|普洱茶|大理石|白银价|海口味|中山装|中山路|上海路|北京路|南京路|北京烤鸭|哈密瓜|新疆棉|音乐盒|视频线|社区店"
)


class Overlaps(NamedTuple):
    """Words that may end inside a keyword, and words that may begin inside one."""

    left: frozenset[str]
    right: frozenset[str]


@lru_cache(maxsize=1)
def overlaps() -> Overlaps:
    """The overlapping words, read once."""
    raw = json.loads((Path(__file__).parent / "overlaps.json").read_text(encoding="utf-8"))
    return Overlaps(frozenset(raw["left"].split()), frozenset(raw["right"].split()))


def _cut_at(text: str, start: int, cut: int, end: int) -> bool:
    """Whether a word ends at the cut after beginning before start, and another begins there and ends after end."""
    left, right = overlaps()
    before = any(text[begin:cut] in left for begin in range(max(0, cut - _LONGEST), start))
    return before and any(text[cut:stop] in right for stop in range(end + 1, min(len(text), cut + _LONGEST) + 1))


def stands(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is a word there."""
    if any(holder.start() <= start and end <= holder.end() for holder in _HOLDERS.finditer(text)):
        return False
    return not any(_cut_at(text, start, cut, end) for cut in range(start + 1, end))


class Vocabulary:
    """Words to look for in a text, indexed once by their first two characters, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        index: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            index.setdefault(word[:2].lower(), []).append(word)
        self._index = {start: tuple(group) for start, group in index.items()}

    def found(self, text: str) -> Iterator[tuple[str, int]]:
        """The words that stand in the text, with their places, in order of place; the longest one at each."""
        index = self._index
        for start in range(len(text) - 1):
            for word in index.get(text[start : start + 2].lower(), ()):
                if _is_there(text, word, start):
                    yield word, start
                    break

    def first(self, text: str) -> str | None:
        """The first word that stands in the text, or None."""
        return next((word for word, _start in self.found(text)), None)


def _is_there(text: str, word: str, start: int) -> bool:
    """Whether the word begins at that place and stands as a word; Latin ones need no letters beside them."""
    end = start + len(word)
    if text[start:end].lower() != word.lower():
        return False
    if word.isascii():
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        return not any(character.isascii() and character.isalpha() for character in beside)
    return stands(text, start, end)


# Names of places that are ordinary words too: a person decides.
ORDINARY = frozenset(
    "白银 大同 东方 和平 日照 朝阳 长春 安康 普洱 大理 玉树 开封 保定 黄山 中山 海东 海北 海西 大庆 山南 安顺 吉安 泰安 广安 三明 清远 "
    "太原 恩施 松原 通化 临沧 长治 晋城 兴安 那曲 新乡 商丘 宜春 抚顺 锦州 铁岭 昌都 平安 长乐 永康 江门 安阳 大连 湖州 龙岩 金华 宁德 来宾".split()
)


@lru_cache(maxsize=1)
def region_names() -> Vocabulary:
    """Names of provinces and cities, with and without 省, 市, 地区, and full names of counties (三个字 and more)."""
    names = {row.name for row in table("provinces").rows} | {row.flags["short_name"] for row in table("provinces").rows}
    names |= {"台湾", "香港", "澳门"}
    cities = {row.name for row in table("cities").rows if not row.valid_to and "直辖" not in row.name}
    counties = {row.name for row in table("counties").rows if not row.valid_to and not row.flags.get("heading")}
    short = {re.sub(r"(?:市|地区|盟)$", "", name) for name in cities}
    names |= {name for name in cities | counties if len(name) > 2} | {name for name in short if len(name) > 1}
    return Vocabulary(names)


def regions(text: str) -> list[str]:
    """Names of administrative regions that stand in the text, longest first at each place."""
    return [name for name, _start in region_names().found(text)]


def root(region: str) -> str:
    """The name without its kind: 浙江省 → 浙江, 上海市 → 上海."""
    return (
        re.sub(r"(?:壮族自治区|回族自治区|维吾尔自治区|自治区|省|市|县|区)$", "", region) if len(region) > 2 else region
    )
