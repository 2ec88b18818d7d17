"""Files of word vectors as gensim writes them.

    python3 Tools/golden/word_vectors.py            (needs gensim 4.4)

Writes Tests/ShinsoFormatsTests/Fixtures/words.bin and words.txt: four words with vectors of three
numbers, which have no exact form in decimal.
"""

import pathlib

import numpy as np
from gensim.models import KeyedVectors

FOLDER = pathlib.Path(__file__).parents[2] / "Tests/ShinsoFormatsTests/Fixtures"

vectors = KeyedVectors(3)
vectors.add_vectors(
    ["the", "先生", "naïve", "パンク"], np.sin(np.arange(12, dtype=np.float32).reshape(4, 3)) / 3)
vectors.save_word2vec_format(str(FOLDER / "words.bin"), binary=True)
vectors.save_word2vec_format(str(FOLDER / "words.txt"), binary=False)
