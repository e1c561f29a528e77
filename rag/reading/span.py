"""The trained reader: the words that answer, found by a small network, and how likely they are right.

The network reads the question against the chunks, neighbours in one go. Each sentence is then judged by its best span
and by what can be checked without the network: whether it holds the kind of thing asked for, and the names and words of
the question. The most probable sentence is the evidence, its best span the short answer. Whether it is shown is decided
by a second probability, that the article answers the question with it, which also looks at how far the next sentence is
behind.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rag.reading.checks import checks
from rag.reading.overlap import MOST_SENTENCES, NEAREST, Encoder, Model, OverlapReader, threshold_at
from rag.reading.questions import analyse
from rag.reading.rereading import likeliest, reread
from rag.reading.sentences import Candidate, candidates
from rag.reading.spans import WEIGHTS, Guess, SpanNetwork
from rag.reading.stretches import Stretch, stretches
from rag.types import Hit, Reading, Span

# Margins are cut off here; a sentence in which the network sees no span at all gets the lowest.
FARTHEST = 15.0
# A further sentence is shown when it is at least this probable relative to the best one: of the development questions,
# one answer in ten gets one, and one in four of these holds what the best one lacks.
FURTHER = 0.5
# The logit of a probability that is as good as certain.
SURE = 9.2
# `margin` is the logit margin over 5, so that this is the plain logistic of the margin: what a model trained with
# unanswerable questions means by it (Devlin et al. 2019, section 4.3).
UNCALIBRATED = Model(("margin",), (5.0,), 0.0, 0.5)
# What a sentence that is not among the likeliest has at most for its second reading; both in fifths of a logit.
UNSEEN_MARGIN, UNSEEN_VERDICT = -1.0, -0.5
NONE = Guess(text=0, start=0, end=0, margin=-FARTHEST, verdict=-5.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with its best span, None if the network sees none there, and the features it is judged by."""

    sentence: Candidate
    span: Span | None
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two regressions: that a sentence holds the answer, and that the best sentence answers the question."""

    sentence: Model
    answer: Model

    @classmethod
    def read(cls, folder: Path) -> Calibration:
        """Read `calibration.json`; a folder without one gets `UNCALIBRATED` for both."""
        path = folder / "calibration.json"
        if not path.exists():
            return cls(UNCALIBRATED, UNCALIBRATED)
        fields = json.loads(path.read_text(encoding="utf-8"))
        return cls(Model.from_json(fields["sentence"]), Model.from_json(fields["answer"]))

    def to_json(self) -> dict[str, Any]:
        """Return what `read` reads, as plain values."""
        return {"sentence": self.sentence.to_json(), "answer": self.answer.to_json()}

    def ranked(self, judged: Sequence[Judged]) -> list[tuple[float, Judged]]:
        """Return the sentences with their probabilities, most probable first."""
        pairs = [(self.sentence.probability(one.features), one) for one in judged]
        return sorted(pairs, key=lambda pair: (-pair[0], pair[1].sentence.rank, pair[1].sentence.span.start))

    def confidence(self, ranked: Sequence[tuple[float, Judged]]) -> float:
        """Return the probability that the best sentence answers the question."""
        return self.answer.probability(answer_features(ranked))


def shown(ranked: Sequence[tuple[float, Judged]]) -> list[Judged]:
    """Return the sentences to show, most probable first: the best, and the next if it is nearly as probable."""
    best = ranked[0][0]
    return [one for probability, one in ranked[:MOST_SENTENCES] if probability >= FURTHER * best]


def answer_features(ranked: Sequence[tuple[float, Judged]]) -> dict[str, float]:
    """Return what the second probability comes from: the best sentence's features, and those of the field."""
    best = _logit(ranked[0][0])
    second = _logit(ranked[1][0]) if len(ranked) > 1 else -SURE
    return {**ranked[0][1].features, "best": best, "lead": best - second}


def _closely(one: Judged, again: Guess | None) -> dict[str, float]:
    """Return the features of a second reading; a sentence that was not read again, or in vain, keeps little hope."""
    if again:
        return {"close_margin": _margin(again), "close_verdict": again.verdict / 5}
    return {
        "close_margin": min(one.features["margin"], UNSEEN_MARGIN),
        "close_verdict": min(one.features["verdict"], UNSEEN_VERDICT),
    }


