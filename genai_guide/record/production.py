"""A production: what its uses share, and the tools that it uses."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from genai_guide.record.draft import (
    Draft,
    DraftTool,
    Origin,
    ProductionLink,
    add_tool,
    draft_from_answers,
    new_draft,
    set_answers,
)
from genai_guide.rules.answers import (
    CHOSEN,
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    Tool,
    format_answer,
    with_value,
)
from genai_guide.rules.pack import Pack
from genai_guide.text import recordable_path

TITLE_FIELD = "production.title"
"""The field of the question that asks for the title of the production."""
NO_TITLE = "A production without a title"
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
        question = pack.question_for_field(TITLE_FIELD)
        return str(self.answers.get(question.id, "")) if question else ""

    def with_title(self, pack: Pack, title: str) -> Production:
        """Return it with a title, if the questions ask for one."""
        question = pack.question_for_field(TITLE_FIELD)
        if question is None:
            return self
        return replace(self, answers={**self.answers, question.id: title})

    def list_shared(self, pack: Pack) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield a heading for the production and each tool, with what is answered.

        Each answer comes with its question, in the order of the questions.
        """
        yield self.title(pack) or NO_TITLE, _format_answers(pack, self.answers)
        for each in self.tools:
            answers = _format_answers(pack, each.tool.answers)
            yield f"Tool: {each.tool.name}", answers


def _format_answers(pack: Pack, answers: Mapping[str, Answer]) -> list[tuple[str, str]]:
    return [
        (question.text, format_answer(question, answers[question.id]))
        for question in pack.questions
        if question.id in answers
    ]


@dataclass(frozen=True)
class Difference:
    """An answer that a production and one of its uses have otherwise."""

    place: Place
    ours: Answer | None
    """What the use says."""
    shared: Answer | None
    """What the production says; `None` where it says nothing."""


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
        production=ProductionLink(production.id, recordable_path(path)),
    )
    draft = replace(draft, tools=listed or draft.tools)
    return replace(draft, carried=_all_carried(draft, "production"))


def pick_tool(pack: Pack, draft: Draft, tool: LibraryTool, at: str) -> Draft:
    """Return a draft with a tool of the library, in the place of one without a name.

    Where all have a name, one is added, unless there are too many. Its answers are
    marked as not looked at yet.
    """
    name = pack.question_for_field(TOOL_NAME_FIELD)
    numbered = enumerate(draft.answers.tools, start=1)
    number = next((number for number, each in numbered if not each.name), None)
    if number is None:
        grown = add_tool(pack, draft, at)
        if grown is draft:
            return draft  # no more can be listed
        draft, number = grown, len(grown.answers.tools)
    given = {
        Place(question, number): each for question, each in tool.tool.answers.items()
    }
    if pack.tool_chosen:
        given[Place(pack.tool_chosen.id, number)] = CHOSEN
    if name:
        given[Place(name.id, number)] = tool.tool.name
    draft, key = set_answers(pack, draft, given, at), draft.listed_keys[number - 1]
    entry = replace(draft.tools[key - 1], library_id=tool.id)
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
    return [
        Difference(Place(question, tool), ours.get(question), answer)
        for tool, ours, shared in _both_sides(production, draft)
        for question, answer in shared.items()
        if ours.get(question) != answer
    ]


def find_own_answers(
    pack: Pack, production: Production, draft: Draft
) -> list[Difference]:
    """Return what a use says of what is shared, and its production does not.

    A tool that is not in the library is one of these, by its name.
    """
    found = [
        Difference(Place(question, tool), answer, shared.get(question))
        for tool, ours, shared in _both_sides(production, draft)
        for question, answer in _shared(pack, ours).items()
        if answer != shared.get(question)
    ]
    name = pack.question_for_field(TOOL_NAME_FIELD)
    library = {each.id for each in production.tools}
    for number, key in enumerate(draft.listed_keys, start=1):
        entry = draft.tools[key - 1]
        if name and entry.tool.name and entry.library_id not in library:
            found.append(Difference(Place(name.id, number), entry.tool.name, None))
    return found


def _both_sides(
    production: Production, draft: Draft
) -> Iterator[tuple[int | None, Mapping[str, Answer], Mapping[str, Answer]]]:
    """Yield what a use and its production say, of the use and of each shared tool."""
    yield None, draft.use, production.answers
    library = {each.id: each.tool for each in production.tools}
    for number, key in enumerate(draft.listed_keys, start=1):
        entry = draft.tools[key - 1]
        if tool := library.get(entry.library_id):
            yield number, entry.tool.answers, tool.answers


def share_answers(
    pack: Pack, production: Production, draft: Draft, found: Iterable[Difference]
) -> tuple[Production, Draft]:
    """Return a production with answers of one of its uses, and the use.

    A tool that was not in the library is added to it, with all that is shared of it.
    """
    answers, tools = production.answers, {each.id: each for each in production.tools}
    for each in found:
        key = draft.key_of(each.place.tool)
        if key is None:
            answers = with_value(answers, each.place.question, each.ours)
            continue
        entry = draft.tools[key - 1]
        if known := tools.get(entry.library_id):
            about = with_value(known.tool.answers, each.place.question, each.ours)
            tool = replace(known, tool=replace(known.tool, answers=about))
        else:
            about = _shared(pack, entry.tool.answers)
            tool = LibraryTool(new_identity(), Tool(entry.tool.name, about))
            draft = draft.with_tool(key, replace(entry, library_id=tool.id))
        tools[tool.id] = tool
    return replace(production, answers=answers, tools=tuple(tools.values())), draft


def is_own_change(draft: Draft, difference: Difference) -> bool:
    """Return whether a use had what the production says, and was changed from it."""
    question, key = difference.place.question, draft.key_of(difference.place.tool)
    return any(
        change.what == "answer"
        and (change.question, change.tool) == (question, key)
        and change.before == difference.shared
        for change in draft.log
    )


def link_production(draft: Draft, production: Production, path: str) -> Draft:
    """Return a draft that belongs to a production; tools are known by their names."""
    left = [each for each in production.tools if each.tool.name]
    for key, entry in enumerate(draft.tools, start=1):
        named = (each for each in left if each.tool.name == entry.tool.name)
        tool = None if entry.removed else next(named, None)
        if tool:
            left.remove(tool)
            draft = draft.with_tool(key, replace(entry, library_id=tool.id))
    return replace(
        draft, production=ProductionLink(production.id, recordable_path(path))
    )
