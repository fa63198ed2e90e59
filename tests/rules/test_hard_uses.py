"""Uses that were judged wrongly once: what is not known, and what contradicts."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from genai_guide.rules.alternatives import find_alternatives
from genai_guide.rules.answers import Answer, Answers, Tool
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Kind, Pack, Risk
from genai_guide.storage.packs import default_dir
from genai_guide.storage.records import read_record
from tests.helpers.walks import finish, leaning, toned
from tests.rules.test_path_lengths import BACKGROUND, MOOD_BOARD, UNDER_AGREEMENT

TODAY = date(2026, 11, 28)
PERSON: dict[str, Answer] = {
    "real.kinds": ("people",),
    "people.who": ("cast",),
    "model.exists": ("unsure",),
    "talent.dignity": ("no",),
}
REPLICA: dict[str, Answer] = {
    **PERSON,
    "talent.kind": ("replica",),
    "replica.consent": ("documented",),
    "replica.scope": ("within",),
    "talent.guild": ("none",),
    "model.exists": ("no",),
    "trust.union": ("agreed",),
    "trust.synthetic": ("no",),
}
OUTSIDE: dict[str, Answer] = {
    "tool.agreement": ("no",),
    "tool.where": ("enterprise",),
    "tool.retention": ("no",),
    "tool.inputs": ("none",),
    "tool.training": ("no",),
}
APPROVAL_ASSUMED = "Assume you need approval until your contact answers."
NOT_COVERED = "Netflix's GenAI guidance does not cover this use."


def judge(pack: Pack, use: dict[str, Answer], *tools: dict[str, Answer]) -> Assessment:
    """Assess answers that are complete."""
    given = tuple(Tool("A tool", tool) for tool in tools or (UNDER_AGREEMENT,))
    assessment = assess(pack, Answers(use, given))
    assert [str(place) for place in assessment.status.open] == []
    return assessment


def conflicts(assessment: Assessment) -> set[str]:
    """Return the ids of the conflicts."""
    return {result.conflict.id for result in assessment.conflicts(TODAY)}


@pytest.mark.parametrize("kind", ["unsure", "between", "other"])
def test_whether_there_is_a_replica_is_not_known(shipped: Pack, kind: str) -> None:
    """Nothing is on hold that is not known to exist: the contact is asked."""
    use = {**MOOD_BOARD, **PERSON, "talent.kind": (kind,), "people.who": ("unsure",)}
    if kind == "between":
        use["alteration.kind"] = ("human-dub",)
    assert judge(shipped, use).lowest.id == "escalate"


def test_whoever_is_unsure_of_everything_is_not_on_hold(shipped: Pack) -> None:
    """Neither of a use that may be no GenAI at all, nor of one that is."""
    for begun in (Answers(), Answers({"scope.genai": ("yes",)})):
        answers = finish(shipped, begun, toned(Risk.UNSURE))
        assert assess(shipped, answers).lowest.id in {"escalate", "approval"}


def test_a_clean_up_with_an_unknown_model_needs_approval(shipped: Pack) -> None:
    """In the delivery as well: whether there is a model is asked, not assumed."""
    use = {
        **BACKGROUND,
        **PERSON,
        "talent.kind": ("alteration",),
        "alteration.kind": ("clean-up",),
        "alteration.meaning": ("no",),
    }
    assessment = judge(shipped, use)
    assert assessment.lowest.id == "approval"
    assert "ask-model" in {task.id for task, _ in assessment.tasks}


def test_nobody_has_to_read_netflix_s_own_contract(shipped: Pack) -> None:
    """Under an agreement neither terms nor storage are asked, and it is only told."""
    assessment = judge(shipped, MOOD_BOARD)
    assert assessment.lowest.id == "notify"
    assert assessment.obligations == ()
    asked = {place.question for place in assessment.status.asked}
    assert not asked & {"tool.where", "tool.retention", "tool.terms-link"}


@pytest.mark.parametrize(
    ("leaves", "level", "covered"),
    [("no", "notify", False), ("yes", "escalate", True), ("unsure", "escalate", True)],
)
def test_where_nothing_is_created_only_the_data_count(
    shipped: Pack,
    leaves: str,
    level: str,
    covered: bool,  # noqa: FBT001
) -> None:
    """The headline that nothing applies never stands beside a stricter verdict."""
    use = {
        question: MOOD_BOARD[question]
        for question in MOOD_BOARD
        if not shipped.by_id[question].is_choice
    }
    use |= {
        "scope.delivery": ("fiction",),
        "scope.genai": ("no",),
        "scope.leaves": (leaves,),
    }
    assessment = assess(shipped, Answers(use))
    assert assessment.complete
    assert assessment.lowest.id == level
    assert (NOT_COVERED in assessment.headlines) is not covered
    assert ("Not covered" in assessment.verdict.label) is not covered
    assert (assessment.obligations, len(assessment.status.tools)) == ((), 1)


@pytest.mark.parametrize(
    ("use", "tool", "expected"),
    [
        ({}, {"tool.inputs": ("likeness",)}, "nobody-but-performers"),
        ({}, {"tool.training": ("recorded",)}, "nobody-but-performers"),
        (REPLICA, {"tool.training": ("performers",)}, "no-model-but-training"),
        (
            {**REPLICA, "replica.consent": ("oral",), "trust.union": ("no",)},
            {},
            "nobody-replaced-but-replica",
        ),
        ({"output.key-element": ("yes",)}, {}, "incidental-but-key"),
        (
            {**REPLICA, "scope.delivery": ("non-fiction",)},
            {},
            "replica-but-not-misleading",
        ),
    ],
)
def test_answers_that_cannot_both_be_true_are_named(
    shipped: Pack,
    use: dict[str, Answer],
    tool: dict[str, Answer],
    expected: str,
) -> None:
    """They are remarked on, and never change the level."""
    assessment = judge(shipped, {**BACKGROUND, **use}, {**OUTSIDE, **tool})
    assert conflicts(assessment) == {expected}
    assert conflicts(judge(shipped, BACKGROUND)) == set()


def test_one_change_has_one_sentence_about_consent(shipped: Pack) -> None:
    """What a changed take needs is said once at its level, and is one task."""
    use = {
        **BACKGROUND,
        **PERSON,
        "talent.kind": ("alteration",),
        "alteration.kind": ("words",),
        "people.consent": ("not-asked",),
        "talent.guild": ("none",),
        "model.exists": ("no",),
        "output.incidental": ("not-brief",),
    }
    assessment = judge(shipped, use)
    assert assessment.lowest.id == "approval"
    consent = [one.text for one in assessment.reasons if "consent" in one.text]
    assert len(consent) == 2
    assert [one for one in consent if "Nobody has asked" in one] == consent[1:]
    tasks = [task.id for task, _ in assessment.tasks if "consent" in task.text]
    assert tasks == ["change-consent"]


def test_a_dead_man_s_cloned_voice_has_each_task_once(shipped: Pack) -> None:
    """No capture session with him, and nothing is asked for twice."""
    path = default_dir() / "cases" / "09-warhol-diaries.toml"
    assessment = read_record(path, shipped).assessment
    tasks = [task for task, _ in assessment.tasks]
    assert len(tasks) <= 16
    assert len({task.text for task in tasks}) == len(tasks)
    assert "capture-session" not in {task.id for task in tasks}
    assert len([task for task in tasks if "signed consent" in task.text]) == 1


@pytest.mark.parametrize("seed", range(60))
def test_approval_is_assumed_only_where_nobody_knows(shipped: Pack, seed: int) -> None:
    """The headlines about it and about the scope belong to their levels alone."""
    random = Random(seed)
    share = random.choice([0.5, 0.8, 0.95])
    answers = finish(shipped, Answers(), leaning(random, share))
    assessment = assess(shipped, answers)
    if assessment.lowest.id != "escalate":
        assert APPROVAL_ASSUMED not in assessment.headlines
    if assessment.lowest.id != "notify":
        assert NOT_COVERED not in assessment.headlines


def test_the_doll_is_decided_by_what_it_is(shipped: Pack) -> None:
    """Nobody is told that a shorter shot would do."""
    path = default_dir() / "cases" / "00-second-doll.toml"
    assessment = read_record(path, shipped).assessment
    assert assessment.reasons[0].rule.id == "key-element"
    for alternative in find_alternatives(assessment):
        changed = {place.question for place, _ in alternative.changes}
        assert changed & {"output.key-element", "output.delivered"}


@pytest.mark.parametrize(
    "id_", ["tool.commercial-use", "tool.indemnity", "tool.output-owner"]
)
def test_what_terms_say_is_a_choice(shipped: Pack, id_: str) -> None:
    """With an answer for whoever has not read that far."""
    question = shipped.by_id[id_]
    assert question.kind is Kind.SINGLE
    assert question.options[-1].id == "unsure"


def test_a_tool_that_is_not_chosen_is_asked_about(shipped: Pack) -> None:
    """Nothing is asked of it, and two principles are not known."""
    tools = (Tool("A tool", UNDER_AGREEMENT), Tool("", {"tool.chosen": ("no",)}))
    assessment = assess(shipped, Answers(MOOD_BOARD, tools))
    assert assessment.complete
    assert assessment.lowest.id == "escalate"
    texts = [task.text for task, _ in assessment.tasks]
    assert "Choose tool 2, then answer the questions about it." in texts


def test_sentences_say_only_what_is_known(shipped: Pack) -> None:
    """One sentence for each answer, and no semicolons."""
    texts = [
        text
        for rule in shipped.rules
        for text in (
            rule.reason,
            rule.headline or "",
            *(task.text for task in rule.tasks),
            *(each for own in rule.reasons.values() for each in own.values()),
        )
    ]
    assert [text for text in texts if "or it is not known" in text] == []
    assert [text for text in texts if ";" in text] == []


@pytest.mark.parametrize("kind", ["lips-unknown", "lips", "lips-not", "unsure"])
def test_no_plan_turns_a_changed_take_into_a_human_dub(
    shipped: Pack, kind: str
) -> None:
    """Matched lips need approval either way, so there is nothing to find out."""
    use = {
        **BACKGROUND,
        **PERSON,
        "talent.kind": ("alteration",),
        "alteration.kind": (kind,),
        "people.consent": ("documented",),
        "talent.guild": ("none",),
        "model.exists": ("no",),
    }
    assessment = assess(shipped, Answers(use, (Tool("A tool", UNDER_AGREEMENT),)))
    assert assessment.lowest.id == "approval"
    for alternative in find_alternatives(assessment):
        for place, answer in alternative.changes + alternative.opened:
            assert place.question != "alteration.kind" or "human-dub" not in answer


@pytest.mark.parametrize("kind", ["human-dub", "around"])
def test_a_set_behind_people_is_asked_about(shipped: Pack, kind: str) -> None:
    """Whether it is prominent, and whether it is a key element."""
    use = {**PERSON, "talent.kind": ("alteration",), "alteration.kind": (kind,)}
    asked = {"output.incidental", "output.key-element"}
    for kinds in (("people",), ("place", "people")):
        answers = Answers({**BACKGROUND, **use, "real.kinds": kinds})
        questions = {place.question for place in assess(shipped, answers).status.asked}
        assert asked <= questions


def test_work_that_has_begun_is_stopped_first(shipped: Pack) -> None:
    """On a page with few tasks it is still the first of them."""
    assessment = judge(shipped, {**BACKGROUND, "use.timing": ("begun",)})
    assert assessment.tasks[0][0].id == "stop-and-tell"
