"""What an answer costs: from the key to the next question painted, in the process.

The golden cases are answered again in the real app, by number keys, 80 by 24, each
answer saved beside it. What is wanted on the screen is worked out first, without the
app: that it appears is the check, and when is the measurement.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.app_at_work import press, pressed, running, settled, until
from benchmarks.deciding import SIZES, answered, verdict
from benchmarks.measuring import Row, growth, taken
from genai_guide.record import steps as interview
from genai_guide.record.draft import Draft, set_answers
from genai_guide.rules.alternatives import find_alternatives
from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    with_answer,
)
from genai_guide.rules.evaluate import (
    Assessment,
    answer_effects,
    assess,
    deciding_places,
)
from genai_guide.rules.pack import Kind, Pack, Question
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.storage.records import list_toml_files, read_record
from genai_guide.tui.app import GuideApp
from tests.rules.check.generated import large_pack

CASES = 12
"""How many of the golden cases are answered, evenly spread."""
FRAME, TWO_FRAMES = 0.016, 0.033
_KEYS = "1234567890"
_ENOUGH = 20
"""So many letters of a text are on one line, and tell it from others."""
WORK: dict[str, Callable[[Assessment], object]] = {
    "bounds and verdict": lambda found: verdict(found.pack, found.answers),
    "reasons": lambda found: assess(found.pack, found.answers).results,
    "what would lower it": find_alternatives,
    "which answers decide it": deciding_places,
    "effects of all other answers": lambda found: [
        answer_effects(found, place) for place in found.status.asked
    ],
}


def run() -> Iterator[Row]:
    """Measure."""
    pack = load_pack()
    paths = list_toml_files([default_dir() / "cases"]).files
    some = paths[:: max(1, len(paths) // CASES)]
    cases = [read_record(path, pack).draft.answers for path in some]
    numbered = [answers for answers in cases if has_keys(pack, answers)]
    painted = {"shipped pack": asyncio.run(keys(pack, numbered))}
    costs = []
    for size in SIZES:
        generated = large_pack(size, size, 1)
        given = answered(generated)[:1]
        found = asyncio.run(keys(generated, given))
        painted[f"generated, {size} questions and rules"] = found
        costs.append(median(found))
    for name in ("shipped pack", "generated, 120 questions and rules"):
        yield from budgets(f"key to next question, {name}", painted[name])
    yield growth("key to next question, by questions and rules", SIZES, costs)
    yield from explaining(pack, cases)


def has_keys(pack: Pack, answers: Answers) -> bool:
    """Tell whether a number chooses each of the answers, which a long list may lack."""
    given = [answers.use, *(tool.answers for tool in answers.tools)]
    return not any(
        option.id in (chosen if isinstance(chosen, tuple) else ())
        for each in given
        for question, chosen in each.items()
        for option in pack.by_id[question].options[len(_KEYS) :]
    )


def budgets(what: str, found: list[float]) -> Iterator[Row]:
    """Hold the median and the 95th percentile against one frame, and two."""
    late = quantiles(found, n=20)[-1]
    for name, value, limit in (
        ("median", median(found), FRAME),
        ("95th percentile", late, TWO_FRAMES),
    ):
        budget = f"under {limit * 1000:.0f} ms"
        measured = f"{value * 1000:.1f} ms"
        yield Row(f"{what}, {name} of {len(found)}", measured, budget, value < limit)


async def keys(pack: Pack, cases: list[Answers]) -> list[float]:
    """Answer each case in an app of its own; give what each next question took."""
    found = []
    for answers in cases:
        with TemporaryDirectory() as folder:
            async with running(pack, Path(folder)) as app:
                found += [one async for one in walk(app, answers)]
    return found


async def walk(app: GuideApp, answers: Answers) -> AsyncIterator[float]:
    """Answer question by question, and measure where a choice follows a choice."""
    pack = app.controller.pack
    if first := interview.current_step(pack, app.controller.draft):
        app.move(partial(interview.go_to, place=first.id))
    while step := interview.current_step(pack, app.controller.draft):
        if not step.places:
            return
        place = step.places[0]
        question = pack.by_id[place.question]
        if not question.is_choice:
            given = {one: answers.at(pack, one) for one in step.places}
            app.apply(
                set_answers(pack, app.controller.draft, given, app.controller.now())
            )
            app.move(partial(interview.next_step, pack))
            await settled(app)
            continue
        chosen = chosen_at(question, answers.at(pack, place))
        last = await marked(app, place, chosen)
        after = set_answers(
            pack, app.controller.draft, {place: chosen}, app.controller.now()
        )
        then = interview.next_step(pack, after)
        if wanted := painted_at(pack, then):
            yield await pressed(app, last, wanted)
        else:
            press(app, last)
        await until(app, partial(stands_at, app, then.position))


def chosen_at(question: Question, given: Answer | None) -> tuple[str, ...]:
    """Give what is chosen; where nothing is said, the first option."""
    return given if isinstance(given, tuple) else (question.options[0].id,)


async def marked(app: GuideApp, place: Place, chosen: tuple[str, ...]) -> str:
    """Choose all but the last thing; give the key that goes on."""
    question = app.controller.pack.by_id[place.question]
    numbers = {one.id: key for one, key in zip(question.options, _KEYS, strict=False)}
    if question.kind is Kind.SINGLE:
        return numbers[chosen[0]]
    for option in chosen:
        press(app, numbers[option])
        await until(app, partial(is_chosen, app, place, option))
    return "enter"


def is_chosen(app: GuideApp, place: Place, option: str) -> bool:
    """Tell whether an option is among the answers."""
    return option in (app.controller.draft.answers.at(app.controller.pack, place) or ())


def stands_at(app: GuideApp, place: str) -> bool:
    """Tell whether the app has gone to a place."""
    return app.controller.draft.position == place


def painted_at(pack: Pack, session: Draft) -> tuple[str, ...]:
    """Say what is on the screen where a session stands, if that is a choice."""
    step = interview.current_step(pack, session)
    question = pack.by_id[step.places[0].question] if step and step.places else None
    if question is None or not question.is_choice:
        return ()
    return question.text[:_ENOUGH], question.options[0].label[:_ENOUGH]


def explaining(pack: Pack, cases: list[Answers]) -> Iterator[Row]:
    """Measure what is worked out for the screens, after each answer of each case."""
    times: dict[str, list[float]] = {name: [] for name in WORK}
    for answers in cases:
        for partly in growing(pack, answers):
            found = assess(pack, partly)
            for name, work in WORK.items():
                times[name].append(taken(partial(work, found)))
    for name, found in times.items():
        late = quantiles(found, n=20)[-1]
        measured = f"{median(found) * 1000:.2f} ms, 95 %: {late * 1000:.1f} ms"
        yield Row(f"of that, {name}", measured, "95 % in one frame", late < FRAME)


def growing(pack: Pack, whole: Answers) -> Iterator[Answers]:
    """Give the answers to the questions in their order, one more each time."""
    partly = Answers({}, tuple(type(one)(one.name) for one in whole.tools))
    for place in assess(pack, whole).status.asked:
        given = whole.at(pack, place)
        if given is not None and pack.by_id[place.question].field != TOOL_NAME_FIELD:
            partly = with_answer(partly, place, given)
            yield partly
