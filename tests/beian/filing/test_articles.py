"""An article is cited by the name of its document, never by the short form that the code keeps."""

import pytest
from django.utils import translation

from beian.filing import articles, items, reasons


@pytest.mark.parametrize(
    ("short", "said"),
    [
        ("P10 二(二)1(5)", "《网站备案信息真实性核验工作方案（试行）》二(二)1(5)"),
        ("R20(1)", "《互联网站备案管理工作细则》第二十条(1)"),
        (
            "R2; P09 附件3二(八)",
            "《互联网站备案管理工作细则》第二条；《关于加强互联网站备案管理的工作方案》附件3二(八)",
        ),
        ("R14(11)", "《互联网站备案管理工作细则》第十四条(11)"),
        ("R 附件1 二(一)", "《互联网站备案管理工作细则》附件1 二(一)"),
        ("接口 3.0 增项", "接口 3.0 增项"),
        ("", ""),
    ],
)
def test_a_short_form_is_cited_by_its_document(short, said):
    assert articles.cited(short) == said


def test_no_item_and_no_reason_shows_a_short_form():
    kept = [item.article for item in items.ITEMS] + [reason.article for reason in reasons.REASONS.values()]
    assert all("《" in articles.cited(short) for short in kept if not short.startswith("接口"))


def test_an_english_page_counts_articles_in_digits():
    with translation.override("en"):
        assert "20" in articles.cited("R20(1)")
