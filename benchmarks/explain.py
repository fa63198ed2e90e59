"""What explaining the verdict costs after each answer: `python benchmarks/explain.py`.

Every golden case of the shipped pack is answered again, one answer at a time. After
each answer everything that the screens say is worked out: the assessment, what would
lower the verdict, which answers decide it, and what other answers would do.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from statistics import median, quantiles
from time import perf_counter

from genai_guide.files.packs import default_dir, load_pack
from genai_guide.files.records import read_record, toml_files
from genai_guide.policy.answers import Answers, put
from genai_guide.policy.assessment import Assessment, assess
from genai_guide.policy.changes import proposals
from genai_guide.policy.effects import effects
from genai_guide.policy.pack import Pack
from genai_guide.policy.reasons import decided_by

FRAME = 0.016
"""The budget for a key press, in seconds."""

WORK: dict[str, Callable[[Assessment], object]] = {
    "assessment": lambda found: assess(found.pack, found.answers),
    "what would lower it": proposals,
    "deciding answers": decided_by,
    "effects, whole review": lambda found: [
        effects(found, place) for place in found.asking.asked
    ],
}


def growing(pack: Pack) -> Iterator[Answers]:
    """Give the answers of every case, from the first to all of them."""
    for path in toml_files([default_dir() / "cases"]):
        whole = read_record(path, pack).session.answers
        partly = Answers({}, tuple(type(one)(one.name) for one in whole.tools))
        for place in assess(pack, whole).asking.asked:
            answer = whole.at(pack, place)
            if answer is not None and pack.by_id[place.question].field != "tool.name":
                partly = put(partly, place, answer)
                yield partly


def main() -> None:
    """Print the table."""
    pack = load_pack()
    times: dict[str, list[float]] = {name: [] for name in WORK}
    for answers in growing(pack):
        found = assess(pack, answers)
        for name, work in WORK.items():
            start = perf_counter()
            work(found)
            times[name].append(perf_counter() - start)
    one = median(times["assessment"])
    print(f"Python {platform.python_version()}, {len(times['assessment'])} answers\n")
    print("| after each answer | median, x one assessment | 95 %, x 16 ms |")
    print("|---|---|---|")
    for name, taken in times.items():
        late = quantiles(taken, n=20)[-1]
        print(f"| {name} | {median(taken) / one:.2f} | {late / FRAME:.2f} |")


if __name__ == "__main__":
    main()
