"""What a text that should be a name is made of: scripts, signs, web addresses, fillers."""

import re

from beian.filing.identifiers import Invalid, registrable_domain

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"

_HAN = re.compile(f"[{HAN}]")

_LETTER = re.compile(r"[^\W\d_]")

_DOMAIN = re.compile(
    r"(?i)^\s*(?:https?://|www\.)|(?<![\w-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,24})+(?![\w-])|\.(?:com|cn|net|org)\b"
)

_ODD = re.compile(r"""[^\w\s·•．.,，、()（）\[\]【】〔〕《》“”"'’‘&＆+\-—–－/:：!！?？｜|]|_""")

_PLACEHOLDER = re.compile(
    r"(?i)(?:测试|test|demo|无|没有|不详|未知|暂无|待定|单位名称|公司名称|企业|公司|单位|某公司|xx+|n/?a|null|none)+"
)


def has_han(value: str) -> bool:
    """Whether the text holds at least one Chinese character."""
    return _HAN.search(value) is not None


def has_letter(value: str) -> bool:
    """Whether the text holds a letter of any script."""
    return _LETTER.search(value) is not None


def looks_like_domain(value: str) -> bool:
    """Whether the text is or holds a web address."""
    return "." in value and (_DOMAIN.search(value) is not None or _is_domain(value))


def _is_domain(value: str) -> bool:
    """Whether the whole text is a domain in any script: 例子.中国."""
    try:
        registrable_domain(value)
    except Invalid:
        return False
    return True


def is_odd(value: str) -> bool:
    """Whether the text holds signs that stand in no name."""
    return _ODD.search(value) is not None


def is_placeholder(value: str) -> bool:
    """Whether the text only fills the space: 测试, xxx, aaa."""
    bare = value.strip().lower()
    return (len(bare) > 2 and bare == bare[0] * len(bare)) or _PLACEHOLDER.fullmatch(bare) is not None
