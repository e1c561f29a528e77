"""The benchmarks measure what they say they do, and the whole command runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.articles import write_articles
from benchmarks.figures import Comparison, Measure, significant
from benchmarks.machine import Machine, busy
from benchmarks.measuring import GOLD, QUESTION, WARM_UP, Bench, Plan, Side
from benchmarks.network import main as compare_networks
from benchmarks.processes import run, thread_variables
from benchmarks.speed import main
from benchmarks.tables import BEGIN, END, insert, table
from eval.gold import read_gold
from rag.chunking import chunk
from rag.documents import load_corpus
from rag.errors import BadInput, FootnoteError
from rag.exporting import GRAPH
from rag.reading.spans import WEIGHTS

ROOT = Path(__file__).parents[1]
MIB = 2**20
POOL = [f"Sentence number {number} tells of the harbour, the bridge and ferry {number}." for number in range(60)]


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code]


@pytest.mark.parametrize("module", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_every_module_parses(module: Path) -> None:
    compile(module.read_text(encoding="utf-8"), module.name, "exec")


def test_peak_memory_is_the_child_s_own_and_not_that_of_who_started_it(tmp_path: Path) -> None:
    held = bytearray(b"x" * (200 * MIB))
    small = run(python("pass"), tmp_path)
    large = run(python(f"held = bytearray(b'x' * {100 * MIB})"), tmp_path)
    assert len(held) > small.peak_mib * MIB * 2
    assert large.peak_mib >= 100
    assert large.peak_mib - small.peak_mib >= 90


def test_a_process_is_measured_to_its_end(tmp_path: Path) -> None:
    done = run(python("import time; time.sleep(0.2); print('done')"), tmp_path)
    assert done.output == "done\n"
    assert done.seconds >= 0.2
    assert 0 < done.cpu_seconds < done.seconds


@pytest.mark.parametrize("command", [python("raise SystemExit('no such store')"), ["no-such-program-at-all"]])
def test_a_process_that_fails_is_no_measurement(command: list[str], tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match=r"exit code 1: .*(no such store|no-such-program-at-all)"):
        run(command, tmp_path)


@pytest.mark.parametrize(("threads", "seen"), [(3, "3 3 3"), (0, "unset unset unset")])
def test_both_sides_get_the_same_threads(
    threads: int, seen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in thread_variables(1):
        monkeypatch.delenv(name, raising=False)
    names = ("FOOTNOTE_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS")
    code = f"import os; print(*(os.environ.get(name, 'unset') for name in {names}))"
    assert run(python(code), tmp_path, thread_variables(threads)).output.strip() == seen


def test_no_question_to_warm_up_with_is_measured() -> None:
    asked = {item.question for item in read_gold(GOLD).items}
    assert QUESTION not in asked
    assert not asked & set(WARM_UP)


def test_sides_are_measured_in_turn(tmp_path: Path) -> None:
    order: list[tuple[Side, int]] = []
    ticks: list[int] = []

    def one(side: Side, number: int) -> tuple[float, ...]:
        order.append((side, number))
        return (10.0 * (number + 1) if side == "plain" else 5.0,)

    bench = Bench(Plan(runs=2), tmp_path, 4, lambda done, _total: ticks.append(done))
    (compared,) = bench.compare([Measure("seconds", "Time", "s")], one)
    assert order == [("footnote", 0), ("plain", 0), ("footnote", 1), ("plain", 1)]
    assert ticks == [1, 2, 3, 4]
    assert compared.ratios == (2.0, 4.0)


def test_above_one_is_better_whichever_way_the_measure_points() -> None:
    slower = Comparison(Measure("p50", "Answer", "ms"), footnote=(20.0,), plain=(10.0,))
    faster = Comparison(Measure("rate", "Build", "1/s", higher_is_better=True), footnote=(20.0,), plain=(10.0,))
    assert slower.ratios == (0.5,)
    assert faster.ratios == (2.0,)


def test_figures_are_kept_to_four_digits() -> None:
    assert [significant(value) for value in (1234.56, 0.00123456)] == [1235.0, 0.001235]


@pytest.mark.parametrize(
    ("before", "threads", "expected"), [(0.2, 0, False), (0.8, 0, True), (1.4, 1, False), (2.7, 1, True)]
)
def test_a_machine_is_busy_when_others_leave_too_few_cores(before: float, threads: int, expected: bool) -> None:
    assert busy(before, threads, cores=2) is expected


def test_facts_name_neither_the_machine_nor_a_path() -> None:
    machine = Machine.this()
    assert set(Machine.__dataclass_fields__) == {"cpu", "cores", "memory_gib", "system", "python", "packages"}
    assert machine.cores >= 1
    assert machine.memory_gib > 0
    assert "torch" in machine.packages
    assert not any(path in str(machine) for path in (str(ROOT), str(Path.home())))


def test_articles_are_the_same_for_the_same_seed_and_no_chunk_comes_twice(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        write_articles(tmp_path / name, POOL, 12, seed)
    texts = {
        name: [file.read_text(encoding="utf-8") for file in sorted((tmp_path / name).iterdir())]
        for name in ("one", "again", "other")
    }
    assert len(texts["one"]) == 12
    assert texts["one"] == texts["again"] != texts["other"]
    # Equal texts are embedded once by Footnote alone: they would make its index build look faster than it is.
    chunks = [piece.text for document in load_corpus([tmp_path / "one"]) for piece in chunk(document)]
    assert len(chunks) == len(set(chunks)) > 12


def test_a_table_takes_the_place_of_the_one_before_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n", encoding="utf-8")
    insert(page, "| new |\n")
    insert(page, "| newer |\n")
    assert page.read_text(encoding="utf-8") == f"Before\n\n{BEGIN}\n| newer |\n{END}\n\nAfter\n"


def test_a_page_without_a_place_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("No table here.\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"page\.md has no place"):
        insert(page, "| new |\n")
    assert page.read_text(encoding="utf-8") == "No table here.\n"


def test_the_table_in_the_docs_is_that_of_the_results_kept() -> None:
    results = json.loads((ROOT / "benchmarks" / "results" / "speed.json").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert f"{BEGIN}\n{table(results)}{END}" in page


def test_a_median_stands_within_its_range() -> None:
    results = json.loads((ROOT / "benchmarks" / "results" / "speed.json").read_text(encoding="utf-8"))
    compared = Comparison(Measure("p95", "Answer", "ms"), footnote=(1000.0,) * 3, plain=(152.6, 153.9, 158.3))
    text = table({**results, "measures": {"p95": compared.as_json()}})
    assert " 0.154 (0.153-0.158) |" in text


def test_another_embedding_model_is_no_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOOTNOTE_EMBEDDING", "another/model")
    assert main(["--out", str(tmp_path / "speed.json")]) == 2
    assert "FOOTNOTE_EMBEDDING" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.integration
def test_the_whole_command_with_tiny_sizes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, out = tmp_path / "page.md", tmp_path / "results" / "speed.json"
    page.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    sizes = ["--runs", "1", "--articles", "2", "--questions", "2", "--depths", "1"]
    assert main([*sizes, "--out", str(out), "--docs", str(page)]) == 0
    text = out.read_text(encoding="utf-8")
    results = json.loads(text)
    assert results["plan"]["threads"] == 1
    assert results["notes"]["articles"] == 3
    assert len(results["measures"]) == 9
    for fields in results["measures"].values():
        assert fields["footnote"]["median"] > 0
        assert fields["plain"]["median"] > 0
    # Whole processes hold an interpreter, a model and its runtime: less means that something else was measured.
    assert results["measures"]["first_answer_peak"]["footnote"]["median"] > 50
    assert [point["depth"] for point in results["depth"]] == [1]
    assert not any(path in text for path in (str(ROOT), str(tmp_path), str(Path.home())))
    printed = capsys.readouterr().out
    assert "Process start to first answer" in printed
    assert printed.strip() in page.read_text(encoding="utf-8")


def test_networks_are_timed_by_turns_with_and_without_the_rewriting(capsys: pytest.CaptureFixture[str]) -> None:
    compare_networks([str(WEIGHTS / GRAPH), "--tokens", "20", "40", "--rounds", "1"])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| /")]
    assert [row.split(" | ")[0].endswith("all rewriting") for row in rows] == [False, True]
    assert all(row.count(" ms, ") == 2 for row in rows)
    assert rows[0].count(", 1.00") == 2
