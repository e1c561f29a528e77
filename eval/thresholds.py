"""Gates kept in a TOML file: a table for each gold set, a bound for each metric."""

from __future__ import annotations

import tomllib
from pathlib import Path

from eval.gates import Gate, parse_gate
from rag.errors import BadInput


def read_gates(path: Path, gold: str) -> list[Gate]:
    """Read the gates of a gold set, by its name ("news", "article.jsonl").

    Raises:
        BadInput: the file cannot be read or is not TOML, has no table of that name, or a bound in it is none (see
            `parse_gate`).
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file; give a TOML file with a table for each gold set.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as TOML ({error}); mend it or give another --gates.") from None
    found = tables.get(gold)
    if not isinstance(found, dict) or not found:
        raise BadInput(f'{path}: no bounds for "{gold}"; add a table ["{gold}"] with lines like containment = 0.9.')
    try:
        return [parse_gate(f"{name}={bound}") for name, bound in found.items()]
    except BadInput as error:
        raise BadInput(f'{path}, table "{gold}": {error}') from None
