"""Masked forms of personal values, for pages and for the open part of a document. They take any text and never raise."""


def mask_name(value: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧***; nothing stays nothing."""
    return value[:1] + "*" * (len(value) - 1) if len(value) > 1 else "*" * len(value)


def mask_number(value: str) -> str:
    """11010519491231002X → 1101**********002X; of eight characters or fewer only the first one stays."""
    if len(value) <= 8:
        return mask_name(value)
    return value[:4] + "*" * (len(value) - 8) + value[-4:]


def mask_mobile(value: str) -> str:
    """13800138000 → 138****8000; an office phone keeps its area code and last two digits."""
    if len(value) == 11 and value.isdigit():
        return f"{value[:3]}****{value[-4:]}"
    area, dash, rest = value.partition("-")
    if not dash:
        return mask_number(value)
    return f"{area}-{'*' * max(len(rest) - 2, 0)}{rest[-2:] if len(rest) > 2 else ''}"


def mask_email(value: str) -> str:
    """zhangsan@example.cn → z*******@example.cn."""
    local, at, domain = value.rpartition("@")
    return f"{mask_name(local)}@{domain}" if at else mask_name(value)


def mask_address(value: str) -> str:
    """The first six characters (province and city) stay, the rest is hidden without showing its length."""
    return value[:6] + "***" if len(value) > 6 else "*" * len(value)
