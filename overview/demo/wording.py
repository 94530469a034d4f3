"""Made-up letters with the word frequencies of real ones: a few words everywhere, most of them seldom (Zipf).

The commonest words are English, the rest is built of syllables. `RARE` occurs in no letter unless it is put there;
`COMMON` is in about four letters of ten. Both are there to be searched for.
"""

from functools import cache
from itertools import accumulate
from random import Random

RARE, COMMON = "quillwort", "refund"
THREE_WORDS = "refund delivery waiting"

SHORTEST, LONGEST = 200, 1_500
VOCABULARY_SIZE = 6_000
STOCK = 4_000

# In order of frequency. Where a word stands decides in how many letters it is.
_ENGLISH = """
the and to of a in was for it that we you on is my with not had your have at this but be as they been from were no
delivery refund letter order weeks table shop one day waiting sofa price phone would chair there when after nobody
said told called came time again date bill house van morning wrong new answer two never three asked week promise
customer money still paid because only who what late before now then back very please room sent more always help
people desk could must door if out about long other first thank number invoice box broken helped screw drawer shelf
lamp bed mattress wardrobe cupboard kitchen colour oak walnut scratch corner repaired technician counter receipt
hour afternoon friday monday saturday neighbour mother father daughter brother children birthday floor stairs lift
quick slow kind friendly rude careful patient honest clear happy angry sorry surprised pleased disappointed grateful
visit warranty complaint praise reminder account deposit payment stock website message e-mail voice music minute
"""
_SYLLABLES = (
    "ba be bi bo da de di do fa fe fi fo ga ge go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi po "
    "ra re ri ro sa se si so ta te ti to va ve vi vo"
)


def _vocabulary() -> list[str]:
    chance = Random("vocabulary")
    words = dict.fromkeys(_ENGLISH.split())
    syllables = _SYLLABLES.split()
    while len(words) < VOCABULARY_SIZE:
        words["".join(chance.choices(syllables, k=chance.randint(2, 4)))] = None
    return list(words)


WORDS = _vocabulary()
_WEIGHTS = list(accumulate(1 / (rank + 3) ** 0.9 for rank in range(VOCABULARY_SIZE)))


def words(chance: Random, count: int) -> list[str]:
    return chance.choices(WORDS, cum_weights=_WEIGHTS, k=count)


def sentence(chance: Random, shortest: int = 6, longest: int = 14) -> str:
    return chance.choice(_sentences(shortest, longest))


@cache
def _sentences(shortest: int, longest: int) -> list[str]:
    """A stock to draw from; to put each of a million sentences together would take a tenth of the time of a fill."""
    chance = Random(f"sentences of {shortest} to {longest} words")
    lengths = [chance.randint(shortest, longest) for _ in range(STOCK)]
    return [" ".join(words(chance, length)).capitalize() + "." for length in lengths]


def letter(chance: Random, *, with_word: str = "") -> str:
    """A letter of 200 to 1,500 characters: sentences in paragraphs, one of which holds `with_word` if given."""
    goal = chance.randint(SHORTEST, LONGEST)
    text = f"My reference is {with_word}. " if with_word else ""
    while len(text) < goal:
        text += sentence(chance) + ("\n\n" if chance.random() < 0.2 else " ")
    return text[:LONGEST].rstrip()


def paragraph(chance: Random, *, sentences: int) -> str:
    return " ".join(sentence(chance) for _ in range(sentences))


def passage(chance: Random, text: str) -> tuple[int, int]:
    """Where one sentence of `text` begins and ends, as code points."""
    start = text.find(". ", chance.randrange(len(text)))
    start = 0 if start < 0 else start + 2
    end = text.find(".", start)
    return (start, end + 1) if end > start else (0, text.index(".") + 1)
