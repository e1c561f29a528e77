from tests.ui.fakes import ScriptedAsker, absent, found
from ui.examples import CANDIDATES, OFFERED, answered


def test_only_questions_that_are_answered_are_offered() -> None:
    asker = ScriptedAsker(
        {"Where?": found("Where?", "There."), "When?": found("When?", "Then."), "Who?": absent("Who?")}
    )
    assert answered(asker, ["Who?", "When?", "How?", "Where?"]) == ("When?", "Where?")
    assert answered(asker, ["Who?", "When?", "How?", "Where?"], most=1) == ("When?",)


def test_there_are_more_candidates_than_places() -> None:
    assert len(set(CANDIDATES)) == len(CANDIDATES) > OFFERED
