"""How places are called where people read them."""

from beian.reference.tables import table

# Their city level says no more than “districts” and “counties” (GB/T 2260); people know the municipality itself by that place.
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


def city(code: str, language: str = "zh-hans") -> str:
    """The name of a city's code; of a municipality's city level, the municipality: 北京市 for 110100."""
    if code[:2] in MUNICIPALITIES:
        return table("provinces").name_of(code[:2], language)
    return table("cities").name_of(code, language)


def place(city_code: str | None, county_code: str | None, language: str = "zh-hans") -> str:
    """City and county in one line, what is unknown left out: 北京市 海淀区."""
    names = [
        city(city_code, language) if city_code else "",
        county_code and table("counties").name_of(county_code, language),
    ]
    return " ".join(name for name in names if name)