def _margin(guess: Guess) -> float:
    return max(-FARTHEST, min(FARTHEST, guess.margin)) / 5


def _logit(probability: float) -> float:
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))


class SpanReader:
    """Answers with the words themselves."""

    name = "reader"

    def __init__(self, encoder: Encoder, caution: float = 0.5, folder: Path = WEIGHTS, threads: int = 0) -> None:
        """Load the network and its calibration; raises `ModelFault`."""
        self._network = SpanNetwork(folder, threads)
        self._calibration = Calibration.read(folder)
        self._calibrated = self._calibration.answer is not UNCALIBRATED
        self._overlap = OverlapReader(encoder)
        self._threshold = threshold_at(caution, self._calibration.answer.threshold)

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Find the answer in the hits; see `Reader.read`."""
        # A model that nobody calibrated has no use for a second reading.
        judged = self.judge(question, hits) if self._calibrated else self._judge(question, hits, stretches(hits))
        if not judged:
            return Reading(answered=False, confidence=0.0, evidence=())
        ranked = self._calibration.ranked(judged)
        confidence, best = self._calibration.confidence(ranked), ranked[0][1]
        if confidence < self._threshold:
            near = tuple(one.sentence.span for _, one in ranked[:NEAREST])
            return Reading(answered=False, confidence=confidence, evidence=near)
        evidence = tuple(one.sentence.span for one in shown(ranked))
        return Reading(answered=True, confidence=confidence, evidence=evidence, short=best.span)

    def judge(self, question: str, hits: Sequence[Hit]) -> list[Judged]:
        """Return every sentence of the hits with its best span and features, in no particular order."""
        read = stretches(hits)
        judged = self._judge(question, hits, read)
        likely = likeliest([one.features["margin"] + one.features["verdict"] for one in judged])
        again = reread(question, [judged[number].sentence.span for number in likely], read, self._network.guesses)
        return [replace(one, features=one.features | _closely(one, again.get(one.sentence.span))) for one in judged]

    def _judge(self, question: str, hits: Sequence[Hit], read: Sequence[Stretch]) -> list[Judged]:
        sentences = candidates(hits)
        if not sentences:
            return []
        spans = self._best_spans(question, read)
        best = max((guess.margin for _, guess in spans.values()), default=-FARTHEST)
        rows = self._overlap.features(question, sentences)
        asked = analyse(question)
        order = sorted(range(len(rows)), key=lambda number: -rows[number]["cosine"])
        rank = {number: place for place, number in enumerate(order)}
        judged = []
        for number, (sentence, row) in enumerate(zip(sentences, rows, strict=True)):
            span, guess = spans.get((sentence.span.document, sentence.span.start), (None, NONE))
            margin, verdict = _margin(guess), guess.verdict / 5
            start = sentence.span.start
            short = sentence.text[span.start - start : span.end - start] if span else ""
            features = {
                "margin": margin,
                "behind": min(FARTHEST, best - guess.margin) / 5,
                "verdict": verdict,
                "agreement": margin * verdict,
                "margin_above": max(0.0, margin),
                "verdict_below": min(0.0, verdict),
                "sentence_rank": 1 / (1 + rank[number]),
                **row,
                **checks(asked, sentence, short),
            }
            judged.append(Judged(sentence, span, features))
        return judged

    def _best_spans(self, question: str, read: Sequence[Stretch]) -> dict[tuple[str, int], tuple[Span, Guess]]:
        """Return the best span of each sentence that has any, by document and start of the sentence."""
        best: dict[tuple[str, int], tuple[Span, Guess]] = {}
        for guess in self._network.guesses(question, [stretch.text for stretch in read]):
            stretch = read[guess.text]
            start, end = stretch.start + guess.start, stretch.start + guess.end
            holder = next((one for one in stretch.sentences if one.start <= start < one.end), None)
            if holder is None:
                continue
            key = (stretch.document, holder.start)
            if key not in best or guess.margin > best[key][1].margin:
                best[key] = (Span(stretch.document, start, min(end, holder.end)), guess)
        return best
