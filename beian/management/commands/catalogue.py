"""manage.py catalogue: compares the English catalogue with the texts of the source; --update gathers them anew and compiles.

Texts on screen are Chinese message ids; django.po beside django.mo holds their English. Everything is done by Babel, so that no
gettext has to be installed.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator
from gettext import GNUTranslations
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

APPS = ("beian", "provider", "province", "ministry", "verification", "scoring")
TEMPLATES = "templates"
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
MARKS = {**DEFAULT_KEYWORDS, **LAZY, "gettext_noop": None}
PLACEHOLDER = re.compile(r"%%|%\(\w+\)|%[sd]|\{\w*\}")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
CHINESE = re.compile(rf"{HAN.pattern}|[\u3000-\u303f\uff00-\uffef]")  # with its punctuation
HEADER = "# English texts of the pages. Gathered by `python3 manage.py catalogue --update`; only the msgstr lines are written by hand."


class English(Catalog):
    """A catalogue whose head holds no dates: it changes only when a text does."""

    def __init__(self) -> None:
        super().__init__(locale="en", header_comment=HEADER, fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", "en"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", f"{self.plural_forms}\n"),
        ]


# ---- gathering


def gathered(root: Path) -> English:
    """Every text that the source marks, without English, in the order of the files."""
    found = English()
    for path in sources(root):
        place = path.relative_to(root).as_posix()
        for line, ids, context in texts(path.read_text(encoding="utf-8"), template=path.suffix != ".py"):
            found.add(ids, locations=[(place, line)], context=context)
    return found


def sources(root: Path) -> Iterator[Path]:
    """The apps' Python, migrations aside (they repeat the models), and the templates."""
    for app in APPS:
        yield from (path for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts)
    yield from sorted(path for path in (root / TEMPLATES).rglob("*") if path.suffix in (".html", ".txt"))


def texts(source: str, *, template: bool) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """(line, id or (singular, plural), context) of every marked text. In brackets a template's indentation says nothing to Python."""
    code = f"({templatize(source)})" if template else source
    marks = MARKS if template else {**MARKS, **aliases(source)}
    for line, ids, _comments, context in extract(
        "python", io.BytesIO(code.encode()), marks, options={"encoding": "utf-8"}
    ):
        yield line, ids, context


def aliases(source: str) -> dict:
    """Other names that this module gives to Django's marks: `gettext_lazy as _`."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    names = [name for node in imports if node.module == "django.utils.translation" for name in node.names]
    return {name.asname: MARKS[name.name] for name in names if name.asname and name.name in MARKS}


# ---- the files


def place(root: Path) -> Path:
    """Where django.po stands; django.mo beside it."""
    return root / "beian" / "locale" / "en" / "LC_MESSAGES" / "django.po"


def stored(root: Path) -> Catalog:
    """The catalogue as it was last written; an empty one where there is none yet."""
    if not place(root).exists():
        return English()
    with place(root).open("rb") as file:
        return read_po(file, locale="en")


def translated(gathered: Catalog, known: Catalog) -> Catalog:
    """`gathered` with the English that `known` has for the same text, context and number of forms."""
    for message in entries(gathered):
        old = lookup(known, message)
        if old is not None:
            message.string, message.user_comments = old.string, old.user_comments
            message.flags |= old.flags & {"fuzzy"}
    return gathered


def write(catalog: Catalog, root: Path) -> None:
    """django.po, and django.mo made from it."""
    place(root).parent.mkdir(parents=True, exist_ok=True)
    with place(root).open("wb") as file:
        write_po(file, catalog, width=0, include_lineno=False, ignore_obsolete=True)
    place(root).with_suffix(".mo").write_bytes(compiled(catalog))


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as django.mo holds it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def readings(compiled: bytes) -> dict:
    """What Python's gettext reads from it, without the head."""
    return {text: english for text, english in GNUTranslations(io.BytesIO(compiled))._catalog.items() if text}


# ---- the comparison


def findings(root: Path) -> list[str]:
    """What is wrong, one sentence each; nothing when the catalogue is complete and compiled."""
    wanted, known = gathered(root), stored(root)
    return [
        *(f"missing: {key(message)}" for message in entries(wanted) if not has_english(known, message)),
        *(f"no longer used: {key(message)}" for message in entries(known) if lookup(wanted, message) is None),
        *(f"{fault}: {key(message)}" for message in entries(known) for fault in faults(message)),
        *out_of_step(root, known),
    ]


def out_of_step(root: Path, known: Catalog) -> Iterator[str]:
    """Whether django.mo says something else than django.po."""
    file = place(root).with_suffix(".mo")
    if not file.exists():
        yield f"{file.name} is missing"
    elif readings(file.read_bytes()) != readings(compiled(known)):
        yield f"{file.name} was not compiled from this {place(root).name}"


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one English text. The form for one may leave a placeholder out: “one day left”."""
    *for_one, last = [(text, sorted(PLACEHOLDER.findall(text))) for text in forms(message)]
    wanted = sorted(PLACEHOLDER.findall(key(message)))
    if message.fuzzy:
        yield "marked fuzzy"
    if any(CHINESE.search(PLACEHOLDER.sub("", text)) for text in forms(message)):
        yield "Chinese in the English text"
    if last[0] and last[1] != wanted:
        yield "other placeholders"
    if any(set(held) - set(wanted) for _text, held in for_one):
        yield "other placeholders in the form for one"


def entries(catalog: Catalog) -> Iterable[Message]:
    """The messages without the head."""
    return [message for message in catalog if message.id]


def key(message: Message) -> str:
    """The Chinese text that names the message: of two forms, the first."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    """Its English: one text, or that for one and that for many; empty texts where there is none yet."""
    return [message.string] if isinstance(message.string, str) else [text or "" for text in message.string or ("",)]


def lookup(catalog: Catalog, message: Message) -> Message | None:
    """The same message, with as many forms, in another catalogue."""
    found = catalog.get(key(message), message.context)
    return found if found is not None and found.pluralizable == message.pluralizable else None


def has_english(catalog: Catalog, message: Message) -> bool:
    """Whether every form of it is filled in."""
    found = lookup(catalog, message)
    return found is not None and all(forms(found))


class Command(BaseCommand):
    help = (
        "Compares the English catalogue with the texts of the source; --update gathers the texts anew and compiles it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="say what is wrong and fail (the default)")
        choice.add_argument("--update", action="store_true", help="write django.po and django.mo, then check")

    def handle(self, *args, update: bool = False, **options) -> None:
        root = Path(settings.BASE_DIR)
        if update:
            write(translated(gathered(root), stored(root)), root)
        wrong = findings(root)
        if wrong:
            raise CommandError("\n".join(["The English catalogue is not complete:", *wrong]))
        self.stdout.write(f"{len(entries(stored(root)))} texts, all in English.")
