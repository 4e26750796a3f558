"""Cut Chinese text into words. Loads jieba (about 70 MB): never imported by web processes."""

import logging
from functools import lru_cache
from pathlib import Path

import jieba

from routing.text import fold

jieba.setLogLevel(logging.WARNING)


class Words:
    """A tokenizer of its own, so that one caller's lexicon does not change another's words."""

    def __init__(self, lexicon: Path | None = None, remembered: int = 2):
        """`lexicon` is a folder; every .txt file in it is read as a jieba dictionary.

        So many texts are `remembered`: each is cut for the category and again for the kinds.
        """
        self.tokenizer = jieba.Tokenizer()
        # jieba would otherwise keep a cache under a guessable name in the shared temporary
        # folder and unmarshal whatever someone else has put there.
        dictionary = self.tokenizer.get_dict_file()
        self.tokenizer.FREQ, self.tokenizer.total = self.tokenizer.gen_pfdict(dictionary)
        self.tokenizer.initialized = True
        for file in sorted(lexicon.glob("*.txt")) if lexicon else ():
            with file.open("rb") as lines:
                self.tokenizer.load_userdict(lines)
        self._remembering = lru_cache(remembered)(self._words)

    def __call__(self, text: str) -> list[str]:
        """Fold and cut; punctuation and blanks are left out."""
        return list(self._remembering(text))

    def _words(self, text: str) -> tuple[str, ...]:
        return tuple(
            word for word in self.tokenizer.lcut(fold(text)) if any(map(str.isalnum, word))
        )
