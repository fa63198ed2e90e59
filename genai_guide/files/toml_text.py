"""Writing TOML in reading order.

tomli-w writes the values. It would put short arrays of tables inline and move
plain keys, so the headers are written here and each flat table is its own dump.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import tomli_w

_MOST_KEPT = 5_000
_kept: dict[str, list[str]] = {}
"""What was written of the tables in arrays: a session is written again and again,
and all but a few of its tables are as they were."""


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
                blocks += _known(f"[[{inner}]]", item, inner)
    return blocks


def _known(header: str, table: dict[str, Any], name: str) -> list[str]:
    # Not the table itself, in which 1 would be as good as true.
    key = f"{header}{table!r}"
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = _under(header, table, name)
    return _kept[key]


def _under(header: str, table: dict[str, Any], name: str) -> list[str]:
    first, *rest = _blocks(table, name) or [""]
    if table and all(_has_tables(value) for value in table.values()):
        return [f"{header}\n", first, *rest]
    return [f"{header}\n{first}", *rest]


def _has_tables(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


@lru_cache(maxsize=1_000)
def _key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
