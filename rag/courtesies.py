"""Questions without what is said around them: "Hi! Could you tell me who won? Thanks" asks "Who won?". Pure.

Retrieval and reading weigh every word; greetings and thanks are about nothing in an article.
"""

from __future__ import annotations

import re

# In a longer text a greeting weighs nothing.
LONGEST = 400
_GAP = r"[\s,:]+"
_WH = r"(?:who|whom|whose|what|when|where|why|which|how)(?:['’]s)?\b"
_ASK = rf"(?:(?:in|at|by|for|on|from|to|with|of|since|until|under)\s+)?{_WH}"
_ASKING = rf"(?={_ASK})"
_OPENING = rf"(?={_ASK}|(?:is|are|was|were|do|does|did|will|would|can|could|has|have|had|should)\b)"
# What sets a greeting off: a mark, or that a question begins.
_STOP = rf"(?:\s*[,.!:;–—]+\s*|\s+-+\s+|\s+{_OPENING})"
_KINDLY = r"(?:(?:please|pls|kindly|just|maybe|perhaps|quickly)\s+)*"
_TELL = r"(?:tell me|tell us|let me know|remind me|show me|explain(?:\s+to\s+me)?|help me understand|find out)"
_ARTICLE = r"(?:the|this|your)\s+(?:article|text|page|passage|story)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


# What may stand before a question; what only leads in to a question word is taken off before one alone.
_BEFORE = tuple(
    _pattern(rf"^{text}")
    for text in (
        rf"(?:hi|hello|hey|good\s+(?:morning|afternoon|evening|day))(?:\s+(?:there|all|again|everyone))?{_STOP}",
        rf"(?:please|pls|thanks|thank\s+you|excuse\s+me|sorry|by\s+the\s+way|btw){_STOP}",
        rf"(?:ok(?:ay)?\s+)?(?:ok(?:ay)?|so|well|um+|uh+|hm+|right|now|(?:quick\s+|my\s+|one\s+)?question|just\s+curious){_STOP}",
        rf"{_KINDLY}(?:(?:can|could|would|will)\s+you\s+{_KINDLY})?{_TELL}{_GAP}{_ASKING}",
        rf"i(?:['’]d|\s+would)?\s+{_KINDLY}(?:want|need|like|love)\s+to\s+(?:know|find\s+out|learn|ask|understand){_GAP}{_ASKING}",
        rf"i(?:['’]m|\s+am|\s+was)?\s+{_KINDLY}(?:wonder|wondering|curious)(?:\s+about)?{_GAP}{_ASKING}",
        rf"do(?:es)?\s+(?:you|anyone|anybody)\s+(?:happen\s+to\s+)?know{_GAP}{_ASKING}",
        rf"(?:any\s+idea|(?:what\s+i\s+want\s+to\s+know|my\s+question|the\s+question)\s+is){_GAP}{_ASKING}",
        rf"does\s+{_ARTICLE}\s+(?:say|mention|tell(?:\s+(?:us|me))?|explain|state){_GAP}{_ASKING}",
        rf"(?:according\s+to|based\s+on|as\s+per|in|from)\s+{_ARTICLE}{_GAP}{_ASKING}",
    )
)
# Without a mark before it, "thank you" may be what is asked about: "Who said thank you?"
_AFTER = _pattern(
    r"(?:[\s,.!?;–—]+(?:please|pls|plz|thx)|\s*[,.!?;–—]\s*(?:thanks|thank\s+you|many\s+thanks|cheers)"
    r"(?:\s+(?:so\s+much|a\s+lot|in\s+advance|very\s+much))?)[\s.!?]*$"
)
_QUOTED = re.compile(r"^[\"“”'‘’«](?P<inside>[^\"“”«»]+)[\"“”'’»]$")
_ENDS = re.compile(r"\s*[?!.]{2,}$")
_STARTS = _pattern(_ASKING)


def plainly(question: str) -> str:
    """Return a question without greetings, thanks, "could you tell me" and quotation marks around it.

    What asks whether ("Could you tell me if ...") stays, as it would be half a question, and so does a text in which
    nothing else is said.
    """
    if len(question) > LONGEST:
        return question
    asked = found = question.strip()
    while True:
        before, asked = asked, _once(asked)
        if asked == before:
            break
    if asked == found or not any(map(str.isalnum, asked)):
        return question
    if _STARTS.match(asked):
        asked = f"{asked.rstrip(' .?!')}?"
    return f"{asked[0].upper()}{asked[1:]}" if found[0].isupper() or not found[0].isalpha() else asked


def _once(asked: str) -> str:
    if quoted := _QUOTED.match(asked):
        asked = quoted["inside"].strip()
    for pattern in _BEFORE:
        asked = pattern.sub("", asked, count=1)
    asked = _AFTER.sub("?" if "?" in asked else "", asked, count=1)
    return _ENDS.sub(lambda marks: "?" if "?" in marks[0] else marks[0].strip()[-1], asked)
