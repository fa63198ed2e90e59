"""A production: what its uses share, and the tools that it uses."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from genai_guide.record.draft import (
    Draft,
    DraftTool,
    Origin,
    ProductionLink,
    draft_from_answers,
    new_draft,
)
from genai_guide.rules.answers import Answer, Answers, Place, Tool
from genai_guide.rules.pack import Pack

_TITLE_FIELD = "production.title"
_USE_FIELD = "use."


@dataclass(frozen=True)
class LibraryTool:
    """A tool of a production, with what was answered of it once for all uses."""

    id: str
    tool: Tool


@dataclass(frozen=True)
class Production:
    """What the uses of one production share."""

    id: str
    pack_id: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    tools: tuple[LibraryTool, ...] = ()

    def title(self, pack: Pack) -> str:
        """Return the title of the production; empty if there is none yet."""
        question = pack.question_for_field(_TITLE_FIELD)
        return str(self.answers.get(question.id, "")) if question else ""


@dataclass(frozen=True)
class Difference:
    """An answer that a production has otherwise than one of its uses."""

    place: Place
    ours: Answer | None
    """What the use says."""
    shared: Answer
    """What the production says."""


def new_identity() -> str:
    """Return an id that nothing else has."""
    return uuid.uuid4().hex


def production_from_draft(pack: Pack, draft: Draft) -> Production:
    """Return a production with what a use says that the others would say too."""
    tools = tuple(
        LibraryTool(
            entry.library_id or new_identity(),
            Tool(entry.tool.name, _shared(pack, entry.tool.answers)),
        )
        for entry in draft.tools
        if not entry.removed and entry.tool.name
    )
    link = draft.production
    identity = link.id if link else new_identity()
    return Production(identity, pack.id, _shared(pack, draft.use), tools)


def _shared(pack: Pack, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    return {
        question: answer
        for question, answer in answers.items()
        if pack.by_id[question].shared
    }


def start_use(
    pack: Pack, production: Production, path: str, tools: Collection[str] = ()
) -> Draft:
    """Return a new draft of a production, each answer marked as not looked at yet.

    Args:
        pack: The questions.
        production: What is shared.
        path: The file of the production.
        tools: The ids of the tools that are used.
    """
    picked = [each for each in production.tools if each.id in tools]
    listed = tuple(DraftTool(each.tool, library_id=each.id) for each in picked)
    draft = replace(
        new_draft(pack),
        use=dict(production.answers),
        production=ProductionLink(production.id, path),
    )
    draft = replace(draft, tools=listed or draft.tools)
    return replace(draft, carried=_all_carried(draft, "production"))


def pick_tool(draft: Draft, key: int, tool: LibraryTool) -> Draft:
    """Return a draft with a tool of the library in the place of one of its tools."""
    entry = DraftTool(tool.tool, library_id=tool.id)
    marks: dict[tuple[str, int | None], Origin] = {
        (question, key): "production" for question in tool.tool.answers
    }
    return replace(draft.with_tool(key, entry), carried={**draft.carried, **marks})


def copy_use(pack: Pack, draft: Draft) -> Draft:
    """Return a new draft with the answers of another, marked until they are looked at.

    What names the other use is left out: two uses have two titles.
    """
    named = {
        question.id
        for question in pack.questions
        if question.field and question.field.startswith(_USE_FIELD)
    }
    use = {key: answer for key, answer in draft.use.items() if key not in named}
    copied = draft_from_answers(pack, Answers(use, draft.answers.tools))
    tools = tuple(
        replace(entry, library_id=draft.tools[key - 1].library_id)
        for entry, key in zip(copied.tools, draft.listed_keys, strict=False)
    )
    copied = replace(copied, tools=tools or copied.tools, production=draft.production)
    return replace(copied, carried=_all_carried(copied, "copy"))


def _all_carried(draft: Draft, origin: Origin) -> dict[tuple[str, int | None], Origin]:
    """Return a mark for each answer of a draft."""
    marks: dict[tuple[str, int | None], Origin] = {
        (question, None): origin for question in draft.use
    }
    for key, entry in enumerate(draft.tools, start=1):
        marks |= {(question, key): origin for question in entry.tool.answers}
    return marks


def find_shared_differences(production: Production, draft: Draft) -> list[Difference]:
    """Return what a production says otherwise than one of its uses, in its order."""
    found = [
        Difference(Place(question), draft.use.get(question), shared)
        for question, shared in production.answers.items()
        if draft.use.get(question) != shared
    ]
    library = {each.id: each.tool for each in production.tools}
    for number, key in enumerate(draft.listed_keys, start=1):
        entry = draft.tools[key - 1]
        tool = library.get(entry.library_id)
        for question, shared in (tool.answers if tool else {}).items():
            ours = entry.tool.answers.get(question)
            if ours != shared:
                found.append(Difference(Place(question, number), ours, shared))
    return found
