"""Every text on screen has its English, the compiled catalogue says the same, and what is wrong is named."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from beian.management.commands import catalogue

ROOT = Path(settings.BASE_DIR)
MARKS = {
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "gettext_noop",
}


def found(source, *, template=False):
    return {(ids, context) for _line, ids, context in catalogue.texts(source, template=template)}


# ---- the catalogue of this checkout


def test_the_catalogue_is_complete_and_compiled():
    assert catalogue.findings(ROOT) == []


def test_every_literal_that_a_module_marks_is_gathered():
    """Read once more by another way: Python's own parser."""
    known = catalogue.gathered(ROOT)
    marked = [(path, text) for path in catalogue.sources(ROOT) if path.suffix == ".py" for text in _literals(path)]
    assert len(marked) > 600
    assert [(str(path), text) for path, text in marked if text is None or known.get(text) is None] == []


def _literals(path):
    """The text of every call of a mark, behind its context if it has one; None where it is no literal, so that nobody could gather it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        name.asname or name.name: int(name.name.startswith(("pgettext", "npgettext")))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in MARKS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            text = node.args[names[node.func.id]]
            yield text.value if isinstance(text, ast.Constant) else None


def test_no_template_holds_chinese_that_nobody_can_translate():
    """Whatever is no translation tag is shown as it stands; the switch to Chinese names itself."""
    from django.template.base import Lexer, TokenType

    left = []
    for path in (path for path in catalogue.sources(ROOT) if path.suffix != ".py"):
        within = False
        for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
            if token.token_type == TokenType.BLOCK and "blocktranslate" in token.contents.split()[0]:
                within = not token.contents.startswith("end")
            elif token.token_type == TokenType.TEXT and not within and catalogue.HAN.search(token.contents):
                left.append((path.name, token.contents.strip()))
    assert [name for name, _text in left] == ["header.html"], left


def test_english_has_one_form_for_one_and_one_for_many():
    with translation.override("en"):
        one, many = (translation.ngettext("有 %(n)s 处需要修改", "有 %(n)s 处需要修改", n) for n in (1, 2))
    assert one != many


# ---- what is gathered


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('from x import gettext as _\n_("一")', {("一", None)}),
        ('_("一" "二"\n   "三")', {("一二三", None)}),
        ('_(\n    "一"  # why\n    "二",\n)', {("一二", None)}),
        ('from django.utils.translation import gettext_lazy as say\nsay("一")', {("一", None)}),
        ('gettext_lazy("一")', {("一", None)}),
        ('ngettext("%(n)d 件", "%(n)d 件们", n)', {(("%(n)d 件", "%(n)d 件们"), None)}),
        ('ngettext_lazy("一", "二", "n")', {(("一", "二"), None)}),
        ('pgettext("门", "开")', {("开", "门")}),
        ('npgettext("门", "开", "开们", n)', {(("开", "开们"), "门")}),
        ('_("共 %(n)s 件，%(what)s") % {"n": 1, "what": _("二")}', {("共 %(n)s 件，%(what)s", None), ("二", None)}),
        ('class A:\n    label = dict(a=_("一"), b=[_("二")])', {("一", None), ("二", None)}),
        ('"""_("不是")"""\n# _("也不是")\n"不标记"', set()),
    ],
)
def test_a_module_says_what_it_marks(source, expected):
    assert found(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p>{% translate "一" %}</p>', {("一", None)}),
        ("{% trans '一' as words %}", {("一", None)}),
        ('{% translate "开" context "门" %}', {("开", "门")}),
        ('{% translate "400% 大" %}', {("400%% 大", None)}),
        ("{% blocktranslate with n=x|length %}共 {{ n }} 件{% endblocktranslate %}", {("共 %(n)s 件", None)}),
        ("{% blocktranslate trimmed %}\n   一\n   二\n{% endblocktranslate %}", {("一 二", None)}),
        (
            "{% blocktranslate asvar a count n=x %}{{ n }} 件{% plural %}{{ n }} 件们{% endblocktranslate %}",
            {(("%(n)s 件", "%(n)s 件们"), None)},
        ),
        ('{% blocktranslate context "门" %}开{% endblocktranslate %}', {("开", "门")}),
        (
            '{% badge _("一") "warning" %}{{ _("二") }}{{ x|default:_("三") }}',
            {("一", None), ("二", None), ("三", None)},
        ),
        ("      {% if a %}\n  {% translate '一' %}\n {% endif %}\n     <b>(</b> )) ' \" 不标记", {("一", None)}),
        ('{# {% translate "不是" %} #}{% comment %}{% translate "也不是" %}{% endcomment %}', set()),
    ],
)
def test_a_template_says_what_it_marks(source, expected):
    assert found(source, template=True) == expected


# ---- a small project of its own


@pytest.fixture
def project(tmp_path):
    """Two texts, of which one is in a template, gathered and translated."""
    (tmp_path / "beian").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "beian" / "words.py").write_text('_("共 %(n)s 件")\nngettext("{n} 天", "{n} 天", n)\n')
    (tmp_path / "templates" / "page.html").write_text('{% translate "首页" %}')
    english = {"共 %(n)s 件": "%(n)s in all", "{n} 天": ("one day", "{n} days"), "首页": "Home"}
    return say(tmp_path, english)


def say(root, english):
    """Gather, with this English on top of what is known."""
    found = catalogue.translated(catalogue.gathered(root), catalogue.stored(root))
    for message in catalogue.entries(found):
        message.string = english.get(catalogue.key(message), message.string)
    catalogue.write(found, root)
    return root


def test_a_complete_project_has_no_findings(project):
    assert catalogue.findings(project) == []


def test_a_new_text_is_missing_and_an_old_one_no_longer_used(project):
    (project / "templates" / "page.html").write_text('{% translate "起始页" %}')
    assert catalogue.findings(project) == ["missing: 起始页", "no longer used: 首页"]


def test_gathering_anew_keeps_the_english_and_drops_what_is_obsolete(project):
    (project / "templates" / "page.html").write_text('{% translate "起始页" %}')
    say(project, {"起始页": "Start"})
    assert catalogue.findings(project) == []
    written = catalogue.place(project).read_text()
    assert "%(n)s in all" in written
    assert "首页" not in written


def test_gathering_twice_writes_the_same_bytes(project):
    files = [catalogue.place(project), catalogue.place(project).with_suffix(".mo")]
    before = [file.read_bytes() for file in files]
    say(project, {})
    assert [file.read_bytes() for file in files] == before


def test_a_text_that_becomes_countable_asks_for_both_forms(project):
    (project / "templates" / "page.html").write_text(
        "{% blocktranslate count n=1 %}首页{% plural %}首页{% endblocktranslate %}"
    )
    say(project, {})
    assert catalogue.findings(project) == ["missing: 首页"]


@pytest.mark.parametrize(
    ("text", "english", "finding"),
    [
        ("首页", "Home 页", "Chinese in the English text: 首页"),
        ("首页", "Home：", "Chinese in the English text: 首页"),
        ("共 %(n)s 件", "%(m)s in all", "other placeholders: 共 %(n)s 件"),
        ("共 %(n)s 件", "in all", "other placeholders: 共 %(n)s 件"),
        ("{n} 天", ("one day", "{m} days"), "other placeholders: {n} 天"),
        ("{n} 天", ("{m} day", "{n} days"), "other placeholders in the form for one: {n} 天"),
        ("{n} 天", ("one day", ""), "missing: {n} 天"),
    ],
)
def test_a_bad_english_text_is_named(project, text, english, finding):
    say(project, {text: english})
    assert catalogue.findings(project) == [finding]


def test_a_fuzzy_text_is_named(project):
    place = catalogue.place(project)
    place.write_text(place.read_text().replace('msgid "首页"', '#, fuzzy\nmsgid "首页"'))
    assert "marked fuzzy: 首页" in catalogue.findings(project)


def test_a_compiled_file_that_is_behind_or_absent_is_named(project):
    place = catalogue.place(project)
    place.write_text(place.read_text().replace("Home", "Start"))
    assert catalogue.findings(project) == ["django.mo was not compiled from this django.po"]
    place.with_suffix(".mo").unlink()
    assert catalogue.findings(project) == ["django.mo is missing"]
