"""The checkout as the rules read it: which room a file belongs to, and what its code and templates name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Field, Model

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

# Lowest first. A room imports only rooms before it.
ROOMS = (
    *("foundation", "people", "incidents", "rankless", "lessons"),
    *("stories", "tallies", "exports", "reminders", "overview"),
)
PROJECT = "debrief"

# Calls whose words are names of fields and relations.
QUERY_WORDS = {
    *(
        "filter",
        "exclude",
        "get",
        "values",
        "values_list",
        "order_by",
        "only",
        "defer",
        "distinct",
        "alias",
        "annotate",
    ),
    *(
        "select_related",
        "prefetch_related",
        "aggregate",
        "update",
        "dates",
        "datetimes",
        "in_bulk",
        "earliest",
        "latest",
    ),
    *(
        "Q",
        "F",
        "OuterRef",
        "Prefetch",
        "Count",
        "Sum",
        "Max",
        "Min",
        "Avg",
        "Exists",
        "getattr",
        "hasattr",
        "attrgetter",
    ),
}


@dataclass(frozen=True)
class Use:
    """One name at one place."""

    name: str
    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.name}"


def above(room: str) -> set[str]:
    """What `room` must not know; the project stands above all."""
    return {*ROOMS[ROOMS.index(room) + 1 :], PROJECT}


def python_files(room: str) -> list[Path]:
    return sorted(path for path in (ROOT / room).rglob("*.py"))


def product_files() -> list[Path]:
    """Every Python file of the product itself, generated migrations aside."""
    files = [path for room in (PROJECT, *ROOMS) for path in python_files(room)]
    return [*sorted(ROOT.glob("*.py")), *(path for path in files if "migrations" not in path.parts)]


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def templates_of(room: str) -> list[Path]:
    """A room's own templates; those of sign-in belong to people, those that frame every page to the foundation."""
    return [path for path in templates() if _room_of_template(path) == room]


def _room_of_template(path: Path) -> str:
    folder = path.relative_to(TEMPLATES).parts[0]
    if folder in {"account", "allauth", "registration"}:
        return "people"
    return folder if folder in ROOMS else "foundation"


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imports(path: Path) -> Iterator[Use]:
    """Every module and member that a file imports, inside functions too, relative ones made whole."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Use(alias.name, path, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join((*package[: len(package) - node.level + 1], node.module or "")) if node.level else node.module
            )
            for alias in node.names:
                yield Use(f"{str(base).strip('.')}.{alias.name}", path, node.lineno)


def strings(path: Path) -> Iterator[Use]:
    """Every piece of text in the code that is not a docstring."""
    module = tree(path)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield Use(node.value, path, node.lineno)


def identifiers(path: Path) -> Iterator[Use]:
    """Every name in the code: variables, attributes, arguments, keywords, what is defined and what is imported."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield Use(name, path, node.lineno)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield Use(name, path, node.lineno)
            case ast.keyword(arg=str(name)):
                yield Use(name, path, node.lineno)
            case ast.alias(name=name):
                yield from (Use(part, path, node.lineno) for part in name.split("."))


def relation_names(path: Path) -> Iterator[Use]:
    """Every word by which a file could follow a relation: attributes, lookups, and text handed to queries."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            yield Use(node.attr, path, node.lineno)
        elif isinstance(node, ast.Call):
            yield from _words_of_a_query(node, path)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"-?\w+__\w+", node.value):
            yield from _parts(node.value, path, node.lineno)


def _words_of_a_query(call: ast.Call, path: Path) -> Iterator[Use]:
    function = call.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    for keyword in call.keywords:
        if keyword.arg and (called in QUERY_WORDS or "__" in keyword.arg):
            yield from _parts(keyword.arg, path, call.lineno)
    if called in QUERY_WORDS:
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield from _parts(argument.value, path, call.lineno)


def _parts(lookup: str, path: Path, line: int) -> Iterator[Use]:
    for part in re.split(r"__|\.", lookup.lstrip("-+")):
        yield Use(part, path, line)


# Templates

TAG = re.compile(r"{%-?\s*(?P<tag>.*?)\s*-?%}|{{\s*(?P<variable>.*?)\s*}}", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def tags(path: Path) -> Iterator[Use]:
    """What stands inside {% %} and {{ }}."""
    text = re.sub(r"{#.*?#}", "", path.read_text())
    for match in TAG.finditer(text):
        yield Use(match["tag"] or match["variable"] or "", path, text.count("\n", 0, match.start()) + 1)


def template_attributes(path: Path) -> Iterator[Use]:
    """Every name after a dot in a template: the relations it could follow."""
    for tag in tags(path):
        for word in re.findall(r"[\w.]+", QUOTED.sub("", tag.name)):
            for part in word.split(".")[1:]:
                yield Use(part, path, tag.line)


def template_names(path: Path) -> Iterator[Use]:
    for tag in tags(path):
        for word in re.findall(r"\w+", QUOTED.sub("", tag.name)):
            yield Use(word, path, tag.line)


# Models


def room_of(model: type[Model]) -> str:
    return model._meta.app_label


def models_of(room: str) -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if room_of(model) == room]


def relations(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]


def reverse_names_from_above(room: str) -> set[str]:
    """The names under which models of `room` and below are followed up into the rooms above it."""
    names = set()
    for upper in above(room) & set(ROOMS):
        for model in models_of(upper):
            for field in relations(model):
                target = field.related_model
                if isinstance(target, type) and room_of(target) in ROOMS and room_of(target) not in above(room):
                    remote = field.remote_field
                    if not remote.hidden:
                        names |= {remote.get_accessor_name(), field.related_query_name()}
    return names - {None}
