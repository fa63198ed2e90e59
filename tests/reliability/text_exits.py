"""Finding, in the source, each place where text leaves the program.

An expression is inert if it cannot hold what a terminal or the toolkit obeys: a
constant, the outcome of `shown` or of a helper of `tui.display`, or made of such.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.inert_text import assigned, function_around, is_inert, name_of

ROOT = Path(__file__).parents[2] / "genai_guide"
WIDGETS = {
    "Static",
    "Label",
    "Button",
    "Option",
    "Text",
    "Content",
    "Markdown",
    "Toast",
}
_WRITERS = {"print", "write", "writelines"}
_BUILDERS = {"assemble", "join", "stylize", "truncate", "wrap", "rstrip"}
_MARKUP = {"from_markup", "from_rich_text", "from_text"}
_LABELS = {"tooltip", "border_title", "border_subtitle", "sub_title", "placeholder"}


@dataclass
class Room:
    """Some modules, and what their functions give."""

    modules: dict[str, ast.Module]
    contents: set[str] = field(default_factory=set)
    """Names that hold or give a `Content`."""

    @classmethod
    def of(cls, *patterns: str) -> Room:
        paths = sorted({path for one in patterns for path in ROOT.glob(one)})
        modules = {str(path.relative_to(ROOT)): _parsed(path) for path in paths}
        display = _parsed(ROOT / "tui" / "display.py")
        declared = set(_contents([*modules.values(), display]))
        return cls(modules, declared | set(_kept(modules.values(), declared)))


@dataclass(frozen=True)
class Exit:
    """A place where something that may not be inert leaves."""

    module: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.text}"


def _parsed(path: Path) -> ast.Module:
    return with_parents(ast.parse(path.read_text(encoding="utf-8")))


def with_parents(tree: ast.Module) -> ast.Module:
    """Let each node know what it stands in."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    return tree


def _contents(modules: Iterable[ast.Module]) -> Iterator[str]:
    """Name the functions, attributes and arguments that are declared a `Content`."""
    for module in modules:
        for node in ast.walk(module):
            match node:
                case ast.FunctionDef(name=name, returns=ast.expr() as declared):
                    pass
                case ast.AnnAssign(target=ast.Name(id=name), annotation=declared):
                    pass
                case ast.arg(arg=name, annotation=ast.expr() as declared):
                    pass
                case _:
                    continue
            if "Content" in {
                one.id for one in ast.walk(declared) if isinstance(one, ast.Name)
            }:
                yield name


def _kept(modules: Iterable[ast.Module], declared: set[str]) -> Iterator[str]:
    """Name the attributes that only keep an argument declared a `Content`."""
    for module in modules:
        for node in ast.walk(module):
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(attr=attr)], value=ast.Name(id=name)
                ) if name in declared:
                    yield attr


def widget_exits(room: Room) -> Iterator[Exit]:
    """Find texts that reach a widget without a helper of `tui.display`."""
    for name, module in room.modules.items():
        for node in ast.walk(module):
            for text in _shown_by(node):
                if not is_content(room, text):
                    yield Exit(name, text.lineno, ast.unparse(node)[:200])


def _shown_by(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=function, args=[first, *_], keywords=keywords):
            called = name_of(function)
            if called in WIDGETS or (called == "update" and len(node.args) == 1):
                yield first
            if called == "notify":
                literal = any(_is_false(one, "markup") for one in keywords)
                if not (literal and is_inert(first, function_around(node))):
                    yield first
            if called in _MARKUP:
                yield function
            yield from (one.value for one in keywords if one.arg in _LABELS)
        case ast.Assign(targets=[ast.Attribute(attr=attr)], value=value):
            if attr in _LABELS:
                yield value


def _is_false(keyword: ast.keyword, name: str) -> bool:
    value = keyword.value
    return keyword.arg == name and isinstance(value, ast.Constant) and not value.value


def is_content(room: Room, text: ast.expr) -> bool:
    """Whether an expression is a constant without brackets, or a safe `Content`."""
    match text:
        case ast.Constant(value=str(value)):
            return "[" not in value
        case ast.JoinedStr(values=values):
            return all(_is_fixed(one) for one in values)
        case ast.Call(func=ast.Name(id="Content")):
            return True  # which is judged where it stands
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in _BUILDERS:
            return all(_pieces(room, one) for one in text.args)
        case ast.Call(func=function):
            return name_of(function) in room.contents
        case ast.IfExp(body=one, orelse=other):
            return is_content(room, one) and is_content(room, other)
        case ast.Name() | ast.Attribute():
            found = assigned(text) if isinstance(text, ast.Name) else []
            known = name_of(text) in room.contents
            return all(is_content(room, one) for one in found) if found else known
    return False


def _is_fixed(piece: ast.expr) -> bool:
    """Whether a piece of a text is a constant, or the name of one."""
    match piece:
        case ast.FormattedValue(value=ast.Name(id=name)):
            return name.isupper()
    return isinstance(piece, ast.Constant)


def _pieces(room: Room, piece: ast.expr) -> bool:
    """Whether what is put together is inert: texts are taken as they are there."""
    match piece:
        case ast.Starred(value=value):
            return _pieces(room, value)
        case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each):
            return _pieces(room, each)
        case ast.Constant() | ast.BinOp() | ast.JoinedStr():
            return is_inert(piece, function_around(piece))
        case ast.Name():
            found = assigned(piece)
            return all(_pieces(room, one) for one in found) if found else True
    return is_content(room, piece) or is_inert(piece, function_around(piece))


def print_exits(room: Room) -> Iterator[Exit]:
    """Find texts that are printed without `record.text.shown`."""
    for name, module in room.modules.items():
        for node in ast.walk(module):
            match node:
                case ast.Call(func=function, args=args) if _prints(function):
                    for text in args:
                        if not is_inert(text, function_around(node)):
                            yield Exit(name, node.lineno, ast.unparse(text))


def _prints(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "print"
    streams = ("sys.stdout.", "sys.stderr.", "sys.__stdout__.", "sys.__stderr__.")
    return name_of(function) in _WRITERS and ast.unparse(function).startswith(streams)
