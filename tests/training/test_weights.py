"""One command makes, of questions, weights that the product reads with."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from rag.chunking import chunk
from rag.documents import read
from rag.index import CorpusIndex
from rag.reading.span import Calibration, SpanReader
from rag.reading.spans import WEIGHTS
from rag.retrieval import HybridRetriever
from tests.fakes import HashingEmbeddings
from training import calibrate, check_news, export, train, weights
from training.examples import Example, by_article, news

TEXT = "Ines Okafor, who chairs the harbour board, said on Thursday that ferries would carry walkers for free."


def questions_of(part: str, reports: int) -> list[Example]:
    groups = by_article(news(check_news.NEWS / part))
    return [example for group in islice(groups.values(), reports) for example in group]


@pytest.mark.integration
def test_one_command_makes_weights_that_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The public question sets are not part of the project: reports of its own stand for them.
    monkeypatch.setattr(train, "mixture", lambda *_: questions_of("train", 1)[:16])
    monkeypatch.setattr(train, "development", lambda _: {"news": questions_of("dev", 1)})
    monkeypatch.setattr(calibrate, "development", lambda _: questions_of("dev", 5))
    monkeypatch.setattr(export, "TYPICAL", 20)
    run = ["--data", str(tmp_path), "--out", str(tmp_path / "run"), "--passes", "1", "--batch", "8", "--rate", "1e-6"]
    monkeypatch.setattr("sys.argv", ["weights", *run, "--start-from", str(WEIGHTS)])
    assert weights.main() == 0
    made = tmp_path / "run" / "weights"
    assert {path.name for path in made.iterdir()} == {"model.onnx", "tokenizer.json", "calibration.json"}
    assert 0 < Calibration.read(made).answer.threshold < 1
    document = read(TEXT.encode(), name="harbour", suffix=".txt")
    index = CorpusIndex.build([document], chunk(document), HashingEmbeddings())
    hits = HybridRetriever(corpus=index).retrieve("Who chairs the board?", 4)
    short = SpanReader(HashingEmbeddings(), caution=0.0, folder=made).read("Who chairs the board?", hits).short
    assert short is not None
    assert document.text[short.start : short.end] == "Ines Okafor"


def test_a_fault_in_the_news_set_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "report.md").write_text("---\ntitle: Short\n---\n\nToo short.\n", encoding="utf-8")
    (tmp_path / "report.jsonl").write_text("", encoding="utf-8")
    monkeypatch.setattr(weights, "FOLDERS", [tmp_path])
    monkeypatch.setattr("sys.argv", ["weights", "--data", str(tmp_path), "--out", str(tmp_path / "run")])
    assert weights.main() == 1
    assert "0 answerable and 0 unanswerable questions" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
