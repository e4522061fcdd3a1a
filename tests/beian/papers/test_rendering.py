"""Papers are written from data alone: a text of a record is never source, and what nobody sees does not stand in a paper."""

import io
import json
import re

import pytest
from django.utils import timezone
from PIL import Image

from beian import papers
from beian.papers import rendering
from tests.beian.papers import plain

HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.1.0": *',
    "#panic()",
    "$x^2$ *bold* _it_ `raw` <label> @ref = head \\ // /* #set page(width: 1pt)",
    '"]#pagebreak()[',
    "\u202e倒写\u202c",
    "零\u200b宽",
    "a\x00b\x07c",
    "\ud800",
    "龘𠮷𪚥",
    "长" * 5000,
    "w" * 5000,
    "\n" * 40,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_comes_out_as_text(text):
    pdf = plain.paper(text)
    assert pdf.startswith(b"%PDF-") and b"root:" not in pdf
    assert rendering.pages_of(pdf) >= 1


def test_what_nobody_sees_is_shown_by_its_number():
    told = rendering.seen({"a": ["\u202eb\x00c", {"d": "好\n𠮷 é"}], "n": 3, "e": "\ud83d"})
    assert told == {"a": ["⟦202E⟧b⟦0000⟧c", {"d": "好\n𠮷 é"}], "n": 3, "e": "⟦D83D⟧"}
    assert json.dumps(told)


def test_a_template_reads_nothing_outside_its_folder():
    for source in (b'#read("../../manage.py")', b'#read("/../../manage.py")', b'#import "@preview/cetz:0.3.0": *'):
        with pytest.raises(papers.PaperRefused):
            rendering.written(source, {})


def test_a_paper_of_another_length_is_refused():
    with pytest.raises(papers.PaperRefused, match="pages instead of 1"):
        papers.render("agreement", _agreement("长" * 9000), pages=1)


def test_equal_data_make_equal_bytes_and_the_moment_stands_in_the_file():
    now = timezone.now()
    made = [papers.render("agreement", _agreement("甲"), pages=1, made_at=now) for _time in range(2)]
    assert made[0] == made[1]
    assert made[0] != papers.render("agreement", _agreement("乙"), pages=1, made_at=now)


def test_rare_names_are_drawn_or_told_by_number():
    """Names of people hold characters that many fonts lack; none becomes an empty box."""
    assert rendering.seen("龘𠮷㛃䶮") == "龘𠮷㛃䶮"
    assert rendering.seen("王\U00030edd") == "王⟦30EDD⟧"
    assert rendering.seen("\ue000") == "⟦E000⟧"


def test_the_font_is_inside():
    """A reader without Chinese fonts shows the same page."""
    pdf = plain.paper("龘𠮷核验")
    assert b"NotoSansCJK" in pdf and b"/FontFile3" in pdf


def test_a_qr_code_is_a_drawing():
    drawn = papers.qr("https://beian.example.cn/provider/p01/papers/verify/?number=20261123-3F9A21C45B0E")
    assert drawn.startswith("<svg") and "script" not in drawn and re.search(r"<path", drawn)


def test_a_picture_is_made_small():
    kept = io.BytesIO()
    Image.effect_noise((800, 600), 40).convert("RGB").save(kept, "JPEG", quality=95)
    drawn = papers.picture(kept.getvalue())
    assert drawn.startswith("<svg") and len(drawn) < len(kept.getvalue()) / 2
    assert 'width="400" height="300"' in drawn


def _agreement(text: str) -> dict:
    words = {name: text if name == "preface" else name for name in _NAMES}
    texts = {
        name: "—"
        for name in (
            "number",
            "digest",
            "address",
            "owner",
            "provider",
            "truth",
            "signer",
            "capacity",
            "signed_at",
            "witness",
        )
    }
    return texts | {"draft": False, "words": words, "form": 1, "qr": papers.qr("x"), "of_owner": [], "of_provider": []}


_NAMES = (
    "title party_owner party_provider preface heading_owner heading_provider heading_truth closing label_signer label_capacity "
    "label_signed_at label_witness label_seal footer"
).split()
