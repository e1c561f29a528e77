from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.chunking import chunk
from rag.errors import BadSetting
from rag.sentences import split
from rag.types import Block, BlockKind, Chunk, Document
from tests.strategies import documents


def document(*parts: tuple[BlockKind, str]) -> Document:
    text = "\n\n".join(words for _, words in parts)
    blocks: list[Block] = []
    for kind, words in parts:
        start = blocks[-1].end + 2 if blocks else 0
        blocks.append(Block(kind, start, start + len(words)))
    return Document(id="pact", title="Pact", text=text, blocks=tuple(blocks))


def sentence(number: int, words: int = 10) -> str:
    return " ".join([f"S{number}", *["word"] * (words - 1)]) + "."


def paragraph(*numbers: int) -> tuple[BlockKind, str]:
    return "paragraph", " ".join(sentence(number) for number in numbers)


def numbers(chunks: tuple[Chunk, ...]) -> list[str]:
    return [" ".join(sentence.text.split()[0].rstrip(".") for sentence in chunk.sentences) for chunk in chunks]


def test_chunks_hold_whole_sentences_up_to_the_limit() -> None:
    assert numbers(chunk(document(paragraph(*range(7))), words=30, overlap=0)) == ["S0 S1 S2", "S3 S4 S5", "S6"]


def test_neighbours_share_the_overlap() -> None:
    assert numbers(chunk(document(paragraph(*range(6))), words=30)) == ["S0 S1 S2", "S2 S3 S4", "S4 S5"]
    assert numbers(chunk(document(paragraph(*range(5))), words=30, overlap=2)) == ["S0 S1 S2", "S1 S2 S3", "S2 S3 S4"]


def test_chunks_prefer_to_end_with_a_paragraph_once_half_full() -> None:
    assert numbers(chunk(document(paragraph(0, 1), paragraph(2, 3, 4)), words=30, overlap=0)) == ["S0 S1", "S2 S3 S4"]
    assert numbers(chunk(document(paragraph(0), paragraph(1, 2, 3)), words=30, overlap=0)) == ["S0 S1 S2", "S3"]


def test_a_list_is_not_a_row_of_paragraphs() -> None:
    items = document(*[("item", sentence(number)) for number in range(4)])
    assert numbers(chunk(items, words=30, overlap=0)) == ["S0 S1 S2", "S3"]


def test_a_longer_sentence_stands_alone() -> None:
    long = document(("paragraph", f"{sentence(0)} {sentence(1, 50)} {sentence(2)}"))
    assert numbers(chunk(long, words=30, overlap=1)) == ["S0", "S1", "S2"]


def test_a_heading_starts_a_chunk_and_names_those_of_its_section() -> None:
    text = document(paragraph(0), ("heading", "Costs"), paragraph(*range(1, 6)), ("heading", "Next"), paragraph(6))
    chunks = chunk(text, words=30, overlap=1)
    assert numbers(chunks) == ["S0", "Costs S1 S2 S3", "S3 S4 S5", "Next S6"]
    assert [one.heading for one in chunks] == ["", "Costs", "Costs", "Next"]


def test_a_heading_with_nothing_below_is_a_chunk() -> None:
    chunks = chunk(document(("heading", "One"), ("heading", "Two"), paragraph(1), ("heading", "Three")))
    assert numbers(chunks) == ["One", "Two S1", "Three"]


def test_a_heading_is_never_repeated_nor_parted_from_what_follows() -> None:
    text = document(("heading", "Costs of it"), ("paragraph", f"{sentence(1, 50)} {sentence(2)}"))
    assert numbers(chunk(text, words=30, overlap=5)) == ["Costs S1", "S2"]


def test_text_without_spaces_is_measured_too() -> None:
    chinese = document(("paragraph", "我们赢得了比赛。" * 30))
    assert 5 < len(chunk(chinese, words=20)) < 30


def test_ids_tell_document_and_offsets() -> None:
    first = chunk(document(paragraph(0)))[0]
    assert (first.id, first.document) == (f"pact:0-{first.end}", "pact")


def test_a_document_without_text_has_no_chunks() -> None:
    assert chunk(Document(id="e", title="E", text="", blocks=())) == ()


@pytest.mark.parametrize(("words", "overlap"), [(0, 1), (10, -1)])
def test_impossible_sizes_are_refused(words: int, overlap: int) -> None:
    with pytest.raises(BadSetting, match="give"):
        chunk(document(paragraph(0)), words=words, overlap=overlap)


@given(documents(), st.integers(1, 40), st.integers(0, 3))
def test_chunks_of_any_document_hold_together(document: Document, words: int, overlap: int) -> None:
    chunks = chunk(document, words=words, overlap=overlap)
    sentences = split(document.text, document.blocks)
    position = {sentence: number for number, sentence in enumerate(sentences)}
    assert {sentence for one in chunks for sentence in one.sentences} == set(sentences)
    assert len({one.id for one in chunks}) == len(chunks)
    for one in chunks:
        places = [position[sentence] for sentence in one.sentences]
        assert places == list(range(places[0], places[-1] + 1))
        assert document.text[one.start : one.end] == one.text
        assert (one.start, one.end) == (one.sentences[0].start, one.sentences[-1].end)
    for before, after in pairwise(chunks):
        assert before.end < after.end
        shared = set(before.sentences) & set(after.sentences)
        assert len(shared) <= overlap
        assert not any(block.kind == "heading" and before.start < block.start < before.end for block in document.blocks)


@given(documents(), st.integers(1, 40))
def test_without_overlap_every_sentence_is_in_one_chunk(document: Document, words: int) -> None:
    chunks = chunk(document, words=words, overlap=0)
    assert [one for each in chunks for one in each.sentences] == list(split(document.text, document.blocks))
