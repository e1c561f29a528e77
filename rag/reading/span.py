"""The trained reader: the words that answer, found by a small network, and how likely they are right.

The network reads the question against every chunk; the best span of all chunks is the short answer, the sentence that
holds it the
evidence. Whether it is shown is decided by a calibrated probability over what the network says and what can be
checked without it: whether the sentence holds the kind of thing asked for, and the names and words of the question.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.reading.overlap import Encoder, Model, OverlapReader, threshold_at
from rag.reading.questions import parts
from rag.reading.sentences import Candidate, candidates
from rag.reading.spans import WEIGHTS, Guess, SpanNetwork
from rag.types import Hit, Reading, Span

NEAREST = 3
# Weight of the verdict beside the margin when spans are ranked over chunks; chosen on the development reports.
VERDICT = 1.0
# `margin` is the logit margin over 5, so that this is the plain logistic of the margin: what a model trained with
# unanswerable questions means by it (Devlin et al. 2019, section 4.3).
UNCALIBRATED = Model(("margin",), (5.0,), 0.0, 0.5)


@dataclass(frozen=True, slots=True)
class Found:
    """A guess where it stands in a document; `sentence` is the place of its sentence among the candidates."""

    span: Span
    sentence: int
    score: float
    guess: Guess


class SpanReader:
    """Answers with the words themselves."""

    name = "reader"

    def __init__(self, encoder: Encoder, caution: float = 0.5, folder: Path = WEIGHTS, threads: int = 0) -> None:
        """Load the network and its calibration; raises `ModelFault`."""
        self._network = SpanNetwork(folder, threads)
        self._calibration = calibration(folder)
        self._overlap = OverlapReader(encoder)
        self._threshold = threshold_at(caution, self._calibration.threshold)

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Find the answer in the hits; see `Reader.read`."""
        readings = [self._read_part(part, hits) for part in parts(question)]
        told = [reading for reading in readings if reading.answered]
        if len(told) <= 1:
            return told[0] if told else max(readings, key=lambda reading: reading.confidence)
        evidence = dict.fromkeys(span for reading in told for span in reading.evidence)
        confidence = min(reading.confidence for reading in told)
        return Reading(answered=True, confidence=confidence, evidence=tuple(evidence), short=told[0].short)

    def _read_part(self, question: str, hits: Sequence[Hit]) -> Reading:
        sentences = candidates(hits)
        found = self.find(question, hits, sentences)
        if not found:
            return Reading(answered=False, confidence=0.0, evidence=())
        features = self.features(question, sentences, found)
        confidence = self._calibration.probability(features)
        best = found[0]
        if confidence < self._threshold:
            near = list(dict.fromkeys(sentences[one.sentence].span for one in found))[:NEAREST]
            return Reading(answered=False, confidence=confidence, evidence=tuple(near))
        return Reading(answered=True, confidence=confidence, evidence=(sentences[best.sentence].span,), short=best.span)

    def find(self, question: str, hits: Sequence[Hit], sentences: Sequence[Candidate]) -> list[Found]:
        """Return the spans of all chunks that lie in one sentence each, best first, each place once."""
        holders = {(one.span.document, one.span.start): number for number, one in enumerate(sentences)}
        found: dict[Span, Found] = {}
        for guess in self._network.guesses(question, [hit.chunk.text for hit in hits]):
            chunk = hits[guess.text].chunk
            start, end = chunk.start + guess.start, chunk.start + guess.end
            holder = next((one for one in chunk.sentences if one.start <= start < one.end), None)
            number = holders.get((chunk.document, holder.start)) if holder else None
            if holder is None or number is None:
                continue
            span = Span(chunk.document, start, min(end, holder.end))
            score = guess.margin + VERDICT * guess.verdict
            if span not in found or score > found[span].score:
                found[span] = Found(span, number, score, guess)
        return sorted(found.values(), key=lambda one: (-one.score, one.span.start))

    def features(self, question: str, sentences: Sequence[Candidate], found: Sequence[Found]) -> dict[str, float]:
        """Return what the calibration looks at, for the best span."""
        best = found[0]
        rows = self._overlap.features(question, sentences)
        row = rows[best.sentence]
        rival = next((one.score for one in found if not _overlap(one.span, best.span)), best.score - 20)
        sentence_rank = sorted(range(len(rows)), key=lambda number: -rows[number]["cosine"]).index(best.sentence)
        return {
            "margin": best.guess.margin / 5,
            "verdict": best.guess.verdict / 5,
            "lead": min(20.0, best.score - rival) / 5,
            "length": math.log1p(best.span.end - best.span.start) / 3,
            "sentence_rank": 1 / (1 + sentence_rank),
            **row,
        }


def _overlap(left: Span, right: Span) -> bool:
    return left.document == right.document and left.start < right.end and right.start < left.end


def calibration(folder: Path) -> Model:
    """Read `calibration.json`: weights by feature, bias and threshold; a model without one gets `UNCALIBRATED`."""
    path = folder / "calibration.json"
    if not path.exists():
        return UNCALIBRATED
    fields = json.loads(path.read_text(encoding="utf-8"))
    names, weights = zip(*fields["weights"].items(), strict=True)
    return Model(names, weights, fields["bias"], fields["threshold"])
