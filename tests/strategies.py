"""Hypothesis strategies: texts as they come, and documents that keep the contract of `rag.types`."""

from __future__ import annotations

from hypothesis import strategies as st

from rag.types import Block, BlockKind, Document

_FRAGMENTS = (
    *(
        "a",
        "I",
        "the",
        "The",
        "He",
        "said",
        "Dr",
        "U.S",
        "J",
        "No",
        "Oct",
        "e.g",
        "p.m",
        "etc",
        "Inc",
        "3",
        "2024",
        "3.5",
    ),
    *(".", "..", "...", "…", "!", "?", "?!", ",", ":", ";", "-", "—", "--", "|", "[1]", "*", "#"),
    *('"', "'", "“", "”", "‘", "’", "(", ")", "[", "]", "«", "»", "「", "」"),
    *(
        "。",
        "！",
        "？",
        "؟",
        "।",
        "東京",
        "と",
        "他说",
        "नमस्ते",
        "سلام",
        "é",
        "🙂",
        "Ünal",
        "www.example.org",
        "14.03.2024",
    ),
    *(" ", " ", " ", " ", " "),
)


def texts(*, min_size: int = 0, max_size: int = 60) -> st.SearchStrategy[str]:
    """Any Unicode text, and text made of what sentences are made of."""
    language = st.lists(st.sampled_from(_FRAGMENTS), min_size=min_size, max_size=max_size).map("".join)
    spaced = st.lists(st.sampled_from((*_FRAGMENTS, "\n", "\n\n")), min_size=min_size, max_size=max_size).map("".join)
    return st.one_of(st.text(min_size=min_size, max_size=max_size), language, spaced)


def lines(*, max_size: int = 60) -> st.SearchStrategy[str]:
    """One line with something on it and no space around it, as a block holds."""
    return texts(min_size=1, max_size=max_size).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def documents(draw: st.DrawFn, *, max_blocks: int = 8) -> Document:
    """A document whose blocks are in order and cover everything but white space."""
    kinds: st.SearchStrategy[BlockKind] = st.sampled_from(("heading", "paragraph", "paragraph", "item"))
    text = ""
    blocks: list[Block] = []
    for kind, line in draw(st.lists(st.tuples(kinds, lines()), max_size=max_blocks)):
        if blocks:
            text += "\n" if kind == "item" == blocks[-1].kind else "\n\n"
        blocks.append(Block(kind, len(text), len(text) + len(line)))
        text += line
    return Document(
        id=draw(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)), title="T", text=text, blocks=tuple(blocks)
    )
