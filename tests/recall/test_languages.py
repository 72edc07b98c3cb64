"""Languages: which one a text is in, and the terms of a word in the languages of a folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.recall.analyzer import Analyzer
from recall_tui.recall.languages import ENOUGH, SHARE, Languages
from recall_tui.recall.stopwords import STOP_WORDS

AUTO = Languages()
WORDS = Analyzer("none").words
TEXTS = {
    "english": "I wrote this down because the garden looked so different after the rain, and I want to "
    "remember which of the beds had dried out by the time we came back.",
    "german": "Heute habe ich im Garten gearbeitet und die Bohnen gepflanzt. Es war noch zu kalt für die "
    "Tomaten, aber sie stehen schon auf der Fensterbank und warten, bis es wärmer wird.",
    "french": "Je me demande si les notes que j'écris ici me serviront un jour. Dans le train, j'ai relu "
    "celles de l'hiver dernier, et elles étaient plus claires que je ne le pensais.",
    "spanish": "Hoy he vuelto a leer el cuaderno que empecé cuando vivía en la costa. No recordaba que ya "
    "entonces pensaba en las mismas preguntas, aunque con otras palabras y sin tanta prisa.",
    "italian": "Ieri sera abbiamo parlato a lungo del progetto. Non sono ancora sicuro che sia la strada "
    "giusta, ma mi piace l'idea di cominciare con una cosa piccola e vedere come va.",
    "portuguese": "Comecei a escrever uma página por dia, mesmo quando não tenho nada para dizer. Depois de "
    "um mês, as ideias que voltam são sempre as mesmas, e isso já me ensina alguma coisa.",
    "catalan": "Aquest matí he llegit el que vaig escriure fa dos anys sobre la memòria. Encara penso que "
    "els records no són com una pel·lícula, sinó com un camí que es fa quan hi tornem.",
    "romanian": "Am început să scriu despre oraș pentru că nu mai țineam minte cum arăta strada noastră. "
    "Acum, când trec pe acolo, văd lucruri pe care înainte nu le-am văzut niciodată.",
    "dutch": "Vandaag heb ik met mijn broer over het huis gesproken. We weten nog niet wat we ermee gaan "
    "doen, maar het dak moet voor de winter worden gemaakt, anders regent het naar binnen.",
    "swedish": "Jag tänkte på samtalet med min mormor när jag gick längs vattnet. Hon sade att man inte ska "
    "spara på det fina porslinet, för då blir det aldrig använt av någon.",
    "danish": "Jeg læste en bog om, hvordan man husker, og den sagde, at det hjælper at gå en tur "
    "bagefter. Nu prøver jeg det hver dag efter frokost, også når det regner.",
    "norwegian": "Jeg skrev ned drømmen før jeg sto opp, for ellers husker jeg ikke noe av den. Det var et "
    "hus uten dører, og vi måtte klatre inn gjennom taket mens det snødde.",
    "finnish": "Kävin eilen metsässä, mutta sieniä ei ollut vielä. Ajattelin samalla, että muistiinpanot "
    "ovat kuin polku: se pysyy auki vain, jos sitä kulkee, ja siksi luen näitä uudelleen.",
    "hungarian": "Tegnap este sokáig beszélgettünk arról, hogy mit jelent egy jó kérdés. Azt hiszem, az a "
    "lényege, hogy nem lehet rá azonnal válaszolni, és mégis szívesen gondolunk vissza rá.",
    "turkish": "Bu sabah eski defterimi okudum ve ne kadar çok şeyi unuttuğumu gördüm. Ama bir cümle hâlâ "
    "aklımda: daha az yazmak için önce çok yazmak gerekir, sonra kalanı silmek.",
    "polish": "Wczoraj wróciłem do notatek, które zrobiłem po rozmowie z ojcem. Nie wszystko się w nich "
    "zgadza, ale dobrze, że to zapisałem, bo dzisiaj już bym tego nie pamiętał.",
    "czech": "Dnes jsem si vzpomněl na knihu, kterou mi půjčil soused, když jsem byl malý. Bylo v ní něco "
    "o hvězdách a o tom, že se dívají na nás stejně jako my na ně.",
    "serbian": "Danas sam razmišljao o tome kako se sećamo stvari koje nismo zapisali. Možda je bolje da "
    "neke od njih ostanu samo kao osećaj, jer bi se na papiru izgubile.",
    "russian": "Вчера я перечитал то, что записал весной, и понял, что тогда ещё не знал, чем всё "
    "закончится. Хорошо, что эти заметки остались, потому что память уже рассказывает другое.",
    "greek": "Σήμερα διάβασα ξανά όσα είχα γράψει για το ταξίδι και δεν θυμόμουν ότι έβρεχε κάθε μέρα. "
    "Είναι περίεργο πώς μένει μόνο το φως στη μνήμη μας.",
    "indonesian": "Saya menulis ini karena tadi pagi ada gagasan yang tidak ingin saya lupakan. Mungkin "
    "besok sudah tidak penting lagi, tetapi dengan begini saya bisa melihat dari mana asalnya.",
    "arabic": "كتبت هذه الملاحظة بعد أن قرأت عن الذاكرة، لأن الكاتب يقول إن النسيان ليس ضد التذكر بل جزء "
    "منه، وهذا ما لم أفكر فيه من قبل.",
    "hindi": "आज मैंने पुरानी डायरी पढ़ी और देखा कि उस समय भी यही सवाल था। शायद इसका जवाब नहीं है, लेकिन "
    "लिखने के बाद मन हल्का हो जाता है।",
}
UNKNOWN = {
    "nothing": "",
    "a title": "Zettelkasten Methode Luhmann",
    "a list": "eggs flour butter sugar lemon vanilla milk almonds raisins yeast salt cream pepper thyme",
    "code": "const var let = (x, y) => x.map(v => v.id); for i in range: print(self.args, kwargs) def main",
    "options": "-a -b -c -d -e -i -l -m -n -o -s -u -y --no-color --all --de --en --fr",
    "Chinese": "今天我重新读了去年春天写的笔记，发现当时已经有了同样的想法，只是用了别的词。"
    "也许记忆就是这样。",
    "Japanese": "昨日の夜、古いノートを読み返した。書いたことをほとんど忘れていたが、"
    "考え方は今と同じだった。",
    "Korean": "어제 쓴 메모를 다시 읽어 보니 그때는 전혀 다른 생각을 하고 있었다. git commit 은 자주 하는 "
    "것이 좋다.",
    "Thai": "เมื่อวานฉันอ่านบันทึกเก่าและพบว่าลืมไปแล้วว่าเคยเขียนอะไรไว้บ้าง",
    "Ukrainian": "Учора я перечитав те, що записав навесні, і зрозумів, що тоді ще не знав, як усе "
    "закінчиться.",
    "Bulgarian": "Вчера прочетох отново това, което бях записал през пролетта, и разбрах, че тогава още не "
    "знаех как ще свърши всичко, а сега ми се струва ясно.",
    "Slovak": "Dnes som si spomenul na knihu, ktorú mi požičal sused, keď som bol malý. Bolo v nej niečo o "
    "hviezdach.",
    "half and half": "I wrote this because the garden was so different, und ich habe die Bohnen noch nicht "
    "gepflanzt.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_paragraph_has_its_language(language: str) -> None:
    assert AUTO.detect(WORDS(TEXTS[language])) == language


@pytest.mark.parametrize("kind", UNKNOWN)
def test_what_is_in_no_known_language_has_none(kind: str) -> None:
    assert AUTO.detect(WORDS(UNKNOWN[kind])) == ""


@pytest.mark.parametrize("script", ["Chinese", "Japanese", "Korean", "code", "options"])
def test_english_with_something_else_is_english_or_nothing(script: str) -> None:
    for english in (TEXTS["english"], TEXTS["english"][:60], "this is in the notes"):
        assert AUTO.detect(WORDS(f"{english} {UNKNOWN[script]}")) in ("english", "")


@pytest.mark.parametrize("language", [name for name in TEXTS if name != "english"])
def test_some_english_does_not_make_a_text_english(language: str) -> None:
    assert AUTO.detect(WORDS(TEXTS[language] + " Note to self: what is this for?")) in (language, "")


FUNCTION_WORDS = {name: {word for word in WORDS(text) if len(word) > 1} for name, text in STOP_WORDS.items()}


@given(
    st.lists(st.sampled_from(sorted(FUNCTION_WORDS["english"])), max_size=30),
    st.lists(st.sampled_from(sorted(set().union(*FUNCTION_WORDS.values()))), max_size=10),
    st.lists(st.text("xyz", min_size=3, max_size=3), max_size=60),
)
def test_english_has_more_than_twice_the_words_of_its_own_that_any_other_has(
    english: list[str], others: list[str], unknown: list[str]
) -> None:
    words = [*english, *others, *unknown]
    heard = {name: known.intersection(words) for name, known in FUNCTION_WORDS.items()}
    own = heard.pop("english")
    told = len(own) >= max(ENOUGH, SHARE * len(set(words))) and all(
        len(own - rival) > 2 * len(rival - own) for rival in heard.values()
    )
    assert (AUTO.detect(words) == "english") == told


@given(st.lists(st.sampled_from(sorted(WORDS(" ".join([*TEXTS.values(), *STOP_WORDS.values()]))))))
def test_any_words_have_a_language_with_an_analyzer(words: list[str]) -> None:
    language = AUTO.detect(words)
    assert AUTO.detect(words[::-1]) == language == AUTO.detect([*words, *words])
    AUTO.analyzer(language).terms(" ".join(words))


def typed(text: str) -> Iterator[list[str]]:
    """The words of a text after each key."""
    return (WORDS(text[:end]) for end in range(len(text) + 1))


@pytest.mark.parametrize("language", TEXTS)
def test_a_draft_does_not_change_its_language_from_key_to_key(language: str) -> None:
    for before in ("english", "german"):
        said = [""]
        for words in typed(TEXTS[before] + " " + 2 * TEXTS[language]):
            said.append(AUTO.detect(words, said[-1]))
        changes = [now for now, was in zip(said[1:], said, strict=False) if now != was]
        assert changes in ([before], [before, language])


def test_a_quotation_leaves_a_draft_in_its_language() -> None:
    draft = TEXTS["german"] + " " + TEXTS["english"][:70]
    assert AUTO.detect(WORDS(draft), "german") == "german"
    assert AUTO.detect([], "german") == "german"


@pytest.mark.parametrize(
    ("search", "language"),
    [
        ("die Bäume", "german"),
        ("what is the war", "english"),
        ("the war", ""),
        ("Bäume", ""),
        ("was", ""),
        ("les arbres", ""),
    ],
)
def test_a_search_is_in_a_language_of_the_folder(search: str, language: str) -> None:
    assert AUTO.detect(WORDS(search)) == ""
    assert AUTO.detect(WORDS(search), among=("english", "german", "")) == language


def test_languages_set_by_hand() -> None:
    german, plain = Languages("german"), Languages("none")
    assert german.detect(WORDS(TEXTS["english"])) == "german"
    assert german.analyzer("").terms("die Bäume") == german.analyzer("english").terms("die Bäume") == ["baum"]
    assert plain.detect(WORDS(TEXTS["english"])) == "none"
    assert plain.forms(["none"])["the"] == ("the",)


def test_unknown_texts_are_analysed_as_english() -> None:
    assert AUTO.analyzer("") is AUTO.analyzer("english") is not AUTO.analyzer("german")
    assert AUTO.analyzer("german") is AUTO.analyzer("german")


@pytest.mark.parametrize(
    ("word", "languages", "terms"),
    [
        ("gardens", ["english"], ("garden",)),
        ("bäume", ["german", "english"], ("baum", "bäume")),
        ("bäume", ["", "german"], ("bäume", "baum")),
        ("garten", ["english", "german", ""], ("garten", "gart")),
        ("luhmann", ["english", "german"], ("luhmann",)),
        ("die", ["german", "english"], ()),  # the query's own stop word, whatever it is elsewhere
        ("die", ["english", "german"], ("die",)),
        ("ハハハ", ["english", "german"], ("ハハ", "ハハ")),
        ("日本", ["english", "french"], ("日本",)),
    ],
)
def test_a_word_of_a_query_has_its_forms_in_all_languages(
    word: str, languages: list[str], terms: tuple[str, ...]
) -> None:
    assert AUTO.forms(languages)[word] == terms


@pytest.mark.parametrize("language", [name for name in STOP_WORDS if name in TEXTS])
def test_stop_words_are_left_out_in_their_language(language: str) -> None:
    assert AUTO.analyzer(language).terms(STOP_WORDS[language]) == []
    text = TEXTS[language]
    assert 0.2 < len(AUTO.analyzer(language).terms(text)) / len(WORDS(text)) < 0.8


def test_stop_words_are_single_words() -> None:
    assert all(len(WORDS(word)) == 1 for text in STOP_WORDS.values() for word in text.split())
