from __future__ import annotations

import time

import pytest
from hypothesis import given

from rag.sentences import LONGEST, split
from rag.types import Block, Document
from tests.strategies import documents, texts

# Sentences end at "¦"; the spaces around it belong to the text once.
CASES = """
The pact was signed. ¦ It takes effect in May.
Is it signed? ¦ Yes! ¦ It is.
Datuk Seri Anwar Ibrahim met Tan Sri Lim. ¦ Dato' Sri Wong left.
Defence Minister Dato’ Seri Khaled spoke. ¦ Nobody answered.
Dr. Lee and Mr. Wong met Mrs. Tan and Ms. Ng. ¦ They agreed.
Lt. Gen. Kim and Sen. Park met Prof. Choi. ¦ Gov. Yun was away.
ADM. KIM MET GEN. PARK. ¦ THEY SPOKE.
She lives in St. Louis. ¦ He moved to St. Petersburg.
The shop on Main St. ¦ The other one closed.
J. R. R. Tolkien wrote it. ¦ C. S. Lewis read it.
J.R.R. Tolkien wrote it. ¦ C.S. Lewis read it.
The ambassador, Yeo S. B., was hopeful. ¦ Others were not.
It was signed by Yeo S. B. ¦ The minister watched.
George W. Bush met Vladimir V. Putin there.
He took vitamin C. ¦ It helped. ¦ Plan B. ¦ However, that failed.
It grew 3.5 per cent. ¦ Inflation was 2.1%.
No. 7 won and No. 10 lost. ¦ Nos. 3 and 4 drew.
Was it signed? ¦ No. ¦ The talks go on.
See Fig. 3 and Vol. 2, pp. 10-12. ¦ Then stop.
The U.S. Navy and the U.K. Government agreed. ¦ The U.N. Security Council did not.
He moved to the U.S. ¦ He never came back.
She left the U.K. ¦ In 2020 she returned.
It opens at 9 a.m. and closes at 5 p.m. ¦ The staff leave later.
It starts at 5 p.m. Monday. ¦ Come at 8 a.m. EST.
Doors open at 8 a.m. ¦ Visitors may enter.
Some, e.g. Korea, agreed; others, i.e. two, did not.
It was Korea vs. Japan. ¦ Roe v. Wade was older.
They sell fruit, nuts, etc. ¦ Prices vary.
They sell fruit, nuts, etc. and bread.
Apple Inc. and Samsung Co. Ltd. agreed. ¦ Intel Corp. did not.
He works for Apple Inc. ¦ The firm is large.
Sapura Sdn. Bhd. Chairman Ali spoke.
On Oct. 4 they met. ¦ By Sept. 30, 2024 it was over.
It was dated 14.03.2024. ¦ The next came on 3.4.2025.
Visit www.example.org for more. ¦ Read https://example.org/a.b?c=d. ¦ Open notes.txt. ¦ Done.
He uses Node.js and .NET. ¦ Both work.
And then... nothing happened. ¦ She waited… and left.
He trailed off... ¦ Then he spoke.
He trailed off… ¦ Then he spoke.
Well . . . he left. ¦ She did not.
You did what?! ¦ No way!!! ¦ Really?
"We won. ¦ We are happy," he said.
"We won," he said. ¦ "We are happy."
“We won.” ¦ “We are happy,” he said.
“Why?” he asked. ¦ “Because.”
"Why?" he asked.
"Why?" Yeo asked. ¦ Nobody knew.
“We won!” Prime Minister Anwar Ibrahim said. ¦ He smiled.
"Is it over?" ¦ The crowd fell silent.
"Why?" I asked. ¦ "Why?" ¦ He asked again.
He said, “She told me, ‘Go home.’” ¦ Then he left.
He said “go.” ¦ She went.
'We won.' ¦ They were happy.
He left (at last). ¦ She stayed. ¦ (Nobody saw it.) ¦ The end.
He left (why?) and came back.
KUALA LUMPUR, Oct 3 (Bernama) -- South Korea and Malaysia will sign. ¦ It is new.
KUALA LUMPUR, Oct. 3 (Bernama) -- South Korea will sign. ¦ It is new.
SEOUL — The pact was signed. ¦ It is new.
WASHINGTON, D.C. (AP) — The pact was signed.
WASHINGTON, D.C. — The pact was signed.
SACRAMENTO, Calif. (AP) — The pact was signed. ¦ He lives in Calif.
Trondheim, 9 November. The planetarium will close. ¦ It is old.
PORT LOUIS, Sept. 3, 2025. The pact was signed. ¦ It is new.
São Paulo, Monday. Trams ran again.
It was signed in Seoul, 9 November. ¦ It is new.
Trondheim, 9 November.
He met Martin Luther King Jr. in 1960. ¦ It was warm.
Smith et al. (2010) showed it. ¦ Jones et al. disagreed.
It cost $5. ¦ $3 was left. ¦ 20 people came.
He finished in 1990. ¦ In 1991 he returned.
World War II. ¦ The war ended.
1. Sign the pact. ¦ 2. Publish it.
2.2. The source of it
A. Sign the pact. ¦ B. Publish it.
The population fell.[12] ¦ It rose later.[3][4] ¦ Then it fell.
The use grew.[citation needed] ¦ It fell.[3]:69 ¦ Then it grew.
It spread in Europe.12 ¦ We measured 3.5 kilometres.7,8 ¦ The end.
It opened at No.36 Bowery. ¦ It has accession no. AB047639 there.
Add it to the U.S. ¦ "The end," he said.
we went there. ¦ it was good. we left.
The phone sold well. ¦ iPhone sales grew. ¦ al-Qaeda denied it.
He joined Yahoo! in 2001 and left Yahoo! Japan later.
He has a Ph.D. in physics. ¦ She has an M.Sc. too.
We won . '' ¦ Then he left .
「なぜ？」と彼は聞いた。 ¦ 答えはない。
이것은 문장입니다. ¦ 다음 문장입니다.
هل وقعت؟ ¦ نعم.
यह पहला वाक्य है। ¦ यह दूसरा है।
« Oui. » ¦ Elle partit.
Er sagte: „Wir gewinnen.“ ¦ Dann ging er.
¿Qué pasó? ¦ ¡Nada! ¦ «Bien.» ¦ Fin.
Headline without an end
one two three
""".strip().splitlines()


