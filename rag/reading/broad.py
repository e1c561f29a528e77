"""Questions about an article as a whole: a summary is asked for, or what all of it is about. Pure."""

from __future__ import annotations

from rag.reading.words import NUMBER_WORDS, content_stems, either, words

# Sentences of a summary: of one whose length nobody named, and of the longest.
USUAL, MOST = 3, 10
# Longer questions say more than that they want a summary.
MOST_WORDS = 24


_CARDINALS = tuple(word for word, value in NUMBER_WORDS.items() if value.isdigit() and word not in ("once", "twice"))
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(_CARDINALS)}|an?|the|few|couple of)"
_SHORT = (
    r"(?:short|brief|concise|quick|simple|plain|clear|single|bulleted|numbered|detailed|main|key|top|most important)"
)
_WHOLE = r"(?:article|text|page|piece|document|story|report|paper|news)"
_WHATS = either(r"\bwhat['’]?s\b")
# How long a summary shall be, and in what form: "in two sentences", "as a short list", "in plain English".
_FORM = either(
    r"\b(?:(?:in|into|with|using|to|as|of|within|under|about|around|at most|up to|no more than|less than)\s+)*"
    rf"(?:{_NUMBER}\s+)?(?:{_SHORT}\s+)*"
    r"(?:sentences?|words?|lines?|bullets?|bullet points?|paragraphs?|lists?|english|terms|or less|or fewer)\b",
    rf"\b{_NUMBER}\s+(?={_SHORT}\b|points?\b)",
)
_COUNTED = either(
    rf"\b(?P<count>\d{{1,3}}|an?|single|{'|'.join(_CARDINALS)})\s+(?:{_SHORT}\s+)*"
    r"(?:sentence|line|bullet|point|fact|takeaway)"
)
# These ask for one thing: nobody asks for a summary so.
_NARROW = either(
    r"^\W*(?:who|whose|whom|when|where|why|which|how (?:many|much|long|old|often|far|big))\b",
    r"^\W*(?:do|does|did|is|are|was|were|has|have|had|will)\b",
)
# A document of somebody's, or one of several, is a thing that the article tells of.
_ANOTHER = either(
    r"\b(?:his|her|their|its|our|my|\w+['’]s|new|first|second|last|other|another)\s+(?:\w+\s+)?" + _WHOLE + r"\b"
)
_ASKS = either(
    r"\b(?:summar\w*|tl;?dr|overview|recap|gist|synopsis|outline|takeaways?|in a nutshell|in short|in brief)\b",
    r"\bsum (?:it |this |that )?(?:\w+ ){0,2}up\b",
    r"\b(?:key|main|(?:most )?important|central|major) "
    r"(?:points?|ideas?|topics?|messages?|themes?|subjects?|facts?|news)\b",
    r"\b(?:what|tell me)\b.*\babout\b",
    rf"\b(?:explain|describe) (?:this|the)(?: whole| entire)? {_WHOLE}\b",
    rf"\bwhat does (?:this|the|it)\b(?: {_WHOLE})?.*"
    r"\b(?:say|tell|report|describe|discuss|cover|explain|deal with|talk about)\b",
    r"\bwhat (?:happened|happens|is happening)\b",
    r"\bwhat.*\b(?:topic|subject|theme|purpose|discussed|covered)\b",
)
# What such questions are made of, once the stop words are gone.
_MADE_OF = frozenset(
    content_stems(
        "article report reports story text page piece document news paper content contents overall whole entire "
        "summary summarise summarize summarized summarised sum overview outline recap synopsis abstract gist nutshell "
        "brief briefly short shortly quick quickly concise concisely tldr tl dr "
        "main key central major important importance general top point points idea ideas topic topics subject subjects "
        "theme themes message messages takeaway takeaways fact facts purpose happened happens happening "
        "discuss discusses discussed cover covers covered describe describes describing explain explains tell tells "
        "read provide write show need want help love know hi hello hey thanks thank"
    )
)
# "What does it deal with?", "What does this talk about?": as nouns, deals and talks are what news is made of.
_VERBS = either(r"\bdeals? with\b", r"\btalk(?:s|ing)? about\b")


def is_broad(text: str) -> bool:
    """Tell whether a question asks about the article as a whole ("What is this about?", "Sum it up in two lines")."""
    text = _WHATS.sub("what is", text)
    if len(words(text)) > MOST_WORDS or _NARROW.search(text) or _ANOTHER.search(text) or not _ASKS.search(text):
        return False
    rest = _VERBS.sub(" ", _FORM.sub(" ", text))
    return all(stem in _MADE_OF for stem in content_stems(rest))


def sentences_asked(text: str) -> int:
    """Return how many sentences a summary shall have: as many as are asked for ("in two sentences", "five points")."""
    found = _COUNTED.search(text)
    if not found:
        return USUAL
    said = found["count"].casefold()
    return max(1, min(MOST, int({"a": "1", "an": "1", "single": "1", **NUMBER_WORDS}.get(said, said))))
