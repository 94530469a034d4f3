"""Guessing who wrote a note, by whatever can be put in an order on either side, and judging whether it was more than luck.

An attack takes one number for each note and one for each person, lays notes and people in those orders beside each
other, and guesses. Every pair of numbers is tried on half of the debriefs; what worked best there is judged on the other
half, where it has nothing but its merit. Luck is measured, not assumed: the truth is dealt anew among the notes of each
debrief, many times.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import eq
from statistics import fmean, pstdev
from typing import Any

DEALS = 400
SIGMAS_OF_99_PERCENT = 2.576


@dataclass
class Case:
    """One revealed debrief as the attacker sees it, and the truth, which only the judge reads.

    `notes` and `people` hold the numbers of each note and of each person who handed in.
    """

    notes: dict[str, dict[str, float]]
    people: dict[int, dict[str, float]]
    writer_of: dict[str, int] = field(repr=False)


@dataclass(frozen=True)
class Attack:
    """By which number of a note, and which of a person, and whether the two orders run against each other."""

    of_note: str
    of_person: str
    is_reversed: bool

    def guesses(self, case: Case, chance: random.Random) -> dict[str, int]:
        notes = _ordered(case.notes, self.of_note, chance)
        people = _ordered(case.people, self.of_person, chance)
        if self.is_reversed:
            people.reverse()
        return {note: people[place * len(people) // len(notes)] for place, note in enumerate(notes)}


@dataclass(frozen=True)
class Verdict:
    """How often an attack was right, and between which shares pure luck lies in 99 of 100 cases."""

    attack: str
    right: float
    luck: float
    lowest: float
    highest: float
    guesses: int

    @property
    def is_luck(self) -> bool:
        return self.lowest <= self.right <= self.highest

    def __str__(self) -> str:
        between = f"{self.lowest:.4f}–{self.highest:.4f}"
        return f"{self.attack}: right {self.right:.4f} of {self.guesses}; luck {self.luck:.4f} ({between})"


def best_attack(cases: list[Case], *, seed: int) -> tuple[Attack, Verdict]:
    """The attack that does best on every second debrief, judged on the others."""
    learning, judging = cases[::2], cases[1::2]
    chance = random.Random(seed)
    of_notes, of_people = _telling(case.notes for case in cases), _telling(case.people for case in cases)
    attacks = [Attack(n, p, back) for n in of_notes for p in of_people for back in (False, True)]
    best = max(attacks, key=lambda attack: _share_right(attack, learning, chance))
    return best, judge(best, judging, seed=seed)


def judge(attack: Attack, cases: list[Case], *, seed: int) -> Verdict:
    """Compare the attack with luck: the same guesses against truths dealt anew."""
    chance = random.Random(seed)
    guessed = [(case, attack.guesses(case, chance)) for case in cases if case.notes]
    right = [_right(guesses, case.writer_of) for case, guesses in guessed]
    total = sum(len(case.notes) for case, _ in guessed)
    truths = [([*guesses.values()], [case.writer_of[note] for note in guesses]) for case, guesses in guessed]
    dealt = [
        sum(sum(map(eq, persons, _dealt(writers, chance))) for persons, writers in truths) / total for _ in range(DEALS)
    ]
    luck = fmean(1 / len(case.people) for case, _ in guessed for _ in case.notes)
    spread = SIGMAS_OF_99_PERCENT * pstdev(dealt)
    name = f"{attack.of_note} with {attack.of_person}{' reversed' if attack.is_reversed else ''}"
    return Verdict(name, sum(right) / total, luck, luck - spread, luck + spread, total)


def neighbours(cases: Iterable[Case], orders: Iterable[str], *, seed: int) -> list[Verdict]:
    """Whether notes that lie next to each other in these orders are by the same writer more often than by luck.

    Luck does not know in which order the notes lay, so it is the same for all of them.
    """
    chance = random.Random(seed)
    cases = [case for case in cases if len(case.notes) > 1]
    pairs = sum(len(case.notes) - 1 for case in cases)
    truths = [[case.writer_of[note] for note in case.notes] for case in cases]
    dealt = [sum(_same(_dealt(writers, chance)) for writers in truths) / pairs for _ in range(DEALS)]
    luck, spread = fmean(dealt), SIGMAS_OF_99_PERCENT * pstdev(dealt)
    verdicts = []
    for order in orders:
        rows = ([case.writer_of[note] for note in _ordered(case.notes, order, chance)] for case in cases)
        right = sum(map(_same, rows)) / pairs
        verdicts.append(Verdict(f"neighbours by {order}", right, luck, luck - spread, luck + spread, pairs))
    return verdicts


def _telling(sides: Iterable[dict[Any, dict[str, float]]]) -> list[str]:
    """The names of numbers that tell things of one debrief apart at all; the same order always."""
    telling = set()
    for side in sides:
        seen: dict[str, set[float]] = {}
        for numbers in side.values():
            for name, number in numbers.items():
                seen.setdefault(name, set()).add(number)
        telling |= {name for name, different in seen.items() if len(different) > 1}
    return sorted(telling)


def _ordered(numbers: dict[Any, dict[str, float]], name: str, chance: random.Random) -> list[Any]:
    """Keys by the number of that name; ties, and what has no such number, fall by lot."""
    return sorted(numbers, key=lambda key: (numbers[key].get(name, 0.0), chance.random()))


def _share_right(attack: Attack, cases: list[Case], chance: random.Random) -> float:
    right, total = 0, 0
    for case in cases:
        if case.notes:
            right += _right(attack.guesses(case, chance), case.writer_of)
            total += len(case.notes)
    return right / total


def _right(guesses: dict[str, int], writer_of: dict[str, int]) -> int:
    return sum(writer_of[note] == person for note, person in guesses.items())


def _same(writers: list[int]) -> int:
    """How many notes lie before one by the same writer."""
    return sum(map(eq, writers, writers[1:]))


def _dealt(writers: list[int], chance: random.Random) -> list[int]:
    """In any order, each as likely; in half the time of `shuffle`, as it is done a million times."""
    return sorted(writers, key=lambda _: chance.random())
