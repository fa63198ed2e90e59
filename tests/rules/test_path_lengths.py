"""How many questions stand before the verdict of the pack that ships."""

from __future__ import annotations

from random import Random

import pytest

from genai_guide.rules.answers import Answer, Answers, Tool, is_chosen_question
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Kind, Pack, Stage
from genai_guide.rules.status import question_status
from tests.helpers.walks import finish, leaning

TITLED: dict[str, Answer] = {
    "production.title": "A title",
    "use.title": "A use",
    "use.description": "What is generated.",
    "production.preparer": "A. Producer",
}
UNDER_AGREEMENT: dict[str, Answer] = {
    "tool.agreement": ("yes",),
    "tool.inputs": ("none",),
    "tool.training": ("no",),
}
MOOD_BOARD: dict[str, Answer] = {
    **TITLED,
    "scope.delivery": ("fiction",),
    "scope.genai": ("yes",),
    "use.timing": ("not-begun",),
    "output.delivered": ("no",),
    "real.kinds": ("nothing",),
    "output.replicates": ("no",),
    "trust.union": ("no",),
    "vendor.steps": ("none",),
}
BACKGROUND: dict[str, Answer] = {
    **MOOD_BOARD,
    "output.delivered": ("yes",),
    "output.what": ("props",),
    "output.incidental": ("incidental",),
    "output.key-element": ("no",),
    "trust.misleading": ("no",),
}
LONGEST: dict[str, Answer] = {
    **BACKGROUND,
    "real.kinds": ("work", "people"),
    "real.licence": ("no",),
    "talent.kind": ("reference", "alteration", "replica"),
    "people.who": ("cast", "other"),
    "alteration.kind": ("clean-up", "words"),
    "alteration.meaning": ("no",),
    "replica.consent": ("documented",),
    "replica.scope": ("within",),
    "people.consent": ("documented",),
    "talent.guild": ("met",),
    "model.exists": ("yes",),
    "model.use": ("within",),
    "talent.dignity": ("no",),
    "output.incidental": ("not-brief",),
    "trust.union": ("performance",),
    "trust.synthetic": ("no",),
}
LONGEST_TOOL: dict[str, Answer] = {
    "tool.agreement": ("no",),
    "tool.where": ("enterprise",),
    "tool.retention": ("no",),
    "tool.inputs": ("none",),
    "tool.training": ("others",),
    "tool.training-cleared": ("yes",),
}
LONGEST_CHOICES, LONGEST_TEXTS, LONGEST_TOOL_QUESTIONS = 32, 6, 7


def lengths(pack: Pack, answers: Answers) -> tuple[int, int]:
    """Count the choices and the texts that are asked before the verdict."""
    places = [
        place
        for place in question_status(pack, answers).asked
        if pack.by_id[place.question].stage is Stage.DECIDE
        and not is_chosen_question(pack, place)
    ]
    choices = [place for place in places if pack.by_id[place.question].is_choice]
    return len(choices), len(places) - len(choices)


@pytest.mark.parametrize(
    ("use", "tool", "most", "level"),
    [
        (MOOD_BOARD, UNDER_AGREEMENT, (14, 5), "notify"),
        (BACKGROUND, UNDER_AGREEMENT, (20, 5), "escalate"),
        (LONGEST, LONGEST_TOOL, (LONGEST_CHOICES, LONGEST_TEXTS), "approval"),
    ],
    ids=["mood board", "background element", "longest"],
)
def test_a_path_is_no_longer_than_it_has_to_be(
    shipped: Pack,
    use: dict[str, Answer],
    tool: dict[str, Answer],
    most: tuple[int, int],
    level: str,
) -> None:
    """The answers are all that is asked, and no more of them than that."""
    answers = Answers(use, (Tool("A tool", tool),))
    assessment = assess(shipped, answers)
    assert (assessment.status.open, assessment.status.inactive) == ((), ())
    assert assessment.lowest.id == level
    choices, texts = lengths(shipped, answers)
    assert choices <= most[0]
    assert texts <= most[1]


def test_a_further_tool_adds_few_questions(shipped: Pack) -> None:
    """Its name included; one that is not chosen yet adds none."""
    tool = Tool("A tool", LONGEST_TOOL)
    one = lengths(shipped, Answers(LONGEST, (tool,)))
    two = lengths(shipped, Answers(LONGEST, (tool, tool)))
    assert sum(two) - sum(one) <= LONGEST_TOOL_QUESTIONS
    unchosen = Answers(LONGEST, (tool, Tool("", {"tool.chosen": ("no",)})))
    assert lengths(shipped, unchosen) == one


@pytest.mark.parametrize("seed", range(120))
def test_no_random_path_is_longer_than_the_longest(shipped: Pack, seed: int) -> None:
    """Whatever is answered, with one tool."""
    random = Random(seed)
    answers = Answers({"scope.genai": (random.choice(["yes", "enhance", "unsure"]),)})
    answers = finish(shipped, answers, leaning(random, random.choice([0, 0.3, 0.7])))
    choices, texts = lengths(shipped, answers)
    assert choices <= LONGEST_CHOICES
    assert texts <= LONGEST_TEXTS


def test_long_texts_are_few_before_the_verdict(shipped: Pack) -> None:
    """One description; everything else that is long is for the record."""
    long = [
        question.id
        for question in shipped.questions
        if question.long and question.stage is Stage.DECIDE
    ]
    assert long == ["use.description"]
    dates = [q for q in shipped.questions if q.kind is Kind.DATE]
    assert {question.stage for question in dates} == {Stage.RECORD}
