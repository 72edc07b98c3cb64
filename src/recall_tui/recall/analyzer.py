"""From text to terms: what two texts must share to count as being about the same thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, chain
from operator import add
from typing import TypeVar

import Stemmer

from recall_tui.recall.stopwords import STOP_WORDS

# Scripts written without spaces, or (Hangul) with endings glued to the word: overlapping bigrams match them
# better than words do. Thai, Lao, Burmese and Khmer; then CJK, without its punctuation.
_UNSPACED = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1780-\u17d3"
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3031-\u3035\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u318f"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uffdc\U00020000-\U000323af"
)
_EMOJI = "\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff"
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:'+[A-Za-z0-9]*)*")


# Both take milliseconds to compile, and are not wanted before something is not in ASCII.
@cache
def _word() -> re.Pattern[str]:
    # A mark belongs to the letter before it: vowels of Indian scripts, accents in NFD. Rare beyond U+2000.
    marks = "".join(c for c in map(chr, range(0x300, 0x2000)) if unicodedata.category(c)[0] == "M")
    letter = f"[^\\W_{_UNSPACED}{_EMOJI}]"
    return re.compile(f"[{_UNSPACED}][{_UNSPACED}'’＇]*|{letter}+(?:[{marks}'’＇]+{letter}*)*|[{_EMOJI}]")


@cache
def _is_unspaced() -> Callable[[str], re.Match[str] | None]:
    return re.compile(f"[{_UNSPACED}]").match


# Most of what is written in these scripts: normal already, and without case.
_NORMAL = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]+").fullmatch
# Of the web only: dendron:// and obsidian:// name notes.
_URL = re.compile(r"(?:https?|ftp)://[^\s)\]>]+", re.IGNORECASE)

# Punctuation beyond ASCII that words stand against: with it away, most pieces of a text are known words.
_PUNCTUATION = "“”„‘«»‐–—…·•、。，．：；！？（）「」『』《》【】"
# Of ASCII only letters, digits and the apostrophe belong to words.
_SEPARATE = bytes(
    c + 32 if 65 <= c <= 90 else c if 48 <= c <= 57 or 97 <= c <= 122 or c == 39 or c >= 128 else 32
    for c in range(256)
)
# Where articles and pronouns lose their vowel: "l'idée" holds the word "idée".
_ELIDING = ("french", "italian", "catalan")


Given = TypeVar("Given", bound=Sequence[object])


class Memo(dict[str, Given]):
    """What a function gave for a word, remembered; begins anew when there are very many.

    Long runs are not kept: hardly a sentence of Chinese comes twice.
    """

    def __init__(self, function: Callable[[str], Given]) -> None:
        self._function = function

    def __missing__(self, word: str) -> Given:
        found = self._function(word)
        if len(word) < 40 and (word.isascii() or len(found) < 5):
            if len(self) >= 1 << 17:
                self.clear()
            self[word] = found
        return found


class Analyzer:
    """Turns text into terms: NFKC, any case, stop words left out, Snowball stems, CJK and Thai in bigrams.

    `language` names a Snowball stemmer ("english", "german", …) or is "none". Stems are remembered, so a word
    costs its stemming once.
    """

    def __init__(self, language: str = "english") -> None:
        self.language = language
        self._stop = frozenset(chain.from_iterable(map(_words_of, STOP_WORDS.get(language, "").split())))
        self._stem = Stemmer.Stemmer(language, 0).stemWord if language != "none" else str
        self._elides = language in _ELIDING
        self._words = Memo(_words_of)
        self._of_word = Memo(self._analyse)
        self._of_piece = Memo(self._analyse_piece)
        self._of_ascii = Memo(self._term)
        self._of_marked = Memo(self._spans)

    def words(self, text: str) -> list[str]:
        """The words of a text in order, normalised but not yet stemmed; stop words included."""
        if text.isascii():
            return _spaced(self._split(text).replace("'", "")).split()
        return list(chain.from_iterable(map(self._words.__getitem__, _spaced(self._split(text)).split())))

    def of_word(self, word: str) -> tuple[str, ...]:
        """The terms of one of `words`: none for a stop word, bigrams for a CJK run, else one."""
        return self._of_word[word]

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in order, each as often as it occurs."""
        spaced = _spaced(self._split(text))
        if spaced.isascii():  # one term a piece, or none
            return list(filter(None, map(self._of_ascii.__getitem__, spaced.split())))
        return list(chain.from_iterable(map(self._of_piece.__getitem__, spaced.split())))

    def spans(self, text: str) -> list[tuple[str, int, int]]:
        """Each term with its place, (term, start, end) in characters of `text`; for marking what is shown."""
        pieces = _spaced(_elided(text) if self._elides else text).split(" ")
        starts = accumulate(map(len, pieces), initial=0)
        return [
            (term, blanks + start + first, blanks + start + last)
            for blanks, (start, found) in enumerate(
                zip(starts, map(self._of_marked.__getitem__, pieces), strict=False)
            )
            for term, first, last in found
        ]

    def _spans(self, piece: str) -> tuple[tuple[str, int, int], ...]:
        """`spans` of what stands between two blanks."""
        if piece.isascii() and piece.isalnum():
            term = self._of_ascii[piece]
            return ((term, 0, len(piece)),) if term else ()
        found: list[tuple[str, int, int]] = []
        for match in (_ASCII_WORD if piece.isascii() else _word()).finditer(piece):
            word = match[0].rstrip("'’＇")
            terms, start = self.terms(word), match.start()
            end = start + len(word)
            letters = [i for i, c in enumerate(word, start) if c.isalnum()] if len(terms) > 1 else ()
            if len(letters) == len(terms) + 1 > 2:
                found += zip(terms, letters, [*letters[2:], end], strict=False)
            else:  # one term, or letters that NFKC joins or takes apart
                found += [(term, start, end) for term in terms]
        return tuple(found)

    def _split(self, text: str) -> str:
        """A text without addresses, and with a blank where an apostrophe ends a word."""
        if "://" in text:
            text = _URL.sub(" ", text)
        return _elided(text) if self._elides else text

    def _analyse_piece(self, piece: str) -> tuple[str, ...]:
        words = _words_of(piece)
        if len(words) == 1:
            return self._analyse(words[0])
        return tuple(chain.from_iterable(map(self._analyse, words)))

    def _term(self, piece: str) -> str:
        """The term of a piece of ASCII; "" for a stop word."""
        word = piece.replace("'", "")
        return self._stem(word) if word and word not in self._stop else ""

    def _analyse(self, word: str) -> tuple[str, ...]:
        if word in self._stop:
            return ()
        if word.isascii() or not _is_unspaced()(word):
            return (self._stem(word),)
        letters = word if word.isalnum() else "".join(c for c in word if c.isalnum())
        if len(letters) < 2:
            return (letters,) if letters else ()
        return tuple(map(add, letters, letters[1:]))


def _elided(text: str) -> str:
    return text.replace("'", " ").replace("’", " ")


def _spaced(text: str) -> str:
    """A text in small letters, as pieces with blanks between, at what of ASCII belongs to no word.

    Normalising a piece gives what normalising the whole text does, since no mark joins what stands apart here
    into a letter. It is done once for each different piece.
    """
    if not text.isascii():
        for mark in _PUNCTUATION:
            text = text.replace(mark, " ")
    return text.encode("utf-8", "surrogatepass").translate(_SEPARATE).decode("utf-8", "surrogatepass")


def _words_of(piece: str) -> tuple[str, ...]:
    """The words of a piece."""
    if piece.isascii():
        word = piece.replace("'", "")
        return (word,) if word else ()
    if _NORMAL(piece):
        return (piece,)
    # Twice, because casefolding takes some letters apart: ΐ and ǰ, but not Ϊ́ and J̌.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", piece).casefold())
    return tuple(_word().findall(text.replace("'", "").replace("’", "")))


def unspaced(word: str) -> bool:
    """Whether a word is of a script that is written without spaces: its terms don't wait for its end."""
    return not word.isascii() and _is_unspaced()(word) is not None
