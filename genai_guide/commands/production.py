"""`genai-guide production`: what the uses of one production share."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from genai_guide.commands.output import print_data, print_message, sanitize_option
from genai_guide.exit_codes import ExitCode
from genai_guide.record.draft import new_draft
from genai_guide.record.production import (
    TITLE_FIELD,
    LibraryTool,
    Production,
    production_from_draft,
    start_use,
)
from genai_guide.rules.pack import Pack
from genai_guide.storage.drafts import write_new_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import load_pack
from genai_guide.storage.paths import drafts_dir, new_draft_path
from genai_guide.storage.productions import load_production, save_new_production
from genai_guide.storage.records import read_record
from genai_guide.text import escape


def run(options: Namespace) -> int:
    """Make a production, or show one."""
    pack = load_pack(options.pack)
    if options.production_command == "new":
        return _make(options, pack)
    return _show(options, pack)


def _make(options: Namespace, pack: Pack) -> int:
    """Write a production: from a use that there is, or with a title alone."""
    draft = new_draft(pack)
    if options.source:
        draft = read_record(options.source, pack).draft
    production = production_from_draft(pack, draft)
    title = pack.question_for_field(TITLE_FIELD)
    if title is None or not title.shared:
        print_message("these questions share no title of a production")
        return ExitCode.FAILED
    if options.title:
        text = sanitize_option("title", options.title)
        production = production.with_title(pack, text)
    if not production.title(pack):
        print_message("give the title with --title, or name a use with --from")
        return ExitCode.USAGE
    save_new_production(options.file, pack, production)
    print_message(f"saved “{production.title(pack)}”. To start a use of it, type")
    print_data(f"genai-guide new --production {options.file}")
    return ExitCode.DONE


def _show(options: Namespace, pack: Pack) -> int:
    production = load_production(options.file, pack)
    if options.json:
        print(json.dumps(_as_object(production), ensure_ascii=False))
        return ExitCode.DONE
    parts = [
        "\n".join([heading, *(f"  {asked} {answer}" for asked, answer in answers)])
        for heading, answers in production.list_shared(pack)
    ]
    print(escape("\n\n".join(parts)))
    return ExitCode.DONE


def _as_object(production: Production) -> dict[str, Any]:
    return {
        "id": production.id,
        "answers": dict(production.answers),
        "tools": [
            {"id": tool.id, "name": tool.tool.name, "answers": dict(tool.tool.answers)}
            for tool in production.tools
        ],
    }


def begin_use(options: Namespace, pack: Pack, now: datetime) -> Path:
    """Save a new use of a production, and return its file.

    Raises:
        FileError: if the production cannot be read, or the use cannot be saved.
    """
    production = load_production(options.production, pack)
    tools = [tool.id for tool in _picked(options.tool, production)]
    path = str(options.production.absolute())
    draft = start_use(pack, production, path, tools)
    target: Path = options.file or new_draft_path(drafts_dir(), now)
    write_new_draft(target, pack, draft, now.isoformat())
    return target


def _picked(names: list[str], production: Production) -> list[LibraryTool]:
    """Return the tools that are named; the only one of a library without a word."""
    if not names:
        return list(production.tools) if len(production.tools) == 1 else []
    picked = []
    for name in names:
        found = [tool for tool in production.tools if tool.tool.name == name]
        if not found:
            known = ", ".join(tool.tool.name for tool in production.tools)
            sentence = (
                f"this production has no tool “{name}”. It has: {known or 'none'}"
            )
            option = "--tool"
            raise FileError(option, sentence)
        picked += found
    return picked
