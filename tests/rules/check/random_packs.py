"""Small random packs with tones, asserts and carve-outs, from a seed."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from random import Random

from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.pack import (
    Assertion,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    Conflict,
    ItemState,
    Kind,
    Option,
    Pack,
    Question,
    Risk,
    Rule,
    Unless,
)
from tests.helpers.building import acceptable
from tests.helpers.levels import LEVELS
from tests.helpers.strategies import Sizes, random_condition, random_pack

_MOST_ANSWER_SETS = 400


def small_pack(seed: int) -> Pack:
    """Make a pack that can be gone through answer by answer."""
    random = Random(seed)
    while True:
        sizes = Sizes(
            use=random.randint(1, 4),
            tool=random.randint(0, 2),
            rules=random.randint(1, 5),
            options=random.choice([2, 3]),
        )
        pack = _widened(random, random_pack(random, sizes))
        choices = [one for one in pack.questions if one.is_choice]
        ways = prod(len(list(acceptable(one))) for one in choices)
        if choices and ways <= _MOST_ANSWER_SETS:
            return _with_tones(random, pack)


def _widened(random: Random, pack: Pack) -> Pack:
    """Give some multiple choices a fourth option, and let conditions name it too."""
    wide = {
        one.id
        for one in pack.questions
        if one.kind is Kind.MULTI and random.random() < 0.4
    }

    def literal(one: Literal) -> Literal:
        if one.question not in wide or random.random() < 0.4:
            return one
        name = "any_of" if one.any_of else "none_of"
        return one._replace(**{name: getattr(one, name) | {"d"}})

    def condition(when: Condition | None) -> Condition | None:
        if when is None:
            return None
        return tuple(tuple(cell(one) for one in row) for row in when)

    def cell(one: Literal | Fact) -> Literal | Fact:
        return literal(one) if isinstance(one, Literal) else facts[one.id]

    facts: dict[str, Fact] = {}
    for fact in pack.facts:
        facts[fact.id] = fact._replace(when=condition(fact.when))

    def question(one: Question) -> Question:
        more = (Option("d", "D", Risk.NEUTRAL),) if one.id in wide else ()
        return replace(one, when=condition(one.when), options=one.options + more)

    def carved(one: Unless | None) -> Unless | None:
        return one and replace(one, when=condition(one.when))

    return replace(
        pack,
        facts=tuple(facts.values()),
        questions=tuple(question(one) for one in pack.questions),
        rules=tuple(
            replace(one, when=condition(one.when), unless=carved(one.unless))
            for one in pack.rules
        ),
    )


def _with_tones(random: Random, pack: Pack) -> Pack:
    calm = random.random() < 0.5
    questions = tuple(_toned(random, one, calm=calm) for one in pack.questions)
    pack = replace(pack, questions=questions)
    if calm:
        pack = replace(pack, rules=tuple(_calmed(pack, one) for one in pack.rules))
    choices = [one for one in questions if one.is_choice]
    checklists = tuple(
        Checklist(
            f"l{number}",
            "L",
            random.choice(list(ChecklistKind)),
            tuple(
                _item(random, f"c{number}{place}", choices, pack.facts)
                for place in range(2)
            ),
            random.choice([None, *pack.levels]),
            random.choice([None, random_condition(random, choices, pack.facts)]),
        )
        for number in range(2)
    )
    conflicts = tuple(
        Conflict(f"k{number}", "both", random_condition(random, choices, pack.facts))
        for number in range(2)
    )
    asserts = tuple(
        _assertion(random, f"a{number}", choices, pack) for number in range(3)
    )
    return replace(pack, assertions=asserts, checklists=checklists, conflicts=conflicts)


def _item(
    random: Random, clause: str, choices: list[Question], facts: tuple[Fact, ...]
) -> ChecklistItem:
    """Make an item that may well be as it should: it fails where it does not hold."""
    question = random.choice(choices)
    ids = {option.id for option in question.options}
    some = frozenset(random.sample(sorted(ids), random.randint(1, len(ids) - 1)))
    fails: Condition = ((Literal(question.id, none_of=some),),)
    if random.random() < 0.4:
        fails = random_condition(random, choices, facts)
    relevant = random_condition(random, choices, facts)
    return ChecklistItem(
        clause,
        ((Literal(question.id, some),),),
        fails,
        relevant=random.choice([None, None, relevant]),
    )


def _assertion(
    random: Random, name: str, choices: list[Question], pack: Pack
) -> Assertion:
    when = random_condition(random, choices, pack.facts)
    kind = random.choice(["level", "level", "obligations", "item"])
    if kind == "level":
        return Assertion(name, when, ("c",), random.choice(pack.levels))
    if kind == "obligations":
        flags = frozenset(random.sample(pack.obligations, random.randint(1, 2)))
        return Assertion(name, when, ("c",), obligations=flags)
    states = [ItemState.MET, ItemState.NOT_MET, ItemState.UNKNOWN]
    state = random.choice(states)
    return Assertion(name, when, ("c",), item=f"c0{random.randint(0, 1)}", state=state)


def _toned(random: Random, question: Question, *, calm: bool) -> Question:
    tones = [Risk.SAFE, Risk.RISKY, Risk.UNSURE]
    if not calm:
        tones = random.choices([*Risk], k=len(question.options))
    options = tuple(
        replace(option, risk=tones[number % len(tones)])
        for number, option in enumerate(question.options)
    )
    informs = random.random() < 0.1
    return replace(question, options=options, record_only=informs)


def _calmed(pack: Pack, rule: Rule) -> Rule:
    """Let a rule name risky options only, so that it may well be monotone."""
    rows = []
    for row in rule.when or ():
        cells: list[Literal | Fact] = []
        for named in row:
            cell = named
            if hasattr(cell, "question"):
                question = pack.by_id[cell.question]
                risky = {
                    one.id for one in question.options if one.risk is not Risk.SAFE
                }
                wanted = (cell.any_of | cell.none_of) & risky or risky
                cell = cell._replace(any_of=frozenset(wanted), none_of=frozenset())
            cells.append(cell)
        rows.append(tuple(cells))
    return replace(rule, when=tuple(rows) or None)


def changed_pack(seed: int, pack: Pack) -> Pack:
    """Make a version of a pack in which a few things are different."""
    random = Random(seed)
    for _ in range(random.randint(1, 3)):
        pack = _change(random, pack)
    return pack


def _change(random: Random, pack: Pack) -> Pack:
    rules, questions = list(pack.rules), list(pack.questions)
    number = random.randrange(len(rules))
    rule = rules[number]
    choices = [one for one in questions if one.is_choice]
    what = random.choice(["level", "drop", "when", "rule", "option", "question", "ask"])
    if what == "level":
        rules[number] = replace(rule, level=random.choice(list(LEVELS)))
    elif what == "drop":
        del rules[number]
        rules = rules or [rule]
    elif what == "when":
        when = random_condition(random, choices, pack.facts)
        rules[number] = replace(rule, when=when)
    elif what == "rule":
        more = small_pack(random.randrange(10**6)).rules[0]
        rules.append(replace(more, id=f"more{random.random()}", when=None, unless=None))
        when = random_condition(random, choices, pack.facts)
        rules[-1] = replace(rules[-1], when=when)
    elif what == "ask":
        at = questions.index(random.choice(choices))
        questions[at] = replace(questions[at], when=None)
    else:
        at = questions.index(random.choice(choices))
        questions[at] = _other_options(random, questions[at], pack)
    return replace(pack, rules=tuple(rules), questions=tuple(questions))


def _other_options(random: Random, question: Question, pack: Pack) -> Question:
    """Add an option, take away one that nothing names, or let one stand alone."""
    options = list(question.options)
    kind = random.choice(["add", "drop", "alone"])
    if kind == "add":
        options.append(replace(options[-1], id="z", label="Z", exclusive=False))
        options = (
            options
            if len({one.id for one in options}) == len(options)
            else (options[:-1])
        )
    elif kind == "drop" and len(options) > 1:
        named = repr((pack.rules, pack.facts, pack.questions, pack.assertions))
        gone = [one for one in options if f"'{one.id}'" not in named]
        options = [one for one in options if one not in gone[:1]] or options
    elif question.kind is Kind.MULTI:
        options[0] = replace(options[0], exclusive=not options[0].exclusive)
    return replace(question, options=tuple(options))
