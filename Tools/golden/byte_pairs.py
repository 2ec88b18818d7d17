"""Golden values of byte-pair encoding: merges and pieces by the authors' own program.

    python3 Tools/golden/byte_pairs.py            (needs subword-nmt 0.3.8)

Writes Tests/ShinsoDataTests/Fixtures/byte-pairs.json: words with their counts, drawn from syllables
so that many pairs are equally frequent, the merges that subword-nmt learns from them, and the pieces
of some words, known and unknown.
"""

import io
import json
import pathlib
import random

from subword_nmt.apply_bpe import BPE
from subword_nmt.learn_bpe import learn_bpe

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoDataTests/Fixtures/byte-pairs.json"
SYLLABLES = ["ka", "ki", "no", "ra", "aa", "to", "猫", "は", "で", "𠮷", "tion", "x"]

generator = random.Random(7)
words = {}
for _ in range(150):
    word = "".join(generator.choice(SYLLABLES) for _ in range(generator.randint(1, 5)))
    words[word] = words.get(word, 0) + generator.randint(1, 6)
text = "".join((word + " ") * count + "\n" for word, count in words.items())
codes = io.StringIO()
learn_bpe(io.StringIO(text), codes, 80)
merges = codes.getvalue().splitlines()[1:]
codes.seek(0)
bpe = BPE(codes)
samples = generator.sample(sorted(words), 30) + ["kakaka", "nation", "zebra", "a", "aaaaaaa", "猫猫"]
TARGET.write_text(
    json.dumps(
        {
            "words": [{"word": word, "count": count} for word, count in words.items()],
            "merges": merges,
            "pieces": {word: bpe.process_line(word).split() for word in samples},
        },
        ensure_ascii=False,
        indent=1,
    )
    + "\n",
    encoding="utf-8",
)
