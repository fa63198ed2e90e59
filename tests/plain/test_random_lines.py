"""Whatever is typed, the conversation goes on, and what is held is on the disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.exit_codes import ExitCode
from genai_guide.plain.commands import COMMANDS
from genai_guide.rules.answers import answer_error
from genai_guide.rules.pack import Pack
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import load_draft
from tests.plain.heard import hear
from tests.plain.lines import lines_of

_WORDS = ["1", "2", "3", "1, 2", "2 3", "calm", "storm", "motor", "no", "yes", "add"]
_LINES = st.one_of(
    st.sampled_from([*_WORDS, "", "2026-03-31", "a@studio.com", "//x", "/change 4"]),
    st.sampled_from(
        [f"/{command.name}" for command in COMMANDS if command.name != "quit"]
    ),
    st.text(st.characters(exclude_characters="\n/"), max_size=20),
)


@given(known=st.integers(0, 20), lines=st.lists(_LINES, max_size=20))
def test_any_lines_leave_acceptable_answers_on_the_disk(
    boat: Pack, known: int, lines: list
) -> None:
    """No line is an error of the program; what was left is what is resumed."""
    begun = [*lines_of(boat, SAFE)][:known]
    with tempfile.TemporaryDirectory() as name:
        heard = hear(boat, Path(name), [*begun, *lines])
        assert heard.code in (ExitCode.DONE, ExitCode.INCOMPLETE)
        held = heard.dialogue.draft
        for place in heard.dialogue.assessment.status.asked:
            answer = held.answers.at(boat, place)
            assert answer is None or not answer_error(
                boat.by_id[place.question], answer
            )
        if heard.dialogue.controller.begun:
            assert load_draft(heard.path, boat) == held
