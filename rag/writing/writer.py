"""A written answer: sentences of a model's draft that the article supports, each as soon as it is checked."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace

from rag.citing import cite
from rag.errors import ModelFault
from rag.settings import FREE, Price
from rag.types import Answer, Draft, Hit, Library, Reading, Span, Token
from rag.writing.calling import Caller, Usage
from rag.writing.checking import Checker, Verdict
from rag.writing.judging import Judge
from rag.writing.parsing import Drafted, Parser
from rag.writing.prompting import prompt
from rag.writing.sources import Source, number

LONGEST = 8
_LOG = logging.getLogger(__name__)


class ModelWriter:
    """Writes with a chat model; safe to call from several threads."""

    def __init__(self, name: str, caller: Caller, price: Price = FREE, judge: Judge | None = None) -> None:
        """Take the name to sign with, the model, its price, and who else is asked about each sentence, if anyone."""
        self.name = f"writer:{name}"
        self._caller = caller
        self._price = price
        self._judge = judge

    def write(
        self, answer: Answer, reading: Reading, hits: Sequence[Hit], library: Library
    ) -> Generator[Token, None, Answer]:
        """Yield each supported sentence with its footnotes; return the reader's answer with them in its place.

        If none is left, or the model fails, the reader's answer stays as it is, with what became of the draft. Nothing
        of the model's is raised.
        """
        sources = number(reading, hits, library)
        checker = Checker(sources)
        spans: dict[Span, int] = {}
        shown: list[str] = []
        removed, usage, fault = 0, [Usage()], ""
        drafts = self._drafts(answer.standalone_question, sources, usage)
        try:
            for drafted in drafts:
                if drafted.refusal:
                    fault = "the model gave no answer"
                    break
                verdict = checker.check(drafted)
                if verdict.fault or self._doubted(verdict):
                    removed += 1
                    _LOG.info("A sentence of the draft was removed (%s).", verdict.fault or "it is said not to follow")
                    continue
                sentence = _footnoted(verdict, spans)
                if sentence not in shown:
                    yield Token(f" {sentence}" if shown else sentence)
                    shown.append(sentence)
                if len(shown) == LONGEST:
                    break
        except ModelFault as error:
            fault = str(error)
            _LOG.warning("The draft ends early: %s.", fault)
        finally:
            drafts.close()
        tokens = usage[0]
        if not (shown or removed or fault):
            fault = "the model gave no answer"
        cost = self._price.of(tokens.input_tokens, tokens.output_tokens)
        draft = Draft(len(shown), removed, tokens.input_tokens, tokens.output_tokens, cost, fault)
        if not shown:
            return replace(answer, draft=draft)
        if removed:
            shown.append(_note(removed))
            yield Token(f" {shown[-1]}")
        return replace(
            answer,
            answer=" ".join(shown),
            short_answer=answer.short_answer if _covers(spans, reading.short) else None,
            citations=cite(spans, library),
            mode=self.name,
            draft=draft,
        )

    def _doubted(self, verdict: Verdict) -> bool:
        """Whether the judge says that a sentence does not follow; what it does not say, the check by words has said."""
        try:
            quotes = [source.text for source in verdict.sources]
            return self._judge is not None and not self._judge.follows(quotes, verdict.text)
        except ModelFault as error:
            _LOG.info("No second opinion on a sentence of the draft: %s.", error)
            return False

    def _drafts(self, question: str, sources: Sequence[Source], usage: list[Usage]) -> Generator[Drafted]:
        if not sources:
            return
        parser = Parser()
        for piece in self._caller.stream(lambda formed: prompt(question, sources, formed=formed)):
            if isinstance(piece, Usage):
                usage[0] = piece
            else:
                yield from parser.feed(piece)
        yield from parser.close()


def _footnoted(verdict: Verdict, spans: dict[Span, int]) -> str:
    markers = [spans.setdefault(source.span, len(spans) + 1) for source in verdict.sources]
    return verdict.text + "".join(f" [{marker}]" for marker in markers)


def _covers(spans: Iterable[Span], short: Span | None) -> bool:
    """Whether the short answer stands in the first quote, which is where it is shown."""
    first = next(iter(spans))
    return (
        short is not None and first.document == short.document and first.start <= short.start < short.end <= first.end
    )


def _note(removed: int) -> str:
    what = "One sentence" if removed == 1 else f"{removed} sentences"
    return f"({what} of the model left out: not supported by the article.)"
