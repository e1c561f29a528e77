"""The numbers that SQuAD's own evaluate-v2.0 script prints, by the same definitions.

Source: Rajpurkar, Jia and Liang 2018, and the script evaluate-v2.0.py on the SQuAD site. All scores are per cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eval.metrics.exact_match import exact_match
from eval.metrics.token_f1 import token_f1
from rag.errors import BadInput

Scores = Mapping[str, float]


def squad_scores(
    answers: Mapping[str, Sequence[str]],
    predictions: Mapping[str, str],
    na_prob: Mapping[str, float] | None = None,
    threshold: float = 1.0,
) -> dict[str, float]:
    """Score predictions.

    Args:
        answers: by question id, the gold answers; none where the question cannot be answered.
        predictions: by question id, the answer given; "" for a refusal.
        na_prob: by question id, the probability that there is no answer. With it, `best_exact` and `best_f1` and
            their thresholds are given too.
        threshold: a prediction counts as a refusal where `na_prob` is above it.

    Returns:
        `exact`, `f1`, `total`, the same with the prefixes `HasAns_` and `NoAns_` where there are such questions, and
        `best_exact`, `best_exact_thresh`, `best_f1`, `best_f1_thresh`.

    Raises:
        BadInput: a prediction or probability is missing, or there are no questions.
    """
    _complete(answers, predictions, "prediction")
    if na_prob is not None:
        _complete(answers, na_prob, "no-answer probability")
    has_answer = [key for key, gold in answers.items() if gold]
    no_answer = [key for key, gold in answers.items() if not gold]
    exact = {key: float(exact_match(predictions[key], gold)) for key, gold in answers.items()}
    f1 = {key: token_f1(predictions[key], gold) for key, gold in answers.items()}
    refused = {key for key in answers if na_prob is not None and na_prob[key] > threshold}
    shown_exact = {key: float(not answers[key]) if key in refused else score for key, score in exact.items()}
    shown_f1 = {key: float(not answers[key]) if key in refused else score for key, score in f1.items()}
    scores = _means("", shown_exact, shown_f1, answers)
    scores |= _means("HasAns_", shown_exact, shown_f1, has_answer) if has_answer else {}
    scores |= _means("NoAns_", shown_exact, shown_f1, no_answer) if no_answer else {}
    if na_prob is not None:
        for name, raw in (("exact", exact), ("f1", f1)):
            best = best_threshold(raw, answers, predictions, na_prob)
            scores[f"best_{name}"], scores[f"best_{name}_thresh"] = best
    return scores


def best_threshold(
    scores: Scores, answers: Mapping[str, Sequence[str]], predictions: Mapping[str, str], na_prob: Mapping[str, float]
) -> tuple[float, float]:
    """The best score that a threshold on `na_prob` could reach, in per cent, and the lowest such threshold.

    Starting from refusing everything, which is right for each unanswerable question, predictions are let through in
    the order of `na_prob`: an answerable question then adds its score, an answered unanswerable one takes 1 away.
    """
    now = best = float(sum(not gold for gold in answers.values()))
    threshold = 0.0
    for key in sorted((key for key in na_prob if key in scores), key=lambda key: na_prob[key]):
        now += scores[key] if answers[key] else -float(bool(predictions[key]))
        if now > best:
            best, threshold = now, na_prob[key]
    return 100.0 * best / len(scores), threshold


def _means(prefix: str, exact: Scores, f1: Scores, ids: Iterable[str]) -> dict[str, float]:
    wanted = list(ids)
    total = len(wanted)
    return {
        f"{prefix}exact": 100.0 * sum(exact[key] for key in wanted) / total,
        f"{prefix}f1": 100.0 * sum(f1[key] for key in wanted) / total,
        f"{prefix}total": total,
    }


def _complete(answers: Mapping[str, object], given: Mapping[str, object], name: str) -> None:
    if not answers:
        raise BadInput("there are no questions to score; give a gold set that holds some.")
    missing = [key for key in answers if key not in given]
    if missing:
        raise BadInput(f'{len(missing)} questions have no {name}, the first is "{missing[0]}"; give one for each.')
