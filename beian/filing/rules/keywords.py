"""Finding keywords that stand as words in running Chinese text: 马上海报 holds no 上海, 创新闻名 no 新闻, 办公安全 no 公安.

The text is cut into words by the dictionary of jieba. An occurrence is no word where another word reaches over one of its ends (马上｜海报),
or where a longer ordinary word holds all of it (电视机). Traditional characters and full-width letters count as the ordinary ones.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import ModuleType

from beian.reference.tables import Table, table

# Longer words in which a keyword says nothing of the field, the office or the place.
_HOLDERS = re.compile(
    "人民币|电视机|电视柜|电视盒|电视墙|电视架|文化衫|文化石|文化墙|文化砖|中国结|中国象棋|法院路|公安县|政府路|教育路|文化路|新闻路|人民路|"
    "中华鲟|中华田园|中华绒螯蟹|东方红|普洱茶|大理石|白银价|海口味|中山装|中山路|上海路|北京路|南京路|北京烤鸭|哈密瓜|新疆棉|音乐盒|视频线|社区店|"
    "卫生间|卫生纸|卫生巾|卫生棉|卫生球|卫生筷|卫生洁具|卫生香|医疗器械|三明治|日照灯|日照时间|中央空调|中央厨房|中央处理器|中央公园|"
    "广播体操|广播操|大连锁|金华火腿|德州扑克|天津饭|四川菜|重庆小面|兰州拉面|桂林米粉|柳州螺蛳粉"
)
# Words that the dictionary of 2012 does not know or thinks rarer than they are: such as run over an end of a keyword, and keywords.
_COMMON_WORDS = (
    "海淘 海购 海捕 早教 幼教 家教 育儿 育婴 育苗 育人 视界 湾区 湾景 院线 魔法 国潮 国货 国风 国文 京味 汉服 汉堡 苏绣 沙画 封装 隆重 "
    "庆祝 庆典 阳台 药监 网约车 工信部 卫健委 电子公告"
).split()
_OFTEN = 5000  # how often jieba is to think that it has met them; 海报 has 229, 教育 23,961
_TRADITIONAL = str.maketrans(
    "聞衛藥監視電廣論壇國華務檢關協會學醫療機構業團員聯廠黨東雲貴陝肅寧蘇遼慶龍灣門陽島濟長連瀋無錫揚鎮贛閩瓊陸漢濱爾鐵嶺營煙濰"
    "臨聊萊鄭馬襄樊黃荊張懷廈漳巖韶惠遠揭貴賓瀘綿遂內樂遵義畢節銅寶雞蘭嘉慶隴臺區縣廳際網報",
    "闻卫药监视电广论坛国华务检关协会学医疗机构业团员联厂党东云贵陕肃宁苏辽庆龙湾门阳岛济长连沈无锡扬镇赣闽琼陆汉滨尔铁岭营烟潍"
    "临聊莱郑马襄樊黄荆张怀厦漳岩韶惠远揭贵宾泸绵遂内乐遵义毕节铜宝鸡兰嘉庆陇台区县厅际网报",
)
_WRITTEN = _TRADITIONAL | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@lru_cache(maxsize=1)
def _jieba() -> ModuleType:
    """jieba with our own words; loaded when the first keyword is met, since its dictionary takes a tenth of a second."""
    import rjieba

    for word in _COMMON_WORDS:
        rjieba.add_word(word, _OFTEN, None)
    return rjieba


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a text begin and end."""
    return tuple((start, end) for _word, start, end in _jieba().tokenize(text, "default", False))


def stands(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is a word there."""
    for first, last in _words(text):
        if first < start < last < end or start < first < end < last:
            return False
        if first < start and end < last and _falls_apart(text, first, last, range(start + 1, end)):
            return False
    held = (holder.span() for holder in _HOLDERS.finditer(text))
    return not any(first <= start and end <= last and last - first > end - start for first, last in held)


def _falls_apart(text: str, first: int, last: int, cuts: range) -> bool:
    """Whether a long entry of the dictionary is two words that meet inside the keyword: 隆重｜庆祝."""
    known = _jieba().has_word
    return any(cut - first > 1 and last - cut > 1 and known(text[first:cut]) and known(text[cut:last]) for cut in cuts)


class Vocabulary:
    """Words to look for in a text, indexed once by their first two characters, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        index: dict[str, list[str]] = {}
        for word in sorted((word.translate(_WRITTEN) for word in words), key=len, reverse=True):
            index.setdefault(word[:2].lower(), []).append(word)
        self._index = {start: tuple(group) for start, group in index.items()}
        self._firsts = frozenset(letter for start in index for letter in (start[0], start[0].upper()))

    def found(self, text: str) -> Iterator[tuple[str, int]]:
        """The words that stand in the text, with their places, in order of place; the longest one at each."""
        if not text.isascii():
            text = text.translate(_WRITTEN)
        if self._firsts.isdisjoint(text):
            return
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
    "白银 大同 东方 和平 日照 朝阳 安康 开封 平安 长乐 永康 永安 普洱 玉树 黄山 中山 大庆 兴安 新乡 海东 海西 海北 山南 来宾 长治 泰安".split()
)


def region_names() -> Vocabulary:
    """Names of provinces and cities, with and without 省, 市, 地区, and full names of counties (三个字 and more)."""
    return _region_names(table("provinces"), table("cities"), table("counties"))


@lru_cache(maxsize=64)
def _region_names(provinces: Table, towns: Table, districts: Table) -> Vocabulary:
    names = {row.name for row in provinces.rows} | {row.flags["short_name"] for row in provinces.rows}
    names |= {"台湾", "香港", "澳门"}
    cities = {row.name for row in towns.rows if not row.valid_to and "直辖" not in row.name}
    counties = {row.name for row in districts.rows if not row.valid_to and not row.flags.get("heading")}
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
