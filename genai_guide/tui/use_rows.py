"""The saved uses as rows of a table, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from genai_guide.record.steps import Progress
from genai_guide.rules.levels import NO_VERDICT
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_list import SavedDraft, production_key
from genai_guide.tui.display import (
    PALE,
    format_age,
    format_recent_day,
    literal,
    stack,
    table_row,
    wrap_indented,
)
from genai_guide.tui.widgets.lines import LEVEL_COLOURS, progress_words, signed_words

_WIDE, _NORMAL = 100, 70
"""From how many columns on there is room for all that is known, or for the age."""
_LEAST_USE = 8


@dataclass(frozen=True)
class Columns:
    """The columns of the table and their widths, for a width of the list."""

    production: int
    use: int
    verdict: int
    progress: int = 0
    changed: int = 0
    gap: int = 1

    @classmethod
    def fitting(cls, width: int) -> Columns:
        """Return the columns that fit; the use has what the others leave."""
        production, verdict, progress, changed, gap = 12, 25, 0, 0, 1
        if width >= _WIDE:
            production, progress, changed, gap = 20, 21, 12, 2
        elif width >= _NORMAL:
            production, changed = 14, 15
        others = [each for each in (production, verdict, progress, changed) if each]
        use = max(width - sum(others) - gap * len(others), _LEAST_USE)
        return cls(production, use, verdict, progress, changed, gap)

    def row(self, *cells: Content) -> Content:
        """Return a row; a cell that has no column is left out."""
        widths = self.production, self.use, self.verdict, self.progress, self.changed
        return table_row(cells, widths, self.gap)

    @property
    def head(self) -> Content:
        """The row above the table."""
        names = "Production", "Use", "Verdict", "Progress", "Changed"
        return self.row(*(literal(name, PALE) for name in names))


def use_rows(
    drafts: Iterable[SavedDraft], pack: Pack, now: datetime, width: int
) -> Iterator[tuple[SavedDraft, Content]]:
    """Lay out saved uses, each with its row; a production is named once."""
    columns, above = Columns.fitting(width), None
    for draft in drafts:
        if draft.problem:
            yield draft, format_damaged(draft, width)
            continue
        is_first, above = production_key(draft) != above, production_key(draft)
        title = draft.title or "No title yet"
        changed = format_age(draft.saved, now)
        if draft.is_signed and not columns.progress:
            changed = f"signed {format_recent_day(draft.signed, now)}"
        verdict = format_verdict(draft, pack)
        if draft.is_signed and not columns.changed:
            verdict = Content.assemble(literal("signed ", PALE), verdict)
        yield (
            draft,
            columns.row(
                literal(title if is_first else "", "bold"),
                literal(name_draft(draft)),
                verdict,
                literal(_progress(draft)),
                literal(changed, PALE),
            ),
        )


def format_damaged(draft: SavedDraft, width: int) -> Content:
    """Format a file that cannot be opened, why, and what can be opened instead."""
    why = [draft.problem]
    if draft.previous:
        why.append("Choose this row to open the copy from when it was last opened.")
    return stack(
        wrap_indented(f"Cannot be opened: {draft.path.name}", width, 0),
        *(wrap_indented(text, width, 2) for text in why),
    )


def name_draft(draft: SavedDraft) -> str:
    """Return what a use is called in the list: its title, and its file's own name."""
    title = " ".join(draft.use.split())
    return " · ".join(filter(None, (draft.given_name, title))) or "Not named yet"


def format_verdict(draft: SavedDraft, pack: Pack) -> Content:
    """Format the verdict with its sign, in its colour, or what it could become."""
    level, before = draft.verdict, ""
    if draft.lowest is None or draft.highest is None:
        return literal(NO_VERDICT, PALE)
    if level is None:
        level, before = draft.highest, "Could become "
    # The colour is that of the questions; a level of an earlier version has none.
    known = pack.level_by_id.get(level.id, level)
    colour = LEVEL_COLOURS[known.color]
    return Content.assemble(
        literal(before, PALE), literal(f"{level.sign} {level.label}", colour)
    )


def _progress(draft: SavedDraft) -> str:
    if draft.is_signed:
        return f"Signed, revision {draft.revision}"
    if draft.changed:
        return f"Changed since rev. {draft.revision}"
    if not draft.most:
        return "All answered"
    return f"{_left(draft)} left"


def _left(draft: SavedDraft) -> str:
    most = draft.most > draft.least
    return f"{draft.least} to {draft.most}" if most else f"{draft.least}"


def describe_use(draft: SavedDraft, width: int) -> Content:
    """Format in two lines what the columns have no room for."""
    if draft.problem:
        return Content("")
    named = f"{draft.title or 'No title yet'} · {name_draft(draft)}"
    if not draft.use:
        named = f"{named} ({draft.path.name})"
    progress = Progress(draft.answered, draft.least, draft.most)
    signed = ""
    if draft.revision:
        signed = signed_words(draft.revision, draft.signed, changed=draft.changed)
    return stack(
        literal(named, "bold").truncate(width, ellipsis=True),
        literal(progress_words(progress, signed)).truncate(width, ellipsis=True),
    )
