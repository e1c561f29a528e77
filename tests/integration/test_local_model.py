"""A chat model in this process: `huggingface:FOLDER`, a tiny one made and trained here."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from langchain_core.messages import BaseMessage
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from rag.chain import Chain
from rag.chunking import chunk
from rag.documents import read
from rag.index import CorpusIndex
from rag.retrieval import HybridRetriever
from rag.types import Answer, Span
from rag.writing import Caller, Limits, ModelWriter, open_model
from rag.writing.prompting import prompt
from rag.writing.sources import Source
from tests.fakes import HashingEmbeddings
from tests.integration.test_writer import First, summary

pytestmark = [
    pytest.mark.integration,
    # of the libraries that run the model
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

TEXT = "The bridge closes on 4 April 2031. Ferries will carry walkers until June."
QUESTION = "When does the bridge close?"
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"


def tokenizer() -> PreTrainedTokenizerFast:
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special, alphabet = ["<s>", "</s>"], pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=special, initial_alphabet=alphabet)
    made.train_from_iterator([str(message.text) for message in asked()] * 2, trainer)
    start, end = special
    wrapped: PreTrainedTokenizerFast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=made, bos_token=start, eos_token=end, pad_token=end
    )
    wrapped.chat_template = TEMPLATE
    return wrapped


def asked() -> list[BaseMessage]:
    sources = [
        Source(number, f"{text.strip().rstrip('.')}.", Span("bridge", 0, 1))
        for number, text in enumerate(TEXT.split(". "), start=1)
    ]
    return prompt(QUESTION, sources, formed=False)


def made(folder: Path, said: str, steps: int) -> Path:
    """Write a one-layer model with random weights, trained for some steps to say one thing to one prompt."""
    torch.manual_seed(0)
    words = tokenizer()
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(words), hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2,
            max_position_embeddings=1024, bos_token_id=0, eos_token_id=1, pad_token_id=1,
        )
    )  # fmt: skip
    roles = {"system": "system", "human": "user"}
    messages = [{"role": roles[message.type], "content": str(message.text)} for message in asked()]
    text = words.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    before = words(text, add_special_tokens=False)["input_ids"]
    after = words(f" {said}", add_special_tokens=False)["input_ids"] + [1]
    ids = torch.tensor([before + after])
    labels = torch.tensor([[-100] * len(before) + after])
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(steps):
        optimiser.zero_grad()
        model(input_ids=ids, labels=labels).loss.backward()
        optimiser.step()
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    return folder


def answer_of(folder: Path) -> Answer:
    document = read(TEXT.encode(), name="bridge", suffix=".txt")
    index = CorpusIndex.build([document], chunk(document), HashingEmbeddings())
    writer = ModelWriter("huggingface:tiny", Caller(open_model(f"huggingface:{folder}"), Limits(seconds=60, retries=0)))
    return Chain(index, HybridRetriever(corpus=index), First(), summary, writer=writer).ask(QUESTION)


def test_what_a_random_model_babbles_is_not_shown(tmp_path: Path) -> None:
    answer = answer_of(made(tmp_path / "tiny", "", steps=0))
    assert (answer.mode, answer.answer) == ("reader", "The bridge closes on 4 April 2031. [1]")
    assert answer.draft is not None
    assert answer.draft.kept == 0
    assert answer.draft.removed > 0


def test_what_a_model_says_rightly_is(tmp_path: Path) -> None:
    said = "Ferries will carry walkers until June. [2]\nThe bridge closes on 5 April 2031. [1]"
    answer = answer_of(made(tmp_path / "tiny", said, steps=150))
    assert answer.mode == "writer:huggingface:tiny"
    assert answer.answer.startswith("Ferries will carry walkers until June. [1] (One sentence")
    assert answer.citations[0].quote == "Ferries will carry walkers until June."
