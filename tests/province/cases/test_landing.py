"""Where the people of a bureau land after signing in, and where they stand after signing out."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A2")]
NODE = "province:11"


@pytest.mark.parametrize(
    ("role", "ends"),
    [
        ("province_reviewer", "queue"),
        ("province_support", "queue"),
        ("province_supervisor", "load"),
        ("province_leader", "load"),
        ("operations", "exchange"),
        ("system_admin", "exchange"),
        ("security_admin", "accounts"),
        ("audit_admin", "audit_log"),
    ],
)
def test_everybody_lands_at_his_work(cast, role, ends):
    page = cast.staff(role, NODE).get(cast.url(NODE, "home"))
    assert page["Location"] == cast.url(NODE, ends)


def test_whoever_signs_out_comes_back_to_the_door(cast, reviewer):
    page = reviewer.post(cast.url(NODE, "sign_out"))
    assert reviewer.get(page["Location"])["Location"].startswith(cast.url(NODE, "staff_sign_in"))
