"""Questions about an article as a whole are told from those about something in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.broad import MOST, USUAL, is_broad, sentences_asked

BROAD = """
What is this article about?
Summarise it
Give me a short summary of the report.
tl;dr
What is the main topic?
In short, what happened?
Summarise this article in two sentences.
Summarize the article in 3 sentences
Give me a summary in bullet points
Please summarise the article for me in a paragraph
Summarise in 50 words
What does the article say?
Could you provide a concise summary of the article?
What are the three main points?
Can you sum up the report in one sentence?
What's the main news here?
Give me the gist of it, please.
What is it about?
what's this about
What's this article about?
What’s the story about?
whats this article about
What's happening?
What does this text talk about?
What does the article deal with?
Summary please
Can you summarize this in plain English?
Summarise the key points in no more than 100 words
I need a quick overview of this story
Sum this up for me
What are the key takeaways?
Tell me what this is about
Hi, can you tell me what the article is about?
What is the purpose of this article?
What is discussed in the article?
what happened
Give me the top 5 key facts
How would you summarise this?
TLDR in one line
What is the story about?
Overview
Explain the article in simple terms
What is the subject of the text?
Briefly, what is this news about?
Summarise the article as a list of bullets
What topics are covered?
"""
NARROW = """
What is the memorandum about?
What happened to the bridge?
Who is the report's author?
When was the summary court abolished?
What happened to the deal?
What was discussed at the talks?
What is the purpose of the talks?
What was his report about?
What deal was discussed?
Who will give the overview?
Why was the summary withdrawn?
What does the minister say about it?
What did the second report say?
Summarise the minister's speech
What is the engineer's report about?
What's the engineer's report about?
How many points did they score?
What is the main point of the ambassador?
What are the key points of the deal?
What was the deal about?
What is important to Malaysia?
What did she say about the story of the ship?
What happened in October?
Did they discuss the news?
Which topics were covered at the seminar?
What is the purpose of the fund?
What subjects do they teach?
"""


@pytest.mark.parametrize("question", BROAD.strip().splitlines())
def test_broad(question: str) -> None:
    assert is_broad(question)


@pytest.mark.parametrize("question", [*NARROW.strip().splitlines(), ""])
def test_not_broad(question: str) -> None:
    assert not is_broad(question)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Summarise it", USUAL),
        ("Summarise it in one sentence", 1),
        ("Sum it up in a single line", 1),
        ("Give me the five most important points.", 5),
        ("Summarise in 2 short sentences", 2),
        ("Summarise in 50 words", USUAL),
        ("Give me 500 bullet points", MOST),
        ("Give me zero sentences", 1),
    ],
)
def test_length_of_a_summary(question: str, count: int) -> None:
    assert sentences_asked(question) == count


@given(st.text(max_size=200))
def test_any_text_can_be_told(text: str) -> None:
    is_broad(text)
    assert 1 <= sentences_asked(text) <= MOST
