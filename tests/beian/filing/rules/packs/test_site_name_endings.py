"""A person's site is called …的个人博客, where the bureau says so."""

import pytest

from tests.beian.filing.rules.packs.trial import asked, changed, company, person, places, row

NAME = "sites.0.name"
RULE = row("site_name_endings", endings=["的个人博客", "的个人主页", "Blog"])


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("小满的个人博客", False),
        ("小满的个人主页 ", False),
        ("小满 BLOG", False),
        ("小满的博客", True),
        ("的个人博客", True),
        ("小满的个人博客站", True),
    ],
)
def test_one_of_the_endings_closes_the_name(name, refused):
    assert asked(NAME, name, RULE, nature=5) is refused


def test_persons_only_unless_the_bureau_says_otherwise():
    assert places(person(), RULE) == {NAME} and places(company(), RULE) == set()
    assert places(company(), row("site_name_endings", endings=["官网"], natures=[])) == set()
    assert places(
        changed(company(), sites__0__name="某某"), row("site_name_endings", endings=["官网"], natures=[])
    ) == {NAME}
