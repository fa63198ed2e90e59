"""Judging an expression of the source: can it hold what a terminal obeys?

It cannot if it is a constant, a number, the text of a `FileError`, the outcome of
`text.escape`, or made of such.
"""

from __future__ import annotations

import ast

_PROBLEMS = ("FileError", "PackError", "PassphraseError")
_HARMLESS = {
    *("escape", "escape_line", "sanitize", "fingerprint", "format_error_place"),
    *("dumps", "format_json", "len"),
}
"""What they give holds no control characters, whatever they are given."""


def is_inert(text: ast.expr, within: ast.FunctionDef | None) -> bool:
    """Whether a text holds nothing that a terminal obeys."""
    match text:
        case ast.Constant():
            return True
        case ast.JoinedStr(values=values):
            return all(is_inert(one, within) for one in values)
        case ast.FormattedValue(value=value):
            return is_inert(value, within)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return is_inert(one, within) and is_inert(other, within)
        case ast.Call(func=function):
            called = name_of(function)
            return called in _HARMLESS or _returns_inert(text, called)
        case ast.Attribute(value=ast.Name(id=name), attr="sentence"):
            return _is_problem(name, within)
        case ast.Name(id=name):
            return (
                _is_problem(name, within)
                or _is_number(name, within)
                or (
                    bool(found := assigned(text))
                    and all(is_inert(one, within) for one in found)
                )
            )
    return False


def _returns_inert(call: ast.Call, name: str) -> bool:
    """Whether a function of the same module gives inert text alone."""
    module: ast.AST = call
    while parent := getattr(module, "parent", None):
        module = parent
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            given = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
            return bool(given) and all(one and is_inert(one, node) for one in given)
    return False


def _is_problem(name: str, within: ast.FunctionDef | None) -> bool:
    """Whether a name is a `FileError`, whose text is made of `escape`."""
    for node in ast.walk(within) if within else ():
        match node:
            case ast.ExceptHandler(type=ast.expr() as kind, name=caught) if (
                caught == name
            ):
                return any(one in ast.unparse(kind) for one in _PROBLEMS)
            case ast.Call(
                func=ast.Name(id="isinstance"), args=[ast.Name(id=tested), kind]
            ):
                if tested == name and "FileError" in ast.unparse(kind):
                    return True
    return False


def _is_number(name: str, within: ast.FunctionDef | None) -> bool:
    for node in ast.walk(within) if within else ():
        match node:
            case ast.arg(arg=argument, annotation=ast.Name(id="int")) if (
                argument == name
            ):
                return True
    return False


def function_around(node: ast.AST) -> ast.FunctionDef | None:
    while node := getattr(node, "parent", None):  # type: ignore[assignment]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return node  # type: ignore[return-value]
    return None


def assigned(name: ast.Name) -> list[ast.expr]:
    """List what a name is given in the function that it stands in."""
    function = function_around(name)
    found: list[ast.expr] = []
    for node in ast.walk(function) if function else ():
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value):
                pass
            case ast.AugAssign(target=ast.Name(id=target), value=value):
                pass
            case ast.NamedExpr(target=ast.Name(id=target), value=value):
                pass
            case _:
                continue
        if target == name.id:
            found.append(value)
    return found


def name_of(function: ast.expr) -> str:
    """Give the last part of what is called."""
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""
