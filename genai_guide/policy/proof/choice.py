"""A question that is answered by options, as variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from genai_guide.policy.pack import Option, Tone

NO, YES = 1, 2
"""The values of a variable of a multiple choice."""

_PREFERRED = (Tone.SAFE, Tone.NEUTRAL, Tone.RISKY, Tone.UNSURE)


def _mildness(option: Option) -> tuple[int, bool]:
    # Of two, first the one that rules the others out.
    return _PREFERRED.index(option.tone), not option.exclusive


class Choice:
    """The variables of one question, and which of their values are answers to it."""

    def __init__(
        self,
        question_id: str,
        options: tuple[Option, ...],
        multi: bool,  # noqa: FBT001 - a field, like the others
        start: int,
        bound: bool,  # noqa: FBT001
    ) -> None:
        self.id = question_id
        self.options = options
        self.multi = multi
        self.start = start
        """The number of its variable, or of its first option's."""
        self.bound = bound
        """Whether nothing, or too much, chosen is left out here; else by the caller."""
        self.variables = range(start, start + (len(options) if multi else 1))
        """Its variables, those of a multiple choice in the order of the options."""
        self.lists: dict[frozenset[int], int] = {}
        """The variables of lists of options of a multiple choice."""
        self.members: dict[int, frozenset[int]] = {}
        both = list(zip(self.variables, options, strict=multi))
        self.exclusive = [one for one, o in both if multi and o.exclusive]
        """The variables of the options that stand alone."""
        self.free = [one for one, o in both if multi and not o.exclusive]
        """The variables of the options of a multiple choice that stand together."""
        self._alone = frozenset(self.exclusive if bound else ())
        numbers = sorted(range(len(options)), key=lambda n: _mildness(options[n]))
        self.mildest = [start + number for number in numbers]
        """The options from the mildest on, counted from the first variable."""

    @property
    def answers(self) -> int:
        """How many answers there are to it."""
        if not self.multi:
            return len(self.options)
        return (1 << len(self.free)) - 1 + len(self.exclusive)

    def mask(self, option_ids: Iterable[str]) -> int:
        """The values of a single choice that are among some options."""
        wanted = set(option_ids)
        return sum(1 << n for n, one in enumerate(self.options) if one.id in wanted)

    def bits(self, option_ids: Iterable[str]) -> list[int]:
        """The variables of a multiple choice for some options."""
        wanted = set(option_ids)
        return [
            self.start + n for n, one in enumerate(self.options) if one.id in wanted
        ]

    def exactly(self, chosen: Iterable[int]) -> dict[int, int]:
        """The cube of one answer to a multiple choice, by its options' variables."""
        yes = set(chosen)
        return {one: YES if one in yes else NO for one in self.variables}

    def answer(self, said: Mapping[int, int]) -> set[int] | None:
        """Choose a mild answer to a multiple choice, by its options' variables.

        Args:
            said: What is to hold of its variables, and of no others.
        """
        yes = {one for one, mask in said.items() if mask == YES}
        no = {one for one, mask in said.items() if mask == NO}
        wanted = [self.members[one] for one in yes if one in self.members]
        no = no.union(*(self.members[one] for one in no if one in self.members))
        yes = yes.difference(self.members)
        if yes & no or (yes & self._alone and len(yes) > 1):
            return None
        unmet = [members for members in wanted if members.isdisjoint(yes)]
        if yes & self._alone:
            return None if unmet else yes
        open_ = [one for one in self.mildest if one not in no]
        if not yes:
            for one in open_:
                if all(one in members for members in unmet):
                    return {one}
        for members in unmet:
            if members.isdisjoint(yes):
                fitting = (o for o in open_ if o in members and o not in self._alone)
                one = next(fitting, -1)
                if one < 0:
                    return None
                yes.add(one)
        return yes if yes or not self.bound else None

    def implied(self, said: Mapping[int, int]) -> dict[int, int]:
        """What else must hold of a multiple choice of which an answer is possible."""
        found: dict[int, int] = dict(said)
        for one, mask in said.items():
            if mask == NO and one in self.members:
                found.update(dict.fromkeys(self.members[one], NO))
        yes = {one for one in self.variables if found.get(one) == YES}
        if yes & self._alone:
            found.update(dict.fromkeys(set(self.variables) - yes, NO))
        elif yes:
            found.update(dict.fromkeys(self._alone, NO))
        for one, members in self.members.items():
            if not members.isdisjoint(yes):
                found[one] = YES
            elif all(found.get(member) == NO for member in members):
                found[one] = NO
        return found
