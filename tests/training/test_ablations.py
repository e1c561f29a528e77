"""What each part is worth: every feature belongs to a part that is left out, or stays always."""

from __future__ import annotations

from rag.reading.span import Calibration
from rag.reading.spans import WEIGHTS
from training.ablations import KINDS, NEARNESS, NETWORK, VECTORS, VERDICT

# What words the sentence shares with the question is what is left when the rest is out; `best` and `lead` are told from
# the other features.
STAYS = frozenset({"words_held", "words_around", "terse", "best", "lead"})


def test_every_feature_belongs_to_a_part_or_stays_always() -> None:
    shipped = Calibration.read(WEIGHTS)
    names = {name for model in (shipped.sentence, shipped.answer) for name in model.features}
    asked = {name for name in names if name.startswith("asks_")}
    assert names - asked == NETWORK | KINDS | NEARNESS | VECTORS | STAYS


def test_the_second_reading_goes_with_the_first() -> None:
    assert "close_verdict" in VERDICT
    assert {"close_verdict", "close_margin"} <= NETWORK
