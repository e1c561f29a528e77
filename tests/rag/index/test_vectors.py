from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rag.errors import DamagedIndex, ForeignIndex, ModelFault
from rag.index.vectors import Vectors, unit_rows

# few distinct numbers, so that rows and scores often tie
MATRICES = hnp.arrays(np.float64, st.tuples(st.integers(1, 30), st.just(3)), elements=st.integers(-2, 2).map(float))


def vectors(matrix: list[list[float]]) -> Vectors:
    made = Vectors(len(matrix[0]))
    made.add(range(len(matrix)), matrix)
    return made


@given(MATRICES, st.integers(0, 40), st.data())
def test_search_is_what_comparing_with_every_row_gives(
    matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]], k: int, data: st.DataObject
) -> None:
    query = data.draw(hnp.arrays(np.float64, 3, elements=st.integers(-2, 2).map(float)))
    allowed = data.draw(st.none() | st.lists(st.integers(0, len(matrix) - 1), unique=True))
    scores = unit_rows(matrix).astype(np.float64) @ unit_rows([query])[0].astype(np.float64)
    candidates = range(len(matrix)) if allowed is None else allowed
    found = vectors(matrix.tolist()).search(query, k, allowed)
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
    assert {number for number, _ in found} <= set(candidates)
    assert [score for _, score in found] == pytest.approx([scores[number] for number, _ in found], abs=2e-6)
    assert [score for _, score in found] == pytest.approx(sorted(scores[list(candidates)], reverse=True)[:k], abs=2e-6)


@given(st.integers(1, 150), st.integers(1, 150))
def test_which_of_equal_vectors_are_found_goes_by_id(count: int, k: int) -> None:
    found = vectors([[0.1, 0.7, -0.3]] * count).search([1.0, 1.0, 0.2], k)
    assert [number for number, _ in found] == list(range(min(count, k)))


