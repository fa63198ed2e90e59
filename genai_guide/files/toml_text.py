"""Writing TOML in reading order.

tomli-w writes the values. It would put short arrays of tables inline and move
plain keys, so the headers are written here and each flat table is its own dump.
"""

from __future__ import annotations

from typing import Any

import tomli_w


def toml_text(document: dict[str, Any]) -> str:
    """Write nested tables under their headers, in the order that they have.

    In each table the plain keys come before the tables inside it.
    """
    return "\n".join(_blocks(document, "")).lstrip("\n")


def _blocks(table: dict[str, Any], name: str) -> list[str]:
    flat = {key: value for key, value in table.items() if not _has_tables(value)}
    blocks = [tomli_w.dumps(flat)] if flat else []
    for key, value in table.items():
        inner = f"{name}.{_key(key)}" if name else _key(key)
        if isinstance(value, dict):
            blocks += _under(f"[{inner}]", value, inner)
        elif _has_tables(value):
            for item in value:
                blocks += _under(f"[[{inner}]]", item, inner)
    return blocks


def _under(header: str, table: dict[str, Any], name: str) -> list[str]:
    first, *rest = _blocks(table, name) or [""]
    if table and all(_has_tables(value) for value in table.values()):
        return [f"{header}\n", first, *rest]
    return [f"{header}\n{first}", *rest]


def _has_tables(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
