"""The list of the tools of a use: what can be done with it, in each front end."""

from __future__ import annotations

from genai_guide.record.draft import MOST_TOOLS, Draft
from genai_guide.record.production import Production
from genai_guide.rules.answers import format_tool_name
from genai_guide.rules.pack import Pack

WHICH_TOOLS = "Are these all the tools for this use?"
TOO_MANY_TOOLS = f"A use has at most {MOST_TOOLS} tools. Removed ones count too."
ALL, ADD, REMOVE = "all", "add", "remove "
CHOOSE, UNCHOOSE, PICK = "choose ", "unchoose ", "pick "
"""What a choice does; behind the blank stands the tool's number, or its library id."""


def tool_names(pack: Pack, draft: Draft) -> list[str]:
    """Return what each tool is called, also one without a name."""
    return [format_tool_name(pack, tool) for tool in draft.answers.tools]


def list_tool_choices(
    pack: Pack, draft: Draft, production: Production | None
) -> dict[str, str]:
    """Return what can be done with the list of tools, each in words."""
    choices = {ALL: "Yes, go on", ADD: "No, add a tool"}
    listed = {draft.tools[key - 1].library_id for key in draft.listed_keys}
    for each in production.tools if production else ():
        if each.id not in listed:
            choices[PICK + each.id] = f"Add {each.tool.name}, from the production"
    names = tool_names(pack, draft)
    if len(names) > 1:
        for number, name in enumerate(names, start=1):
            choices[f"{REMOVE}{number}"] = f"Remove tool {number}: {name}"
    for number, tool in enumerate(draft.answers.tools, start=1):
        if pack.tool_chosen and tool.is_chosen(pack):
            choices[f"{UNCHOOSE}{number}"] = f"Mark tool {number} as not chosen yet"
        elif pack.tool_chosen:
            choices[f"{CHOOSE}{number}"] = f"Name tool {number}"
    return choices
