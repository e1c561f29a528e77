"""What is wrong with a gold set beyond its shape, told all at once: for `footnote gold check`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from eval.evidence import locate, places
from eval.fields import Place
from eval.gold import GoldItem, Placed, read_placed
from eval.kinds import ANSWERABLE, UNANSWERABLE, is_known, known
from eval.metrics.containment import contains
from rag.chain import check as check_question
from rag.errors import BadGold, BadQuestion, FootnoteError
from rag.types import Document

Load = Callable[[Path, str], Document]

_KEYS = ("id", "type", "question", "answers", "evidence", "history", "article", "status")
# Answers that mean that there is none
_NONE = frozenset(
    ["", "n/a", "na", "none", "null", "unanswerable", "no answer", "not stated", "unknown", "not answerable"]
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        name: the file's or folder's name.
        format: the format it was read as.
        items: how many items could be read; `answerable` of them can be answered, `proposed` wait for a person.
        faults: one line each: where, what is wrong and what to do; first those of items that could not be read.
        first_proposal: where the first proposal stands; None where all are accepted.
        compared: whether the evidence was looked up in its articles.
    """

    name: str
    format: str
    items: int
    answerable: int
    proposed: int
    faults: tuple[str, ...]
    first_proposal: str | None
    compared: bool


def check_gold(path: Path, load: Load, documents: Sequence[Document] = (), types: Iterable[str] = ()) -> Checked:
    """Check a gold file or folder.

    Args:
        path: the file or folder.
        load: reads an article of a folder of pairs from its path and gives it an id.
        documents: the articles that a file without its own asks about; without them evidence is not looked up.
        types: types to allow beside those of `eval.kinds`.
    """
    faults: list[BadGold] = []
    try:
        placed = read_placed(path, faults.append)
    except BadGold as fault:
        return Checked(path.name, "none", 0, 0, 0, (*map(str, faults), str(fault)), None, compared=False)
    gold = placed.gold
    articles = {article.id: article.path for article in gold.articles if article.path}
    for id, file in articles.items():
        try:
            documents = (*documents, load(file, id))
        except FootnoteError as error:
            faults.append(Place(file).fault(f"the article cannot be read ({error})", "mend it or put another there"))
    # SQuAD asks the same of several paragraphs of an article
    faults += _twice(placed) if placed.format != "squad" else ()
    for item in gold.items:
        faults += _faults(item, placed, documents, frozenset(types))
    proposed = [item for item in gold.items if item.proposed]
    return Checked(
        name=gold.name,
        format=placed.format,
        items=len(gold.items),
        answerable=sum(item.answerable for item in gold.items),
        proposed=len(proposed),
        faults=tuple(map(str, faults)),
        first_proposal=placed.places[proposed[0].id].spot if proposed else None,
        compared=bool(documents) or placed.format == "squad",
    )


def _twice(placed: Placed) -> Iterator[BadGold]:
    """Questions that stand twice, about one article and after the same turns."""
    seen: dict[object, GoldItem] = {}
    for item in placed.gold.items:
        words = " ".join(item.question.casefold().rstrip("?!. ").split())
        first = seen.setdefault((words, item.history, item.article), item)
        if first is not item:
            yield placed.places[item.id].fault(
                f'the question of "{item.id}" was asked on {placed.places[first.id].spot}',
                "take one out or ask something else",
            )


def _faults(item: GoldItem, placed: Placed, documents: Sequence[Document], types: frozenset[str]) -> Iterator[BadGold]:
    place = placed.places[item.id]
    try:
        check_question(item.question, item.history)
    except BadQuestion as error:
        yield place.fault(f'"question" of "{item.id}" cannot be asked', f"mend it: {str(error).rstrip('.')}")
    if placed.format == "squad":
        yield from _derived_faults(item, place)
        return
    if placed.format == "footnote":
        yield from _misspelt(placed.records[item.id], place)
        yield from _type_faults(item, place, types)
    said = " ".join(item.evidence)
    none = next((one for one in item.answers if one.strip(" .").casefold() in _NONE and not _holds(said, [one])), None)
    if none is not None:
        yield place.fault(f'"{none}" of "{item.id}" is no answer', 'write "answers": [] where the article does not say')
    elif placed.gold.quoted:
        yield from _evidence_faults(item, place, documents)
    else:
        yield from _lookup_faults(item, place, documents)


def _derived_faults(item: GoldItem, place: Place) -> Iterator[BadGold]:
    """SQuAD's answers that do not stand in their paragraph; evidence was cut from around those that do."""
    for answer in item.answers:
        if not any(locate(answer, quote) for quote in item.evidence):
            yield place.fault(
                f'the answer "{_short(answer)}" of "{item.id}" is not in its context', "copy it word for word"
            )


def _misspelt(fields: dict[str, object], place: Place) -> Iterator[BadGold]:
    for key in fields:
        close = get_close_matches(key.casefold().strip(), _KEYS, n=1, cutoff=0.8)
        if key not in _KEYS and close:
            yield place.fault(f'"{key}" is no key of an item', f'write "{close[0]}" or take it out')


def _type_faults(item: GoldItem, place: Place, types: frozenset[str]) -> Iterator[BadGold]:
    if item.type in types:
        return
    if not is_known(item.type):
        yield place.fault(f'the type "{item.type}" is not known', f"write one of {known()}, or allow it with --type")
    elif item.answerable and item.type in UNANSWERABLE:
        yield place.fault(
            f'"{item.id}" is {item.type}, which has no answer, and lists some', "empty its answers or mend its type"
        )
    elif not item.answerable and item.type in ANSWERABLE:
        yield place.fault(
            f'"{item.id}" is {item.type}, which has an answer, and lists none', "add its answers or mend its type"
        )


def _evidence_faults(item: GoldItem, place: Place, documents: Sequence[Document]) -> Iterator[BadGold]:
    if item.answerable and not item.evidence:
        yield place.fault(f'"{item.id}" has no evidence', "quote the words of the article that answer it")
    if not item.answerable and item.evidence:
        yield place.fault(f'"{item.id}" has evidence but no answers', "add its answers or take the evidence out")
    own = [document for document in documents if document.id == item.article]
    if documents and item.article is not None and not own:
        ids = ", ".join(document.id for document in documents[:5])
        yield place.fault(f'there is no article "{item.article}"', f"write one of these: {ids}")
    yield from _lookup_faults(item, place, own or documents)
    said = " ".join(item.evidence)
    if item.evidence and item.answers and not _holds(said, item.answers):
        yield place.fault(
            f'no answer of "{item.id}" is in its evidence', "quote the words that hold it, or add them to its answers"
        )


def _lookup_faults(item: GoldItem, place: Place, documents: Sequence[Document]) -> Iterator[BadGold]:
    for quote in item.evidence if documents else ():
        count = sum(1 for document in documents for _ in places(quote, document.text))
        if not count:
            yield place.fault(f'its evidence "{_short(quote)}" is not in the article', "copy the quote word for word")
        elif count > 1:
            yield place.fault(
                f'its evidence "{_short(quote)}" stands {count} times in the article, and the first place would count',
                "quote more of the sentence",
            )


def _short(quote: str) -> str:
    return quote if len(quote) <= 60 else f"{quote[:57]}..."


def _holds(said: str, answers: Sequence[str]) -> bool:
    # some scripts put no space between words, which whole-word matching wants
    plain = " ".join(said.casefold().split())
    return contains([said], answers) or any(" ".join(answer.casefold().split()) in plain for answer in answers)
