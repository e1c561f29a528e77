"""Follow-ups are made to stand alone; fresh questions stay as they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation import standalone
from rag.conversation.mentions import mentions
from rag.conversation.pointers import pointers
from rag.conversation.salience import FEATURES, Picker, shipped
from rag.types import Turn

SIGNING = [Turn("When will the treaty be signed?", "The treaty will be signed in April. [1]")]
MAYOR = [Turn("Who opened the bridge?", "Mayor Ines Okafor opened the bridge on Friday. [1]")]
FIRE = [
    Turn("What caused the fire at the Penang plant?", "A faulty pump started the fire, Fire chief Tan Wei said. [1]")
]
FIRMS = [Turn("How many firms came from Malaysia?", "Twenty firms came from Malaysia.")]
TUNNEL = [Turn("Did the city council approve the tunnel?", "The city council approved the tunnel on Monday. [1]")]
RESIGNED = [Turn("Who resigned?", "Transport minister Lena Abubakar resigned on Tuesday. [1]")]
REPLACED = [*RESIGNED, Turn("Who replaced her?", "Her deputy, Omar Haddad, took over. [1]")]
UNIVERSITY = [Turn("When was the University of Leeds founded?", "It was founded in 1904.")]
FOUNDED = [Turn("Which university is the oldest there?", "The University of Leeds is the oldest in the city.")]
FILM = [Turn("Where was the film shot?", "The film was shot in Gdansk. [1]")]
PASSENGERS = [Turn("How many passengers did the airline carry in 2023?", "It carried 4.1 million passengers in 2023.")]
COUNCIL = [
    Turn(
        "Who voted?",
        "KELMARSH, Nov. 20 - The town council of Kelmarsh voted 9 to 6 on Thursday evening to go on paying for the "
        "night train to the coast. [1]",
    )
]
CLOSED = [Turn("Who confirmed the closure?", "Confirmation came from transport minister Lena Abubakar. [1]")]
PACT = [Turn("Which countries signed the pact?", "Oman and Vietnam signed the pact.")]


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (SIGNING, "And where?", "Where will the treaty be signed?"),
        (SIGNING, "Where exactly?", "Where exactly will the treaty be signed?"),
        (SIGNING, "why?", "Why will the treaty be signed?"),
        (SIGNING, "In which city?", "In which city will the treaty be signed?"),
        (MAYOR, "When?", "When was it that Mayor Ines Okafor opened the bridge?"),
        (TUNNEL, "When?", "When did the city council approve the tunnel?"),
        (TUNNEL, "Why not?", "Why did the city council not approve the tunnel?"),
        (TUNNEL, "By how many votes?", "By how many votes did the city council approve the tunnel?"),
        (PACT, "Where?", "Where was it that Oman and Vietnam signed the pact?"),
        (CLOSED, "When?", "When was it that someone confirmed the closure?"),
    ],
)
def test_words_left_out_come_from_the_last_question(history: list[Turn], question: str, expected: str) -> None:
    assert standalone(question, history) == expected


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (SIGNING, "Who will sign it?", "Who will sign the treaty?"),
        (MAYOR, "What did she say?", "What did Mayor Ines Okafor say?"),
        (MAYOR, "What is her party?", "What is Mayor Ines Okafor's party?"),
        (MAYOR, "How much did it cost?", "How much did the bridge cost?"),
        (FIRE, "Who is he?", "Who is fire chief Tan Wei?"),
        (FIRMS, "How many of them were small?", "How many of the firms were small?"),
        (TUNNEL, "Who voted against it?", "Who voted against the tunnel?"),
        (TUNNEL, "What did they decide about the harbour?", "What did the city council decide about the harbour?"),
        (RESIGNED, "Why did she resign?", "Why did transport minister Lena Abubakar resign?"),
        (REPLACED, "How old is he?", "How old is Omar Haddad?"),
        (REPLACED, "How long had she been in office?", "How long had transport minister Lena Abubakar been in office?"),
        (UNIVERSITY, "How many students does it have?", "How many students does the University of Leeds have?"),
        (FOUNDED, "When was it founded?", "When was the University of Leeds founded?"),
        (FILM, "Who directed it?", "Who directed the film?"),
        (FILM, "When does it open there?", "When does the film open in Gdansk?"),
        (PACT, "When did they sign it?", "When did Oman and Vietnam sign the pact?"),
    ],
)
def test_pronouns_get_their_names(history: list[Turn], question: str, expected: str) -> None:
    assert standalone(question, history) == expected


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (FIRMS, "What about Korea?", "How many firms came from Korea?"),
        (FIRMS, "And how many from Japan?", "How many firms came from Japan?"),
        (FIRMS, "No, I meant Indonesia.", "How many firms came from Indonesia?"),
        (FIRE, "And the explosion?", "What caused the explosion at the Penang plant?"),
        (PASSENGERS, "And in 2024?", "How many passengers did the airline carry in 2024?"),
        (RESIGNED, "No, the other minister", "Which other minister resigned?"),
        (TUNNEL, "not the tunnel, the bridge", "Did the city council approve the bridge?"),
    ],
)
def test_another_subject_takes_the_place_of_the_old(history: list[Turn], question: str, expected: str) -> None:
    assert standalone(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How much did the harbour extension cost last year?",
        "What is this article about?",
        "What is this about?",
        "Is there any risk to shipping near Port Ellen?",
        "Did Ines Okafor resign after the vote?",
        "Thanks. What will the new school cost?",
        "Did the council say when it would vote?",
        "Is it true that the harbour is closed?",
        "How long did it take to build the school?",
    ],
)
@pytest.mark.parametrize("history", [SIGNING, MAYOR, FIRE, REPLACED])
def test_a_fresh_question_takes_nothing_over(question: str, history: list[Turn]) -> None:
    assert standalone(question, history) == question


def test_a_refusal_gives_no_names() -> None:
    assert standalone("How old is she?", [Turn("Why?", "The article does not say.")]) == "How old is she?"


def test_names_are_text_and_no_patterns() -> None:
    history = [Turn("Who wrote it?", r"Ana \1 Lopez (C++) [x wrote it.")]
    assert "Ana" in standalone("How old is she?", history)


def test_footnote_markers_stay_out() -> None:
    assert "[" not in standalone("Who is he?", [Turn("Who won?", "Omar Haddad [1]")])


def test_the_shipped_picker_reads_back_as_it_was_written() -> None:
    assert Picker.from_json(shipped().to_json()) == shipped()
    assert all(len(weights) == len(FEATURES) for weights in shipped().weights.values())


def test_a_picker_of_other_features_is_refused() -> None:
    with pytest.raises(ValueError, match="fit them anew"):
        Picker.from_json('{"features": ["age"], "kinds": {}}')


_WORDS = st.lists(
    st.sampled_from(
        "he it they his her its this that these there one other what who when where why how which many about and no "
        "not I meant the a of in at from with did does is was will can Okafor Port Ellen mayor treaty council 2023 "
        "bridge firms signed resign? . ( [ \\ * $ 't 's Zürich İ ß 日本 else any exactly".split()
    ),
    min_size=1,
    max_size=9,
).map(" ".join)
_TEXT = _WORDS | st.text(max_size=80)
_HISTORY = st.lists(st.builds(Turn, _TEXT, _TEXT), max_size=4)


@given(_TEXT)
def test_without_history_nothing_changes(question: str) -> None:
    assert standalone(question, []) == question


@given(_TEXT, _HISTORY)
def test_any_words_give_the_same_question_twice(question: str, history: list[Turn]) -> None:
    assert standalone(question, history) == standalone(question, history)


@given(_WORDS.filter(lambda words: "not" not in words), _HISTORY)
def test_a_question_keeps_its_own_words(question: str, history: list[Turn]) -> None:
    names = [word for word in ("Okafor", "Ellen", "treaty", "council", "bridge", "2023", "firms") if word in question]
    written = standalone(question, history).lower()
    assert all(name.lower() in written for name in names)


@given(_TEXT)
def test_mentions_and_pointers_lie_in_the_text(text: str) -> None:
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions(text))
    assert all(0 <= pointer.start < pointer.end <= len(text) for pointer in pointers(text))


def test_a_rewriting_takes_about_a_millisecond() -> None:
    standalone("How old is he?", REPLACED)
    started = time.process_time()
    for _ in range(100):
        mentions.cache_clear()
        standalone("How long had she been in office?", REPLACED)
    assert (time.process_time() - started) / 100 < 0.002


@pytest.mark.parametrize("question", ["When was that?", "Why do they want to keep it?", "What did they say?"])
def test_the_place_of_a_dateline_is_nobody(question: str) -> None:
    assert "KELMARSH" not in standalone(question, COUNCIL)


def test_a_town_is_not_its_council() -> None:
    voted = [Turn("Who voted?", "The town council of Kelmarsh voted to keep the train.")]
    assert "Kelmarsh" not in standalone("What did they say?", voted)


def test_two_pronouns_of_one_question_mean_two_things() -> None:
    met = [
        Turn("Who is Omar Haddad?", "Omar Haddad is a minister."),
        Turn("Who did he meet?", "Lena Abubakar and Omar Haddad."),
    ]
    assert standalone("Did he help them?", met) == "Did Omar Haddad help Lena Abubakar?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And when?", "When was it that Oman and Vietnam signed the treaty?"),
        ("Sorry, I meant the other one", "Who signed the other treaty?"),
    ],
)
def test_thanks_before_are_nothing_to_ask_about(question: str, expected: str) -> None:
    polite = "Hi! Could you tell me who signed the treaty? Thanks"
    assert standalone(question, [Turn(polite, "Oman and Vietnam signed the treaty.")]) == expected
