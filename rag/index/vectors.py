"""Vectors under whole-number ids, searched by cosine: the only importer of faiss."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from rag.errors import DamagedIndex, ForeignIndex, ModelFault

Matrix = npt.NDArray[np.float32]

# float32 inner products of unit vectors are good to about seven digits: what differs further down is rounding
DECIMALS = 6

# faiss keeps its limits for the whole process
_LIMITS = threading.Lock()


def unit_rows(values: npt.ArrayLike) -> Matrix:
    """Scale every row to length 1; a row of zeros stays as it is.

    Args:
        values: n x dimension numbers.

    Returns:
        n x dimension, float32, C-contiguous.

    Raises:
        ModelFault: the rows differ in length, or hold something that is not a finite number.
    """
    try:
        matrix = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ModelFault(
            "The embedding model gave vectors of unequal length; use another FOOTNOTE_EMBEDDING."
        ) from None
    if matrix.ndim != 2:
        raise ModelFault(f"The embedding model gave {matrix.ndim} dimensions of numbers instead of rows and columns.")
    if not np.isfinite(matrix).all():
        raise ModelFault("The embedding model gave numbers that are not finite; use another FOOTNOTE_EMBEDDING.")
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.ascontiguousarray(matrix / np.where(lengths > 0, lengths, 1), dtype=np.float32)


class Vectors:
    """Unit vectors of one dimension. Not safe for threads by itself: a writer must be alone.

    Attributes:
        dimension: numbers a vector.
    """

    def __init__(self, dimension: int) -> None:
        """Start empty."""
        self.dimension = dimension
        self._index = _new_index(dimension)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Sequence[int], matrix: npt.ArrayLike) -> None:
        """Add one row a new id; the rows are scaled to unit length.

        Raises:
            ForeignIndex: the rows have another dimension.
            ModelFault: see `unit_rows`.
        """
        if ids:
            self._index.add_with_ids(self._rows(matrix), np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Iterable[int]) -> int:
        """Remove ids, those that are not there passed over; returns how many were."""
        return int(self._index.remove_ids(np.fromiter(ids, dtype=np.int64)))

    def get(self, ids: Sequence[int]) -> Matrix:
        """Return len(ids) x dimension unit vectors; every id must be there."""
        if not ids:
            return np.empty((0, self.dimension), dtype=np.float32)
        rows: Matrix = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return rows

    def ids(self) -> list[int]:
        """Return all ids in the order of their vectors."""
        return [int(number) for number in faiss.vector_to_array(self._index.id_map)]

    def search(self, query: npt.ArrayLike, k: int, allowed: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Find the nearest vectors by cosine.

        Args:
            query: `dimension` numbers.
            k: how many to find at most.
            allowed: ids to search among (None: all); faiss passes over the others, so none of the k is lost.

        Returns:
            (id, cosine in [-1, 1] to six decimals), highest first, ties by id; also which of the ties at the end
            are in goes by id.

        Raises:
            ForeignIndex: the query has another dimension.
            ModelFault: the query is not finite.
        """
        vector = self._rows(np.atleast_2d(np.asarray(query, dtype=np.float64)))
        available = len(self) if allowed is None else min(len(self), len(allowed))
        wanted = min(k, available)
        if wanted < 1:
            return []
        options = None if allowed is None else _among(allowed)
        fetched = wanted
        while True:
            # one more than known to tie, until the last found is worse than the last wanted
            fetched = min(fetched + 1, available)
            found = self._nearest(vector, fetched, options)
            if len(found) < fetched or fetched == available or found[-1][1] < found[wanted - 1][1]:
                return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:wanted]
            fetched *= 2

    def similarities(self, query: npt.ArrayLike, ids: Sequence[int]) -> list[float]:
        """Return the cosine of the query with each id, as `search` would; every id must be there."""
        vector = self._rows(np.atleast_2d(np.asarray(query, dtype=np.float64)))
        return [_cosine(score) for score in self.get(ids) @ vector[0]]

    def save(self, path: Path) -> None:
        """Write to one file; raises `OSError`."""
        faiss.serialize_index(self._index).tofile(path)

    @classmethod
    def load(cls, path: Path, *, dimension: int, count: int) -> Vectors:
        """Read what `save` wrote.

        faiss does not notice altered bytes: verify the file's checksum first.

        Raises:
            DamagedIndex: no index of this kind, dimension and count can be read from the file.
        """
        vectors = cls(dimension)
        index = _read(path)
        if not _is_alike(index, vectors._index) or index.ntotal != count or index.id_map.size() != count:
            raise DamagedIndex(
                f"{path.name} does not hold the {count} vectors of dimension {dimension} that its manifest speaks of; "
                "`footnote index` rebuilds the index."
            )
        vectors._index = index
        return vectors

    def _rows(self, values: npt.ArrayLike) -> Matrix:
        rows = unit_rows(values)
        if rows.shape[1] != self.dimension:
            raise ForeignIndex(
                f"The index holds vectors of dimension {self.dimension}, the embedding model gives {rows.shape[1]}; "
                "`footnote index` rebuilds it with this model."
            )
        return rows

    def _nearest(self, vector: Matrix, k: int, options: Any) -> list[tuple[int, float]]:
        with _one_thread():
            scores, ids = self._index.search(vector, k, params=options)
        return [(int(number), _cosine(score)) for number, score in zip(ids[0], scores[0], strict=True) if number >= 0]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let faiss work in the calling thread alone; the setting holds for this thread only.

    A question is one row: on a busy machine waiting for helper threads takes ten times as long as the search.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _new_index(dimension: int) -> Any:
    """Make the faiss index; the place to choose another kind by size (exact up to about 50,000 vectors is fast)."""
    return faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))


def _is_alike(index: Any, model: Any) -> bool:
    if type(index) is not type(model) or index.d != model.d:
        return False
    inner = faiss.downcast_index(index.index)
    return isinstance(inner, faiss.IndexFlatIP) and inner.d == model.d and inner.ntotal == index.ntotal


def _read(path: Path) -> Any:
    data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    with _LIMITS:
        before = faiss.get_deserialization_vector_byte_limit()
        # a length field cannot make faiss reserve more memory than the file has bytes
        faiss.set_deserialization_vector_byte_limit(len(data))
        try:
            return faiss.deserialize_index(data)
        except RuntimeError:
            raise DamagedIndex(
                f"{path.name} is not a file of vectors that can be read; `footnote index` rebuilds the index."
            ) from None
        finally:
            faiss.set_deserialization_vector_byte_limit(before)


def _among(ids: Sequence[int]) -> Any:
    # faiss takes its fields by name, which its type hints do not say
    parameters: Any = faiss.SearchParameters
    return parameters(sel=faiss.IDSelectorBatch(np.asarray(ids, dtype=np.int64)))


def _cosine(score: float) -> float:
    return round(min(1.0, max(-1.0, float(score))), DECIMALS)