@given(MATRICES)
def test_rows_have_length_one_or_none(matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    rows = unit_rows(matrix)
    lengths = np.linalg.norm(rows, axis=1)
    assert rows.dtype == np.float32
    assert rows.flags.c_contiguous
    assert np.allclose(lengths, np.any(matrix != 0, axis=1))


def test_cosine_does_not_depend_on_length() -> None:
    store = vectors([[3.0, 0.0], [0.0, 0.5], [-1.0, 0.0]])
    assert store.search([10.0, 0.0], 3) == [(0, 1.0), (1, 0.0), (2, -1.0)]
    assert store.similarities([10.0, 0.0], [2, 0]) == [-1.0, 1.0]


def test_ties_at_the_end_go_by_id() -> None:
    store = vectors([[1.0, 0.0]] * 300)
    assert [number for number, _ in store.search([1.0, 0.0], 5)] == [0, 1, 2, 3, 4]
    assert [number for number, _ in store.search([1.0, 0.0], 2, [250, 7, 99])] == [7, 99]


def test_removed_ids_are_gone_and_the_others_stay() -> None:
    store = vectors([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    assert store.remove([0, 17]) == 1
    assert len(store) == 2
    assert store.ids() == [1, 2]
    assert [number for number, _ in store.search([1.0, 0.0], 3)] == [2, 1]
    assert np.allclose(store.get([1]), [[0.0, 1.0]])


def test_searching_nothing_finds_nothing() -> None:
    assert Vectors(2).search([1.0, 0.0], 3) == []
    assert vectors([[1.0, 0.0]]).search([1.0, 0.0], 0) == []
    assert vectors([[1.0, 0.0]]).search([1.0, 0.0], -1) == []
    assert vectors([[1.0, 0.0]]).search([1.0, 0.0], 3, []) == []
    assert vectors([[1.0, 0.0]]).search([1.0, 0.0], 3, [5]) == []


@pytest.mark.parametrize(
    "values", [[[1.0, float("nan")]], [[float("inf"), 1.0]], [[1.0], [1.0, 2.0]], [1.0, 2.0], [["a", "b"]], [[None, 1]]]
)
def test_what_is_no_matrix_of_numbers_is_a_fault_of_the_model(values: list[list[float]]) -> None:
    with pytest.raises(ModelFault):
        Vectors(2).add([0], values)


def test_another_dimension_names_both() -> None:
    store = vectors([[1.0, 0.0]])
    with pytest.raises(ForeignIndex, match=r"dimension 2.*gives 3"):
        store.search([1.0, 0.0, 0.0], 1)
    with pytest.raises(ForeignIndex, match="footnote index"):
        store.add([1], [[1.0, 0.0, 0.0]])
    assert len(store) == 1


@pytest.mark.parametrize("name", ["plain", "mit Ümläuten und Leerzeichen", "港口 %41#?"])
def test_what_is_saved_is_loaded(tmp_path: Path, name: str) -> None:
    store = vectors([[1.0, 0.0], [0.6, 0.8]])
    store.save(tmp_path / name)
    loaded = Vectors.load(tmp_path / name, dimension=2, count=2)
    assert loaded.search([0.0, 1.0], 2) == store.search([0.0, 1.0], 2)
    loaded.add([2], [[0.0, 1.0]])
    assert loaded.search([0.0, 1.0], 1) == [(2, 1.0)]


def test_an_empty_index_is_saved_and_loaded(tmp_path: Path) -> None:
    Vectors(7).save(tmp_path / "v")
    assert len(Vectors.load(tmp_path / "v", dimension=7, count=0)) == 0


@pytest.mark.parametrize(("dimension", "count"), [(3, 2), (2, 1), (2, 3)])
def test_a_file_that_does_not_fit_its_manifest_is_refused(tmp_path: Path, dimension: int, count: int) -> None:
    vectors([[1.0, 0.0], [0.6, 0.8]]).save(tmp_path / "v")
    with pytest.raises(DamagedIndex, match="footnote index"):
        Vectors.load(tmp_path / "v", dimension=dimension, count=count)


@pytest.mark.parametrize(
    "index",
    [
        faiss.IndexFlatIP(2),
        faiss.IndexIDMap2(faiss.IndexFlatL2(2)),
        faiss.IndexHNSWFlat(2, 4),
    ],
)
def test_other_kinds_of_faiss_index_are_refused(tmp_path: Path, index: faiss.Index) -> None:
    faiss.write_index(index, str(tmp_path / "v"))
    with pytest.raises(DamagedIndex):
        Vectors.load(tmp_path / "v", dimension=2, count=0)


def test_a_truncated_file_is_refused_and_leaves_the_limits_of_faiss_alone(tmp_path: Path) -> None:
    before = faiss.get_deserialization_vector_byte_limit()
    vectors([[1.0, 0.0], [0.6, 0.8]]).save(tmp_path / "v")
    whole = (tmp_path / "v").read_bytes()
    for size in range(0, len(whole), 7):
        (tmp_path / "v").write_bytes(whole[:size])
        with pytest.raises(DamagedIndex):
            Vectors.load(tmp_path / "v", dimension=2, count=2)
    assert faiss.get_deserialization_vector_byte_limit() == before


def test_searching_leaves_the_threads_of_faiss_as_they_are() -> None:
    before = faiss.omp_get_max_threads()
    try:
        faiss.omp_set_num_threads(3)
        vectors([[1.0, 0.0]]).search([1.0, 0.0], 1)
        assert faiss.omp_get_max_threads() == 3
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(faiss.omp_get_max_threads).result() == before
    finally:
        faiss.omp_set_num_threads(before)


def test_only_one_module_imports_faiss() -> None:
    root = Path(sys.modules["rag.index.vectors"].__file__ or "").parents[1]
    assert [path.name for path in root.rglob("*.py") if "import faiss" in path.read_text("utf-8")] == ["vectors.py"]
