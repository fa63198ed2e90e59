"""What a changed pack would say of the records that were saved under a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from genai_guide.files.errors import FileProblem
from genai_guide.files.records import read_record
from genai_guide.policy.answers import Answer, Answers, Tool, problem
from genai_guide.policy.assessment import Assessment, assess
from genai_guide.policy.pack import Pack

_SUFFIX = ".toml"


@dataclass(frozen=True, slots=True)
class SavedEffect:
    """One file, with its verdicts by the old pack and by the new one."""

    path: Path
    kind: str = ""
    old: str = ""
    new: str = ""
    again: tuple[str, ...] = ()
    """The answers that the new pack does not take."""
    problem: str = ""
    """Why it cannot be compared; it is no record of the old pack, for example."""

    @property
    def differs(self) -> bool:
        """Whether the verdict is another one."""
        return self.old != self.new


def saved_effects(folder: Path, old: Pack, new: Pack) -> list[SavedEffect]:
    """Judge each TOML file under a folder by both packs.

    Raises:
        FileProblem: if there is no such folder.
    """
    if not folder.is_dir():
        raise FileProblem(folder, "there is no such folder")
    found = []
    for path in sorted(folder.rglob(f"*{_SUFFIX}")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            found.append(_effect(path, old, new))
    return found


def _effect(path: Path, old: Pack, new: Pack) -> SavedEffect:
    try:
        record = read_record(path, old)
    except FileProblem as error:
        return SavedEffect(path, problem=error.sentence)
    carried, again = carried_over(record.session.answers, new)
    before, after = record.assessment, assess(new, carried)
    return SavedEffect(
        path, record.kind.value, _verdict(before), _verdict(after), tuple(again)
    )


def carried_over(answers: Answers, pack: Pack) -> tuple[Answers, list[str]]:
    """Keep the answers that another pack takes, and name those that it does not."""
    again: list[str] = []

    def kept(given: dict[str, Answer], *, per_tool: bool) -> dict[str, Answer]:
        found = {}
        for key, answer in given.items():
            question = pack.by_id.get(key)
            if (
                question is None
                or question.per_tool is not per_tool
                or problem(question, answer)
            ):
                again.append(key)
            else:
                found[key] = answer
        return found

    use = kept(dict(answers.use), per_tool=False)
    tools = tuple(
        Tool(one.name, kept(dict(one.answers), per_tool=True)) for one in answers.tools
    )
    return Answers(use, tools), list(dict.fromkeys(again))


def _verdict(found: Assessment) -> str:
    level = found.lowest.id
    if found.level is None:
        level = f"open ({found.lowest.id} to {found.highest.id})"
    return ", ".join([level, *found.obligations])
