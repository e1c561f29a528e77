"""A reader that needs no weights of its own: which sentence says what the question asks, by meaning and by words.

Each sentence of the hits gets a handful of features (cosine of question and sentence, share of the question's words
and names that it holds, whether it holds the kind of thing asked for ...); a logistic regression over them, fitted by
`python -m training.overlap`, gives the probability that the sentence answers. The best one is shown if it is probable
enough.
"""

from __future__ import annotations

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rag.reading.questions import analyse, holds_kind, names
from rag.reading.sentences import Candidate, candidates
from rag.reading.words import NUMBER, content_stems, likeness
from rag.types import Hit, Reading

Matrix = npt.NDArray[np.float32]
# Of each of the question's words, those of the text that are the same word, and how much alike they are spelt.
SameWords = Mapping[str, Mapping[str, float]]
# Two words spelt this much alike are taken for one misspelt: chosen so that "minster" meets "minister", not "ministry".
SAME_WORD = 0.6
# A further sentence is shown when it is at least this probable relative to the best one.
FURTHER = 0.6
MOST_SENTENCES = 2
# Sentences named as the closest when there is no answer.
NEAREST = 3
CACHED_VECTORS = 4096


class Encoder(Protocol):
    """What the reader needs of an embedding model."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return unit vectors, len(texts) x dimension."""
        ...


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted logistic regression: one weight a feature, a bias, and the threshold at middle caution."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float

    @classmethod
    def shipped(cls) -> Model:
        """Return the coefficients that come with the package."""
        return cls.from_json(
            json.loads(resources.files("rag.reading").joinpath("overlap.json").read_text(encoding="utf-8"))
        )

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Model:
        """Return the model that `to_json` wrote."""
        names, weights = zip(*fields["weights"].items(), strict=True)
        return cls(names, weights, fields["bias"], fields["threshold"])

    def to_json(self) -> dict[str, Any]:
        """Return the model as plain values, rounded to what matters."""
        weights = {name: round(weight, 3) for name, weight in zip(self.features, self.weights, strict=True)}
        return {"weights": weights, "bias": round(self.bias, 3), "threshold": round(self.threshold, 3)}

    def probability(self, features: dict[str, float]) -> float:
        """Return the probability that a sentence of these features answers."""
        logit = self.bias + sum(
            weight * features[name] for name, weight in zip(self.features, self.weights, strict=True)
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


class OverlapReader:
    """Answers with the best-supported sentences, or not at all."""

    name = "reader"

    def __init__(self, encoder: Encoder, caution: float = 0.5, model: Model | None = None) -> None:
        self._encoder = encoder
        self._model = model or Model.shipped()
        self._threshold = threshold_at(caution, self._model.threshold)
        self._vectors: OrderedDict[str, Matrix] = OrderedDict()
        # Questions are answered in several threads, and they share what is embedded.
        self._lock = threading.Lock()

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Score every sentence of the hits; see `Reader.read`."""
        sentences = candidates(hits)
        if not sentences:
            return Reading(answered=False, confidence=0.0, evidence=())
        rows = self.features(question, sentences)
        scored = sorted(
            zip((self._model.probability(row) for row in rows), sentences, strict=True),
            key=lambda pair: (-pair[0], pair[1].rank, pair[1].span.start),
        )
        best = scored[0][0]
        if best < self._threshold:
            return Reading(answered=False, confidence=best, evidence=tuple(near.span for _, near in scored[:NEAREST]))
        shown = [sentence for score, sentence in scored[:MOST_SENTENCES] if score >= FURTHER * best]
        return Reading(answered=True, confidence=best, evidence=tuple(sentence.span for sentence in shown))

    def features(self, question: str, sentences: Sequence[Candidate]) -> list[dict[str, float]]:
        """Return one row of named features a sentence."""
        asked = analyse(question)
        asked_vector, *_ = self._encode([question])
        alone = self._encode([sentence.text for sentence in sentences]) @ asked_vector
        lead = self._encode([f"{sentence.before} {sentence.text}".strip() for sentence in sentences]) @ asked_vector
        stems = [content_stems(sentence.text) for sentence in sentences]
        before = [content_stems(sentence.before) for sentence in sentences]
        same = _same_words(asked.stems, {stem for row in (*stems, *before) for stem in row})
        rarity = _rarity(same, stems)
        missing = [stem for stem in asked.stems if not same[stem]]
        said = " ".join(sentence.text for sentence in sentences)
        said_names = {name.casefold() for name in names(said)} | {word.casefold() for word in said.split()}
        strange = [name for name in asked.names if not any(likeness(name, other) >= SAME_WORD for other in said_names)]
        rows = []
        for position, sentence in enumerate(sentences):
            here, around = stems[position], [*stems[position], *before[position]]
            rows.append(
                {
                    "cosine": float(alone[position]),
                    "cosine_with_lead": float(lead[position]),
                    "cosine_above_mean": float(alone[position] - alone.mean()),
                    "words_held": _share(same, here, rarity),
                    "words_around": _share(same, around, rarity),
                    "words_missing": len(missing) / max(1, len(asked.stems)),
                    "names_missing": len(strange) / max(1, len(asked.names)),
                    "numbers_missing": float(bool(asked.numbers - set(NUMBER.findall(said)))),
                    "kind_held": holds_kind(asked.kind, sentence.text, asked),
                    "rank": 1 / sentence.rank,
                    "terse": float(len(asked.stems) <= 1),
                }
            )
        return rows

    def _encode(self, texts: Sequence[str]) -> Matrix:
        """Embed texts, the sentences of the articles at hand only once."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self._encoder.encode(new), strict=True))
        with self._lock:
            self._vectors.update(known)
            while len(self._vectors) > CACHED_VECTORS:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])


def threshold_at(caution: float, middle: float) -> float:
    """Return the probability below which nothing is answered: 0 at caution 0, `middle` at 0.5, 1 at caution 1."""
    return 2 * caution * middle if caution <= 0.5 else middle + (2 * caution - 1) * (1 - middle)


def _same_words(asked: Sequence[str], said: Iterable[str]) -> SameWords:
    """Compare each word of the question with each word of the text, once for all sentences and features."""
    others = list(said)
    return {stem: {other: like for other in others if (like := likeness(stem, other)) >= SAME_WORD} for stem in asked}


def _rarity(same: SameWords, stems: Sequence[Sequence[str]]) -> dict[str, float]:
    """Weigh the question's words by inverse sentence frequency (Sparck Jones 1972); unseen words weigh most."""
    count = len(stems)
    found = {stem: sum(any(word in alike for word in row) for row in stems) for stem, alike in same.items()}
    return {stem: math.log((count + 1) / (times + 0.5)) for stem, times in found.items()}


def _share(same: SameWords, held: Sequence[str], rarity: Mapping[str, float]) -> float:
    total = sum(rarity.values())
    if not total:
        return 0.0
    best = {stem: max((alike[word] for word in held if word in alike), default=0.0) for stem, alike in same.items()}
    return sum(rarity[stem] * like for stem, like in best.items()) / total
