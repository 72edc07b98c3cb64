"""Which language a text is in, and which terms a word has in it.

The notes of one folder may be in several languages. Each is analysed in its own; a query asks in all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain

import Stemmer

from recall_tui.recall.analyzer import Analyzer, Memo
from recall_tui.recall.stopwords import STOP_WORDS

FALLBACK = "english"
"""How a text in no known language is analysed: names, code, a list of key words."""
LOOKED_AT = 300
"""The language of a text is told by this many words from its beginning."""
BEGINNING = 700
"""That of a note by this many characters."""
ENOUGH = 4
"""A text is in a language only where it has this many of its function words, each counted once."""
SHARE = 0.1
"""And where these are this part of all its different words."""


class Languages:
    """Tells the language of texts, and has an analyzer for each.

    `setting` is "auto", or what all texts are taken to be in: the name of a Snowball stemmer, or "none".
    """

    def __init__(self, setting: str = "auto") -> None:
        self.setting = setting
        self._analyzers: dict[str, Analyzer] = {}
        self._forms: dict[tuple[str, ...], Memo[tuple[str, ...]]] = {}

    def of(self, text: str) -> str:
        """The language of a note's text, from its beginning."""
        if self.setting != "auto":
            return self.setting
        # Taken apart at blanks alone, which is fast: function words hardly ever touch a mark.
        return self.detect(text[:BEGINNING].casefold().split())

    def detect(self, words: Sequence[str], last: str = "", among: Collection[str] = ()) -> str:
        """The language of a text, from its words (as `Analyzer.words` gives them); "" where none is clear.

        Each function word is a vote for the languages that have it. Against each of the others, the winner
        must have more than twice the words that the two do not share.

        `last` is what an earlier state of the text was in. It is returned until another is clear, and
        between clear for one and clear for the other lies a wide field: a draft that quotes does not
        flicker. With `among`, only these are considered, and a single vote is enough: for a search of few
        words in a folder whose languages are known.
        """
        if self.setting != "auto":
            return self.setting
        words, speakers = words[:LOOKED_AT], _speakers()
        heard = _all_function_words().intersection(words)
        if not among and _surely(FALLBACK, heard, len(words)):  # nearly always where most notes are in it
            return FALLBACK
        votes = Counter(chain.from_iterable(map(speakers.__getitem__, heard)))
        if among:
            votes = Counter({language: votes[language] for language in votes.keys() & set(among)})
        if not votes:
            return last
        best = max(votes, key=votes.__getitem__)
        most = votes[best]
        if not among and (most < ENOUGH or (most < SHARE * len(words) and most < SHARE * len(set(words)))):
            return last
        function_words = _function_words()
        for rival, count in votes.items():
            if 2 * count >= most and rival != best:  # no other can have half of what tells them apart
                shared = len(heard & function_words[best] & function_words[rival])
                if most - shared <= 2 * (count - shared):
                    return last
        return best if best in _stemmed() else ""

    def analyzer(self, language: str) -> Analyzer:
        """The analyzer of a language that `detect` gave."""
        name = (language or FALLBACK) if self.setting == "auto" else self.setting
        if name not in self._analyzers:
            self._analyzers[name] = Analyzer(name)
        return self._analyzers[name]

    def forms(self, languages: Sequence[str]) -> Memo[tuple[str, ...]]:
        """From a word of a query to its terms in each of `languages`, each form once.

        The first is the language of the query itself: its stop words have no terms, whatever they mean in
        others (German "die", "war"). `languages` holds "" where notes are in none.
        """
        key = tuple(languages)
        if key not in self._forms:
            analyzers = list(dict.fromkeys(map(self.analyzer, key)))

            def forms(word: str) -> tuple[str, ...]:
                # Whole groups: the bigrams of a run are the same in all languages, and may come twice in it.
                groups = [analyzer.of_word(word) for analyzer in analyzers]
                return tuple(chain.from_iterable(dict.fromkeys(groups))) if groups[0] else ()

            self._forms[key] = Memo(forms)
        return self._forms[key]


@cache
def _function_words() -> dict[str, frozenset[str]]:
    """Language → its function words. Those of one letter are left out: options and names of variables."""
    words = Analyzer("none").words
    return {name: frozenset(w for w in words(text) if len(w) > 1) for name, text in STOP_WORDS.items()}


@cache
def _speakers() -> dict[str, tuple[str, ...]]:
    """Function word → the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _function_words().items():
        for word in words:
            found[word] = (*found.get(word, ()), language)
    return found


@cache
def _telling(language: str) -> frozenset[str]:
    """The function words that no other language has."""
    return frozenset(word for word in _function_words()[language] if _speakers()[word] == (language,))


def _surely(language: str, heard: frozenset[str], many: int) -> bool:
    """Whether these function words among so many words tell a language, without a count for any other.

    None of those can have more of its own than all that are not this language's.
    """
    others = len(heard - _function_words()[language])
    most = len(heard) - others
    return most >= max(ENOUGH, SHARE * many) and len(heard & _telling(language)) > 2 * others


@cache
def _all_function_words() -> frozenset[str]:
    return frozenset(_speakers())


@cache
def _stemmed() -> frozenset[str]:
    """The languages that the installed Snowball knows; the others tell only what a text is not in."""
    return frozenset(Stemmer.algorithms())
