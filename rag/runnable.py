"""Asking as a LangChain Runnable: invoke, batch and stream, each also without blocking an event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig
from typing_extensions import override

from rag.errors import BadQuestion
from rag.messages import as_chunk, as_last_chunk, as_message, asked_last, turns
from rag.types import Answer, Asker, Event, StreamingAsker, Token, Turn

Question = str | BaseMessage | PromptValue | Mapping[str, Any] | Sequence[Any]
# Of a conversation of messages, which grows without end, the latest turns; a question stands on the last few alone.
LATEST = 20


class ArticleRunnable(Runnable[Question, AIMessage]):
    """From a question to a message whose text carries standard citations.

    A question is a text; messages, of which the last human one is the question and those before are its history; or a
    mapping with `question` and, if there are any, `history` and `article`, or with `messages`, as the state of a graph
    has them. `stream` gives a written answer's sentences as they pass their check, and the citations last. Whoever
    stops reading a stream, or cancels a task that waits for an answer, ends the work on it.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.name = "footnote"

    @override
    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> AIMessage:
        return self._call_with_config(self._answer, input, config)

    @override
    async def ainvoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> AIMessage:
        return await self._acall_with_config(self._aanswer, input, config)

    @override
    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[AIMessage]:
        yield from self._transform_stream_with_config(iter([input]), self._pieces, config)

    @override
    async def astream(
        self, input: Question, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[AIMessage]:
        async def given() -> AsyncIterator[Question]:
            yield input

        async with contextlib.aclosing(
            self._atransform_stream_with_config(given(), self._apieces, config)  # type: ignore[type-var]
        ) as pieces:
            async for piece in pieces:
                yield piece

    def _answer(self, given: Question) -> AIMessage:
        *_, last = self._events(given)
        return as_message(_answer(last))

    async def _aanswer(self, given: Question) -> AIMessage:
        last: Event | None = None
        async with contextlib.aclosing(_threaded(self._events(given))) as events:
            async for event in events:
                last = event
        return as_message(_answer(last))

    def _pieces(self, given: Iterator[Question]) -> Iterator[AIMessage]:
        shown = ""
        for question in given:
            with contextlib.closing(self._events(question)) as events:
                for event in events:
                    if isinstance(event, Token):
                        shown += event.text
                        yield as_chunk(event.text)
                    elif isinstance(event, Answer):
                        yield as_last_chunk(event, _rest(event, shown))

    async def _apieces(self, given: AsyncIterator[Question]) -> AsyncIterator[AIMessage]:
        shown = ""
        async for question in given:
            async with contextlib.aclosing(_threaded(self._events(question))) as events:
                async for event in events:
                    if isinstance(event, Token):
                        shown += event.text
                        yield as_chunk(event.text)
                    elif isinstance(event, Answer):
                        yield as_last_chunk(event, _rest(event, shown))

    def _events(self, given: Question) -> Generator[Event]:
        question, history, article = _asked(given)
        if isinstance(self._asker, StreamingAsker):
            yield from self._asker.stream(question, history, article=article)
        else:
            yield self._asker.ask(question, history, article=article)


def as_runnable(asker: Asker) -> ArticleRunnable:
    """Return an asker, such as the chain, as a Runnable."""
    return ArticleRunnable(asker)


def _asked(given: Question) -> tuple[str, tuple[Turn, ...], str | None]:
    if isinstance(given, str):
        return given, (), None
    if isinstance(given, Mapping):
        article = given.get("article")
        if "question" in given:
            return _question_of(given), turns(given.get("history") or ())[-LATEST:], article
        if "messages" not in given:
            raise BadQuestion("The input has no question; give it as `question`, or a conversation as `messages`.")
        question, history = asked_last(_listed(given["messages"]))
        return question, history[-LATEST:], article
    if isinstance(given, PromptValue):
        given = given.to_messages()
    question, history = asked_last(_listed(given))
    return question, history[-LATEST:], None


def _question_of(given: Mapping[str, Any]) -> str:
    if not isinstance(given["question"], str):
        raise BadQuestion(f"The question must be text, not {type(given['question']).__name__}.")
    return given["question"]


def _listed(messages: Any) -> Any:
    """Take one message, or one text, for a conversation of one."""
    return [messages] if isinstance(messages, BaseMessage | str) else messages


def _answer(event: Event | None) -> Answer:
    if not isinstance(event, Answer):
        raise TypeError(f"The events of a question end with its answer, not with {event!r}.")
    return event


def _rest(answer: Answer, shown: str) -> str:
    if not answer.answer.startswith(shown):
        raise ValueError("The answer is not what was shown of it before.")
    return answer.answer[len(shown) :]


async def _threaded(events: Generator[Event]) -> AsyncGenerator[Event]:
    """Yield the events, each awaited in another thread; closing this closes them, as soon as they can be."""
    loop = asyncio.get_running_loop()
    step: asyncio.Future[Event | None] | None = None
    try:
        while True:
            step = loop.run_in_executor(None, next, events, None)
            event = await asyncio.shield(step)
            if event is None:
                return
            yield event
    finally:
        if step is None or step.done():
            events.close()
        else:
            # A generator at work cannot be closed before its next event.
            step.add_done_callback(lambda _: events.close())
