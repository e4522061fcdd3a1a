"""The demonstration's mailbox page: one address, what came in for it, and only where it is switched on."""

import pytest

from tests.beian.notices.stories import HERE, MOBILE, delivered, tell

pytestmark = pytest.mark.django_db


def test_the_page_shows_what_came_in_for_exactly_this_number_newest_first(cast, mailbox, client):
    tell("precheck_passed", event="1")
    delivered()
    tell("precheck_failed", event="2")
    tell("submitted", event="3", to="13900139000")
    delivered()
    page = client.post(cast.url(HERE, "mailbox"), {"address": f" {MOBILE} "}).content.decode()
    assert page.index("未通过预核验") < page.index("已通过预核验")
    assert "已收到" not in page


def test_it_says_that_it_is_a_demonstration_and_shows_nothing_without_an_address(cast, mailbox, client):
    tell()
    delivered()
    response = client.get(cast.url(HERE, "mailbox"))
    assert response.status_code == 200
    assert "演示环境" in response.content.decode() and "预核验" not in response.content.decode()


def test_an_unknown_address_is_told_so_and_an_empty_one_refused(cast, mailbox, client):
    assert "没有收到消息" in client.post(cast.url(HERE, "mailbox"), {"address": "13700137000"}).content.decode()
    response = client.post(cast.url(HERE, "mailbox"), {"address": ""})
    assert response.status_code == 422 and "请填写手机号码或电子邮箱" in response.content.decode()


@pytest.mark.parametrize("node", ["provider:p01", "province:11", "ministry"])
def test_each_node_has_its_own(cast, mailbox, client, node):
    tell()
    delivered()
    page = client.post(cast.url(node, "mailbox"), {"address": MOBILE}).content.decode()
    assert ("已通过预核验" in page) == (node == HERE)


@pytest.mark.requirement("Q3")
def test_it_does_not_exist_where_it_is_not_switched_on(cast, mailbox, client, settings):
    tell()
    delivered()
    settings.MAILBOX = False
    assert client.get(cast.url(HERE, "mailbox")).status_code == 404
    assert client.post(cast.url(HERE, "mailbox"), {"address": MOBILE}).status_code == 404


def test_markup_in_a_text_is_shown_not_obeyed(cast, mailbox, client):
    tell("application_returned", params={"reason": "<script>alert(1)</script>"})
    delivered()
    assert "<script>alert" not in client.post(cast.url(HERE, "mailbox"), {"address": MOBILE}).content.decode()
