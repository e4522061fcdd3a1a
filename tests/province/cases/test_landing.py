"""Where the people of a bureau land after signing in, and where they stand after signing out."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A2")]
NODE = "province:11"


@pytest.mark.parametrize(
    ("role", "ends"),
    [
        ("province_reviewer", "queue"),
        ("province_leader", "queue"),
        ("operations", "exchange"),
        ("system_admin", "exchange"),
    ],
)
def test_everybody_lands_at_his_work(cast, role, ends):
    page = cast.staff(role, NODE).get(cast.url(NODE, "home"))
    assert page["Location"] == cast.url(NODE, ends)


@pytest.mark.parametrize("role", ["security_admin", "audit_admin"])
def test_an_administrator_without_work_is_told_so(cast, role):
    assert "现在没有需要这一角色处理的事项" in cast.staff(role, NODE).get(cast.url(NODE, "home")).content.decode()


def test_whoever_signs_out_comes_back_to_the_door(cast, reviewer):
    page = reviewer.post(cast.url(NODE, "sign_out"))
    assert reviewer.get(page["Location"])["Location"].startswith(cast.url(NODE, "staff_sign_in"))
