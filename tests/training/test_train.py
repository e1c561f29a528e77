"""Training that was stopped goes on as if it had not been, and dropout leaves out in training alone."""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from training import train
from training.encoding import Batch, Encoded, batches
from training.examples import Example
from training.model import SpanReader
from training.train import above_zero, optimising, resume, rising_falling, save, train_step

STEPS = 6
DECIDED = {"seed": 1, "rate": 1e-2, "embeddings": False, "start_from": "nothing", "steps": STEPS}


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
    save(tmp_path, 2, first, optimiser, schedule, DECIDED)

    again = small(seed=2)
    optimiser, schedule = optimising(again, STEPS, 1e-2)
    step = resume(tmp_path, again, optimiser, schedule, DECIDED)
    assert step == 2
    for batch in stream[step:]:
        train_step(again, optimiser, batch)
        schedule.step()
    for (name, one), other in zip(whole.state_dict().items(), again.state_dict().values(), strict=True):
        assert torch.equal(one, other), name


def test_nothing_is_resumed_in_an_empty_folder(tmp_path: Path) -> None:
    model = small()
    assert resume(tmp_path, model, *optimising(model, STEPS, 1e-2), DECIDED) == 0


@pytest.mark.parametrize(
    ("name", "value", "told"), [("seed", 2, "seed 1, not 2"), ("steps", 7, "steps 6, not 7"), ("batch", 8, "unknown")]
)
def test_a_run_with_other_options_is_not_gone_on_with(tmp_path: Path, name: str, value: int, told: str) -> None:
    model = small()
    optimiser, schedule = optimising(model, STEPS, 1e-2)
    save(tmp_path, 2, model, optimiser, schedule, DECIDED)
    with pytest.raises(SystemExit, match=told):
        resume(tmp_path, model, optimiser, schedule, {**DECIDED, name: value})


def test_scores_of_a_run_that_was_stopped_while_scoring_are_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> dict[str, dict[str, float]]:
        raise KeyboardInterrupt

    for name, value in {
        "SAVE_EVERY": 1,
        "fresh": lambda *_: small(),
        "mixture": lambda *_: [],
        "encode": lambda *_: [],
        "batches": lambda *_: drawn(),
        "development": lambda _: {},
    }.items():
        monkeypatch.setattr(train, name, value)
    options = argparse.Namespace(out=tmp_path, data=tmp_path, start_from=None, dropout=0.3, embeddings=False)
    vars(options).update(seed=1, rate=1e-2, last_rate=0.0, batch=4, passes=1.0, threads=0)
    monkeypatch.setattr(train, "summary", stopped)
    with pytest.raises(KeyboardInterrupt):
        train.run(options)
    monkeypatch.setattr(train, "summary", lambda *_: {"news": {"f1": 0.5}})
    train.run(options)
    notes = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [note["step"] for note in notes] == [1, 2, 3, 4, 5, 6]
    assert [note["step"] for note in notes if "news" in note] == [4, 6]
    train.run(options)
    assert len((tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()) == len(notes)


def test_a_run_may_have_one_step() -> None:
    share = rising_falling(1, 0.1)
    assert (share(0), share(1)) == (1.0, 0.1)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf"])
def test_passes_are_above_zero(text: str) -> None:
    assert above_zero("0.5") == 0.5
    with pytest.raises(argparse.ArgumentTypeError):
        above_zero(text)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        train.parser(None).parse_args(["--data", str(tmp_path / "sets"), "--out", str(tmp_path)])
    assert f"{tmp_path / 'sets'} is not a folder" in capsys.readouterr().err


def test_an_unanswerable_question_is_scored_on_the_stretch_that_tempts_most(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [f"Filler number {number} says nothing at all of it. " * 14 for number in range(8)]
    parts[3] = "Ines Okafor opened the bridge. " * 20
    parts[6] = "Nobody else came on that day. " * 20
    text = "".join(parts)
    marked = (text.index("Nobody"), text.index("Nobody") + len("Nobody"))
    asked = Example("Who opened the bridge first?", text, ((text.index("Ines"), text.index(" opened")),), "news", "a")
    alike, near = replace(asked, spans=()), replace(asked, spans=(), near=marked)
    monkeypatch.setattr(train, "news", lambda _: [alike, near])
    for name in ("squad", "twins"):
        monkeypatch.setattr(train, name, lambda *_, **__: [])
    held = train.development(Path())["news"]
    assert len(held) == 2
    found = sorted(("opened the bridge" in one.context, "Nobody" in one.context) for one in held)
    assert found == [(False, True), (True, False)]


def test_dropout_leaves_out_in_training_alone() -> None:
    model, batch = small(), drawn()[0]
    arrays = [torch.from_numpy(part) for part in (batch.ids, batch.mask, batch.kinds)]
    with torch.no_grad():
        assert not torch.equal(model(*arrays)[0], model(*arrays)[0])
        model.eval()
        assert torch.equal(model(*arrays)[0], model(*arrays)[0])
