from dataclasses import replace

import pytest

from rag.errors import BadDocument, UnknownDocument
from rag.types import Answer, Status
from tests.ui.fakes import BRIDGE, FERRY, FakeLibrary, TellingAsker, bind, document
from ui.shelf import LONGEST_OWN, MOST_OWN, Shelf

MINE = document("bridge", "My lighthouse", ("paragraph", "The keeper Tamsin Crewe lit the lighthouse lamp by hand."))


def nothing(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(FakeLibrary(), TellingAsker()).with_own(MINE, bind, nothing)


def test_an_own_article_gets_an_id_of_its_own(shelf: Shelf) -> None:
    assert [each.id for each in shelf.documents] == ["bridge-2", "bridge", "ferry"]
    assert shelf.document("bridge-2").text == MINE.text
    assert shelf.document("bridge") == BRIDGE
    assert shelf.is_own("bridge-2")
    assert not shelf.is_own("bridge")
    with pytest.raises(UnknownDocument):
        shelf.document("none")


def test_each_article_is_asked_where_it_is(shelf: Shelf) -> None:
    keeper = shelf.ask("Who lit the lighthouse lamp?", article="bridge-2")
    assert keeper.citations[0].document == "bridge-2"
    assert shelf.ask("When does the bridge close?", article="bridge").short_answer == "April 2"
    assert not shelf.ask("Who lit the lighthouse lamp?", article="bridge").answered


def test_all_are_asked_and_the_surer_answer_is_given(shelf: Shelf) -> None:
    assert shelf.ask("Who lit the lighthouse lamp?").citations[0].document == "bridge-2"
    assert shelf.ask("When does the bridge close?").citations[0].document == "bridge"
    assert not shelf.ask("Who designed it?").answered


def test_it_tells_how_far_it_is_and_answers_last(shelf: Shelf) -> None:
    *before, last = shelf.stream("Who lit the lighthouse lamp?")
    assert before == [Status("searching"), Status("reading")]
    assert isinstance(last, Answer)
    assert last.answered


def test_nobody_else_sees_an_own_article(shelf: Shelf) -> None:
    other = Shelf(shelf.library, shelf.asker)
    assert [each.id for each in other.documents] == ["bridge", "ferry"]
    assert not other.ask("Who lit the lighthouse lamp?").answered


def test_an_own_article_can_be_removed(shelf: Shelf) -> None:
    bare = shelf.without_own("bridge-2", bind)
    assert bare.documents == (BRIDGE, FERRY)
    assert bare.own_asker is None
    with pytest.raises(UnknownDocument):
        bare.without_own("bridge", bind)


def test_an_article_that_is_too_long_or_one_too_many_is_refused(shelf: Shelf) -> None:
    with pytest.raises(BadDocument, match=r"^The article has 200,001 characters; 200,000 is the most\."):
        shelf.with_own(replace(MINE, text="x" * (LONGEST_OWN + 1)), bind, nothing)
    for _ in range(MOST_OWN - 1):
        shelf = shelf.with_own(MINE, bind, nothing)
    with pytest.raises(BadDocument, match="remove one first"):
        shelf.with_own(MINE, bind, nothing)
