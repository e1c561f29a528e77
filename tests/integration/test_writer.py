"""Written answers by real clients of chat models against a server on loopback, in every mood a model may be in."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

import pytest

from benchmarks.model_server import Mood, honest, model_server, sources, weak
from rag.chain import Chain
from rag.chunking import chunk
from rag.citing import is_verbatim
from rag.documents import read
from rag.index import CorpusIndex
from rag.retrieval import HybridRetriever
from rag.settings import FREE, Price
from rag.types import Answer, Document, Hit, Reading, Span, Token, unwritten
from rag.writing import Caller, ChatModel, Judge, Limits, ModelWriter, open_model
from rag.writing.prompting import SCHEMA
from tests.fakes import HashingEmbeddings
from tests.integration.conftest import REAL_CLIENTS

pytestmark = REAL_CLIENTS


BRIDGE = "The bridge closes on 4 April 2031. Ferries will carry walkers until June. The Harbour Board owns 12 ferries."
QUESTION = "When does the bridge close?"
QUICK = Limits(seconds=5, pause=0.01)


class First:
    """A reader that points at the first sentence of the best hit."""

    name = "reader"

    def __init__(self, *, answered: bool = True) -> None:
        self.answered = answered

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:  # noqa: ARG002  the protocol's
        sentence, document = hits[0].chunk.sentences[0], hits[0].chunk.document
        return Reading(self.answered, 0.75, (Span(document, sentence.start, sentence.end),))


def summary(document: Document, count: int) -> Reading:
    return Reading(answered=True, confidence=1, evidence=(Span(document.id, 0, len(document.text)),))


def chain_with(
    url: str,
    provider: str = "openai",
    limits: Limits = QUICK,
    *,
    answered: bool = True,
    price: Price = FREE,
    judge: Judge | None = None,
) -> Chain:
    document = read(BRIDGE.encode(), name="bridge", suffix=".txt")
    index = CorpusIndex.build([document], chunk(document), HashingEmbeddings())
    model = open_model(f"{provider}:tiny", f"{url}/v1" if provider == "openai" else url, limits.seconds)
    writer = ModelWriter(f"{provider}:tiny", Caller(model, limits), price, judge)
    return Chain(index, HybridRetriever(corpus=index), First(answered=answered), summary, writer=writer)


def verbatim(answer: Answer, chain: Chain) -> bool:
    notes = answer.citations
    return bool(notes) and all(is_verbatim(note, chain.library.document(note.document)) for note in notes)


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_an_honest_model_is_kept_whole(provider: str) -> None:
    with model_server(Mood()) as url:
        chain = chain_with(url, provider)
        answer = chain.ask(QUESTION)
    assert answer.mode == f"writer:{provider}:tiny"
    assert answer.answer == (
        "The bridge closes on 4 April 2031. [1] Ferries will carry walkers until June. [2] "
        "The Harbour Board owns 12 ferries. [3]"
    )
    assert verbatim(answer, chain)
    assert answer.draft is not None
    assert (answer.draft.kept, answer.draft.removed, answer.draft.fault) == (3, 0, "")
    assert (answer.draft.input_tokens, answer.draft.output_tokens) == (11, 7)


def test_what_nobody_asked_is_answered_without_the_model() -> None:
    with model_server(mood := Mood()) as url:
        answer = unwritten(chain_with(url)).ask(QUESTION)
    assert mood.asked == []
    assert answer.mode == "reader"
    assert answer.answer == "The bridge closes on 4 April 2031. [1]"


def objects(prompt: str) -> list[str]:
    """What a model held to the form writes, in pieces that end anywhere."""
    drafted = [{"text": text, "numbers": [number]} for number, text in sources(prompt)[:3]]
    text = json.dumps({"sentences": drafted})
    return [text[at : at + 7] for at in range(0, len(text), 7)]


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_model_is_held_to_the_form_of_a_draft_where_its_server_can(provider: str) -> None:
    with model_server(mood := Mood(objects)) as url:
        answer = chain_with(url, provider).ask(QUESTION)
    (form,) = mood.forms
    assert form == SCHEMA if provider == "ollama" else form["json_schema"]["schema"] == SCHEMA  # type: ignore[index]
    assert '"sentences"' in mood.asked[0]
    assert answer.answer == (
        "The bridge closes on 4 April 2031. [1] Ferries will carry walkers until June. [2] "
        "The Harbour Board owns 12 ferries. [3]"
    )


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_server_that_refuses_the_form_is_asked_without_it(provider: str) -> None:
    with model_server(mood := Mood(formless=True)) as url:
        chain = chain_with(url, provider)
        first, second = chain.ask(QUESTION), chain.ask(QUESTION)
    assert first.mode == second.mode == f"writer:{provider}:tiny"
    assert [form is None for form in mood.forms] == [False, True, True]
    assert "NOT SAID" in mood.asked[1]


def test_an_empty_draft_is_no_answer() -> None:
    with model_server(Mood(lambda _: ['{"sentences": []}'])) as url:
        answer = chain_with(url).ask(QUESTION)
    assert answer.mode == "reader"
    assert answer.draft is not None
    assert answer.draft.fault == "the model gave no answer"


def test_the_first_object_is_shown_before_the_next_is_written() -> None:
    mood = Mood(lambda prompt: [piece for line in objects(prompt) for piece in [line]], pause=0.02)
    with model_server(mood) as url:
        events = chain_with(url).stream(QUESTION)
        next(event for event in events if isinstance(event, Token))
        assert len(mood.sent) < len(objects(mood.asked[0])) / 2
        events.close()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("no", "The bridge closes on 4 April 2031. [1] The Harbour Board owns 12 ferries. [2] (2 sentences"),
        ("yes", "The bridge closes on 4 April 2031. [1] Ferries will carry walkers until June. [2] The Harbour"),
        ("who knows", "The bridge closes on 4 April 2031. [1] Ferries will carry walkers until June. [2] The Harbour"),
    ],
)
def test_a_no_of_the_model_takes_a_sentence_out_and_nothing_puts_one_in(word: str, expected: str) -> None:
    def script(prompt: str) -> list[str]:
        if "Statement:" not in prompt:
            return [*honest(prompt), "The bridge is haunted. [1]\n"]
        return [word if "Statement: Ferries" in prompt else "yes"]

    with model_server(Mood(script)) as url:
        model = open_model("openai:tiny", f"{url}/v1", 5)
        judge = Judge(Caller(ChatModel(model.client), QUICK))
        answer = chain_with(url, judge=judge).ask(QUESTION)
    assert answer.answer.startswith(expected)
    assert "haunted" not in answer.answer


def test_tokens_have_their_price() -> None:
    with model_server(Mood()) as url:
        answer = chain_with(url, price=Price(2.0, 10.0)).ask(QUESTION)
    assert answer.draft is not None
    assert answer.draft.cost == pytest.approx((11 * 2 + 7 * 10) / 1_000_000)


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_weak_model_costs_sentences_and_never_truth(provider: str) -> None:
    with model_server(Mood(weak)) as url:
        chain = chain_with(url, provider)
        answer = chain.ask(QUESTION)
    assert answer.answer == (
        "The bridge closes on 4 April 2031. [1] (4 sentences of the model left out: not supported by the article.)"
    )
    assert verbatim(answer, chain)


def test_sentences_come_as_they_pass_and_are_the_answer() -> None:
    mood = Mood(pause=0.2)
    with model_server(mood) as url:
        chain, tokens, came = chain_with(url), "", []
        for event in chain.stream(QUESTION):
            if isinstance(event, Token):
                came.append(time.perf_counter())
                tokens += event.text
            elif isinstance(event, Answer):
                assert event.answer == tokens
    assert len(came) == 3
    # Each is shown before the model has finished the next.
    assert all(shown < later for shown, later in zip(came, mood.sent[1:], strict=False))


@pytest.mark.parametrize("provider", ["openai", "ollama"])
@pytest.mark.parametrize(
    "mood",
    [
        Mood(hang=True),
        Mood(status=429),
        Mood(status=500),
        Mood(status=401),
        Mood(lambda _: []),
        Mood(lambda _: ["NOT SAID"]),
        Mood(lambda _: ["I'm sorry, I cannot help with that."]),
        Mood(lambda _: ["{" * 50_000]),
        Mood(lambda _: ["drip "] * 100, pause=0.05),
    ],
    ids=["hang", "429", "500", "401", "silent", "not-said", "refusal", "braces", "drip"],
)
def test_the_reader_answers_where_the_model_does_not(mood: Mood, provider: str) -> None:
    with model_server(mood) as url:
        chain = chain_with(url, provider, Limits(seconds=1, pause=0.01))
        started = time.perf_counter()
        answer = chain.ask(QUESTION)
        took = time.perf_counter() - started
    assert (answer.mode, answer.answer) == ("reader", "The bridge closes on 4 April 2031. [1]")
    assert answer.draft is not None
    assert answer.draft.kept == 0
    assert took < 20


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_what_came_before_a_cut_is_kept(provider: str) -> None:
    with model_server(Mood(cut=True)) as url:
        answer = chain_with(url, provider).ask(QUESTION)
    assert answer.answer == "The bridge closes on 4 April 2031. [1]"
    assert answer.mode == f"writer:{provider}:tiny"


def test_a_passing_fault_is_tried_again_and_a_lasting_one_not() -> None:
    with model_server(passing := Mood(status=429, failures=2)) as url:
        assert chain_with(url).ask(QUESTION).mode == "writer:openai:tiny"
    assert len(passing.asked) == 3
    with model_server(lasting := Mood(status=401)) as url:
        chain_with(url).ask(QUESTION)
    assert len(lasting.asked) == 1


def test_a_model_that_keeps_failing_is_left_alone() -> None:
    with model_server(mood := Mood(status=401)) as url:
        chain = chain_with(url, limits=Limits(seconds=5, faults=2, rest=60))
        answers = [chain.ask(QUESTION) for _ in range(4)]
    assert len(mood.asked) == 2
    assert answers[-1].draft is not None
    assert "left alone" in answers[-1].draft.fault


def test_what_the_reader_refuses_no_model_is_asked() -> None:
    with model_server(mood := Mood()) as url:
        answer = chain_with(url, answered=False).ask(QUESTION)
    assert (answer.answered, mood.asked) == (False, [])


def test_whoever_stops_listening_stops_the_model() -> None:
    mood = Mood(lambda _: ["The bridge closes on 4 April 2031. [1]\n"] + ["more "] * 200, pause=0.02)
    with model_server(mood) as url:
        events = chain_with(url).stream(QUESTION)
        next(event for event in events if isinstance(event, Token))
        events.close()
        time.sleep(0.5)
        sent = len(mood.sent)
        time.sleep(0.3)
        assert len(mood.sent) == sent < 100
