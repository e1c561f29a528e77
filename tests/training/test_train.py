"""Training that was stopped goes on as if it had not been, and dropout leaves out in training alone."""

from __future__ import annotations

import random
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from training.encoding import Batch, Encoded, batches
from training.model import SpanReader
from training.train import optimising, resume, save, train_step

STEPS = 6


def small(seed: int = 1) -> SpanReader:
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=50,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        hidden_dropout_prob=0.3,
        attention_probs_dropout_prob=0.3,
    )
    return SpanReader(BertModel(config, add_pooling_layer=False))


def drawn() -> list[Batch]:
    chance = random.Random(3)
    kinds = (0,) * 5 + (1,) * 7
    encoded = [
        Encoded(tuple(chance.randrange(1, 50) for _ in kinds), kinds, *chance.choice(((0, 0), (6, 8))))
        for _ in range(4 * STEPS)
    ]
    return list(batches(encoded, 4, chance))


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    stream, whole = drawn(), small()
    optimiser, schedule = optimising(whole, STEPS, 1e-2)
    for batch in stream:
        train_step(whole, optimiser, batch)
        schedule.step()

    first = small()
    optimiser, schedule = optimising(first, STEPS, 1e-2)
    for batch in stream[:2]:
        train_step(first, optimiser, batch)
        schedule.step()
    save(tmp_path, 2, first, optimiser, schedule)

    again = small(seed=2)
    optimiser, schedule = optimising(again, STEPS, 1e-2)
    step = resume(tmp_path, again, optimiser, schedule)
    assert step == 2
    for batch in stream[step:]:
        train_step(again, optimiser, batch)
        schedule.step()
    for (name, one), other in zip(whole.state_dict().items(), again.state_dict().values(), strict=True):
        assert torch.equal(one, other), name


def test_nothing_is_resumed_in_an_empty_folder(tmp_path: Path) -> None:
    model = small()
    assert resume(tmp_path, model, *optimising(model, STEPS, 1e-2)) == 0


def test_dropout_leaves_out_in_training_alone() -> None:
    model, batch = small(), drawn()[0]
    arrays = [torch.from_numpy(part) for part in (batch.ids, batch.mask, batch.kinds)]
    with torch.no_grad():
        assert not torch.equal(model(*arrays)[0], model(*arrays)[0])
        model.eval()
        assert torch.equal(model(*arrays)[0], model(*arrays)[0])
