"""The reference values of SQuAD's evaluation, worked out apart from `eval`: `python -m tests.eval.metrics.squad.make`.

Written from the published definitions (Rajpurkar et al. 2016, section 6.1; Rajpurkar, Jia and Liang 2018, section 4 and
the description of evaluate-v2.0) in the order of operations of the official script, on which the last digit of a sum of
floating-point numbers depends. It shares no code with `eval`. The values in `reference.json` were written by it.
"""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def bare(text: str) -> list[str]:
    """The words left when case, punctuation and articles are gone."""
    kept = "".join(letter for letter in text.lower() if letter not in set(string.punctuation))
    return re.compile(r"\b(a|an|the)\b", re.UNICODE).sub(" ", kept).split()


def overlap(said: str, gold: str) -> float:
    """F1 of two texts over their words."""
    left, right = bare(said), bare(gold)
    if not left or not right:
        return float(left == right)
    spare, shared = list(right), 0
    for word in left:
        if word in spare:
            spare.remove(word)
            shared += 1
    if shared == 0:
        return 0.0
    precision, recall = 1.0 * shared / len(left), 1.0 * shared / len(right)
    return (2 * precision * recall) / (precision + recall)


def reference(
    gold: dict[str, list[str]], said: dict[str, str], doubt: dict[str, float], threshold: float
) -> dict[str, float]:
    """Everything the official script prints for a file of predictions and one of no-answer probabilities."""
    exact: dict[str, float] = {}
    f1: dict[str, float] = {}
    for key, answers in gold.items():
        held = [answer for answer in answers if bare(answer)] or [""]
        exact[key] = max(int(bare(answer) == bare(said[key])) for answer in held)
        f1[key] = max(overlap(said[key], answer) for answer in held)
    out: dict[str, float] = {}
    for prefix, keys in (
        ("", list(gold)),
        ("HasAns_", [key for key in gold if gold[key]]),
        ("NoAns_", [key for key in gold if not gold[key]]),
    ):
        for name, raw in (("exact", exact), ("f1", f1)):
            shown = [float(not gold[key]) if doubt[key] > threshold else raw[key] for key in keys]
            out[prefix + name] = 100.0 * sum(shown) / len(keys)
        out[prefix + "total"] = len(keys)
    for name, raw in (("exact", exact), ("f1", f1)):
        running = best = float(sum(1 for answers in gold.values() if not answers))
        where = 0.0
        for key in sorted(doubt, key=lambda each: doubt[each]):
            running += raw[key] if gold[key] else (-1 if said[key] else 0)
            if running > best:
                best, where = running, doubt[key]
        out[f"best_{name}"], out[f"best_{name}_thresh"] = 100.0 * best / len(gold), where
    return out


def questions(path: Path = HERE / "gold.json") -> dict[str, list[str]]:
    """By question id, the gold answers of the SQuAD file, as it lists them."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    asked = [one for entry in data["data"] for paragraph in entry["paragraphs"] for one in paragraph["qas"]]
    return {one["id"]: [answer["text"] for answer in one["answers"]] for one in asked}


if __name__ == "__main__":
    predictions = json.loads((HERE / "predictions.json").read_text(encoding="utf-8"))
    na_prob = json.loads((HERE / "na_prob.json").read_text(encoding="utf-8"))
    values = {str(bound): reference(questions(), predictions, na_prob, bound) for bound in (1.0, 0.5)}
    (HERE / "reference.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
