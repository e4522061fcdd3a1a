"""Rule packs: what a province asks for on top of the national rules, as rows of data that its bureau edits.

A row names one of TEMPLATES, a closed list, and fills its parameters; nobody types code or patterns. A pack can only add findings. The rows
stand in the table `rules.33` (beian.reference.tables.rule_pack): code, name (the sentence shown; empty: the template's own), validity,
source (the article or notice cited) and flags: on, template, params, severity, suggestion, suggestion_en.
"""

from beian.filing.rules.packs.engine import check_pack, check_value, in_force, pack_of
from beian.filing.rules.packs.forms import Field, form_of, read_form
from beian.filing.rules.packs.hits import Hit, hits
from beian.filing.rules.packs.rows import MOST_ROWS, Problem, problems
from beian.filing.rules.packs.template import Template
from beian.filing.rules.packs.templates import TEMPLATES, template_of

__all__ = [
    "MOST_ROWS",
    "TEMPLATES",
    "Field",
    "Hit",
    "Problem",
    "Template",
    "check_pack",
    "check_value",
    "form_of",
    "hits",
    "in_force",
    "pack_of",
    "problems",
    "read_form",
    "template_of",
]