def cut(text: str) -> list[str]:
    return [sentence.text for sentence in split(text, [Block("paragraph", 0, len(text))])]


@pytest.mark.parametrize("case", CASES)
def test_split_of_hand_made_cases(case: str) -> None:
    assert cut(case.replace(" ¦ ", " ")) == case.split(" ¦ ")


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们赢了。他很高兴！真的吗？", ["我们赢了。", "他很高兴！", "真的吗？"]),
        ("「勝った。」と言った。終わり。", ["「勝った。」と言った。", "終わり。"]),
        ("“为什么？”他问。没有人回答。", ["“为什么？”他问。", "没有人回答。"]),
        ("One line\nand its rest.\n\nA new one", ["One line\nand its rest.", "A new one"]),
        ("He left. ”", ["He left. ”"]),
        ("*** He left. ***", ["*** He left. ***"]),
        ("...", ["..."]),
        ('He said "go. " Then he left.', ['He said "go. "', "Then he left."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_split_where_white_space_matters(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_sentences_do_not_cross_blocks() -> None:
    text = "Costs\n\nIt cost 3\n\nmillion. He left"
    blocks = [Block("heading", 0, 5), Block("paragraph", 7, 16), Block("paragraph", 18, len(text))]
    assert [sentence.text for sentence in split(text, blocks)] == ["Costs", "It cost 3", "million.", "He left"]


def assert_sound(text: str, blocks: tuple[Block, ...]) -> None:
    sentences = split(text, blocks)
    covered = bytearray(len(text))
    position = 0
    for sentence in sentences:
        assert sentence.start >= position
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip() != ""
        assert any(block.start <= sentence.start and sentence.end <= block.end for block in blocks)
        position = sentence.end
        covered[sentence.start : sentence.end] = b"\1" * (sentence.end - sentence.start)
    missed = [
        at for block in blocks for at in range(block.start, block.end) if not covered[at] and not text[at].isspace()
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("unit", "ends"),
    [
        ("and then they said, ", ","),
        ("we went on\nto the harbour ", "on"),
        ("so it goes ", ""),
        ("然后他说、", "、"),
        ("無", ""),
    ],
)
def test_text_without_end_marks_is_cut_where_it_pauses(unit: str, ends: str) -> None:
    text = unit * (6 * LONGEST // len(unit))
    pieces = cut(text)
    assert_sound(text, (Block("paragraph", 0, len(text)),))
    assert 5 < len(pieces) < 12
    assert all(len(piece) <= LONGEST and piece.endswith(ends) for piece in pieces[:-1])


def test_a_long_sentence_is_left_whole() -> None:
    text = f"The court found that {'the firm had not paid, ' * 40}and closed."
    assert cut(text) == [text]


@given(texts(max_size=200))
def test_nothing_is_lost_in_any_text(text: str) -> None:
    assert_sound(text, (Block("paragraph", 0, len(text)),))


@given(documents())
def test_nothing_is_lost_in_any_document(document: Document) -> None:
    assert_sound(document.text, document.blocks)


@pytest.mark.parametrize(
    "unit",
    [".", "A. ", "1. ", '." ', "(", '. "(', '?" A.', "a.b", "\n", "\n\n ", "[1]", "。", "Mr. ", ". ” ", "é ", '"'],
)
def test_time_grows_with_length_only(unit: str) -> None:
    text = (unit * 300_000)[:300_000] + "x"
    began = time.process_time()
    cut(text)
    assert time.process_time() - began < 3
