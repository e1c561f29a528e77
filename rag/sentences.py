"""Splits the blocks of a document into sentences, by rules over what stands around each end mark.

When in doubt the rules do not split: two sentences quoted as one are still verbatim, half a sentence misleads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from rag.types import Block, Sentence

Manner = Literal["never", "number", "clock", "starter", "capital", "plain"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What is known about abbreviations, without their last full stop. All-capital forms are looked up in title case too.

# Something always follows these: a name, or whatever else they introduce.
_NEVER = _words("""
    Adm Amb Brig Capt Cdr Cllr Cmdr Col Cpl Det Dr Drs En Fr Gen Gov Hj Hjh Hon Insp Lt Maj Messrs Mgr Mlle Mme Mr Mrs
    Ms Mt Mx Pn Pres Prof Profs Pte Pvt Rep Reps Rev Sen Sens Sgt Spc Supt Tn Ven
    approx ca cf e.g eg i.e ie esp v viz vs
""")
# These introduce a number or a letter; before anything else they are words that end a sentence.
_NUMBER = _words("""
    Art Arts Bk Ch Chap Cl Eq Eqs Ex Fig Figs No Nos Nr Op Par Para Pt Sec Sect Ser Sess Tab Vol Vols
    art ch chap cl col ed eq ex fig figs fl no nos op par para pp pt sec vol vols
""")
_CLOCK = _words("a.m p.m A.M P.M")
_MONTHS = _words("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec")
# These may end a sentence; they do when a word follows that starts one.
_STARTER = _MONTHS | _words("""
    Assn Assoc Ave Bhd Bldg Blvd Bros Cie Co Corp Ctr Dept Dist Div Edn Esq Est Ft Govt Inc Inst Intl Jnr Jr Ltd Ltda
    Mfg Natl Pty Plc Pl Rd Sdn Snr Sr St Ste Sta Univ
    Mon Tue Tues Wed Thu Thur Thurs Fri Sat
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ont Ore Pa Que
    Penn Tenn Tex Va Vt Wash Wis Wyo
    Yahoo! Jeopardy!
    al assn assoc bros cu dept est ft govt hr hrs ibid incl lb lbs max min mins oz sp spp ssp sq univ yr yrs
""")
# These end a sentence before any capital.
_CAPITAL = _words("etc Etc")

# Words that start a sentence and are hardly ever part of a name.
_STARTERS = _words("""
    A About According After Afterwards All Also Although Among An And Another Any As At Because Before Besides Both But
    By Despite Did Do Does During Each Earlier Either Even Every Few Finally For From Furthermore He Hence Her Here His
    How However I If In Indeed Instead Is It Its Just Last Later Like Many Meanwhile Moreover Most Much My Neither
    Nevertheless Next No None Nor Not Now Of On Once One Only Or Other Others Our Over Perhaps Several She Similarly
    Since So Some Sometimes Soon Still Such That The Their Them Then There Thereafter Therefore These They This Those
    Though Through Throughout Thus To Today Together Under Unlike Until Upon Was We Were What When Where Whereas Whether
    Which While Who Why With Within Without Yet You Your It's He's She's They're There's That's I'm I've We're
""")
# After "a.m." and "p.m." these carry the time on.
_TIMES = _MONTHS | _words("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thurs Fri Sat Sun Eastern Pacific
    Central Mountain Atlantic Local Greenwich EST EDT ET CST CDT CT MST MDT MT PST PDT PT GMT UTC BST CET CEST IST JST
    KST SGT MYT HKT AEST AEDT January February March April May June July August September October November December
""")
# A place and a day that nothing is said of: "Trondheim, 9 November." Capitalised words alone, no more than a few.
_DATELINE = re.compile(
    r"\s*(?:[^\W\d_a-z][\w'’.\-]*,?\s){1,6}?(?:\d{1,2}(?:st|nd|rd|th)?\s)?"
    r"(?:(?:Jan|Febr?|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*|May|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"(?:\.?\s\d{1,2})?(?:,?\s\d{4})?"
)
_SPEAKING = (
    "said|says|asked|asks|told|tells|added|adds|replied|replies|wrote|writes|shouted|cried|exclaimed|wondered|demanded"
    "|answered|inquired|quipped|tweeted|joked|screamed|yelled|whispered|muttered|explained|continued|remarked|recalled"
)

_OPENERS = "\"'“‘„‚«‹([{「『（《〈【〔¿¡`"
_CLOSERS = "\"'”’“»›)\\]}」』）》〉】〕"
# End marks, then what closes with them, then note markers such as [12] or a raised 12; or a blank line.
_MARK = re.compile(
    r"(?P<blank>\n[^\S\n]*\n\s*)"
    r"|(?P<wide>[。！？｡।॥]+)(?P<wide_closers>[" + _CLOSERS + r"]*)"
    r"|(?P<marks>[.!?…؟۔‽⁇⁈⁉]+)(?P<closers>[" + _CLOSERS + r"]*)"
    r"(?:(?:\[[^\[\]\n]{1,40}\](?::\d{1,4}(?:[-–]\d{1,4})?)?)+|(?P<raised>\d{1,3}(?:[,–-]\d{1,3}){0,4}))?"
)
_SPACES = re.compile(r"\s+")
_STRAY_CLOSERS = re.compile(r"(?:[”»›)\]}」』）]|''|’(?!\w))+(?=\s|\Z)")
_NEXT = re.compile("[" + re.escape(_OPENERS) + r"]*(?P<first>\S)")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SPOKEN = re.compile(r"(?:[A-Z][\w'’.\-]*[ \n]){1,5}(?:" + _SPEAKING + r")\b|I (?:" + _SPEAKING + r")\b")
_SPOKEN_WIDE = re.compile(r"と|って|[他她它]们?[^。，]{0,3}?[说說道问問喊叫]")
# Names and words that start a sentence in lower case: iPhone, eBay, al-Qaeda.
_CAMEL = re.compile(r"(?:[a-z]{1,2}|al-)[A-Z]\w")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_LIST_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[ivxIVX]{1,4}|[A-Za-z])")
_CARRYING_ON = "-–—―|/=+~,;:.…"
_DOUBT = "?!؟‽⁇⁈⁉"
# As far back or on as one word is looked for; bounds the work on text without spaces.
_REACH = 48
# Longer runs without an end mark are no sentences but text without marks, as in a transcript: they are cut, at a line's
# end or a comma if one is near, else between words. In characters, as some scripts have no spaces.
LONGEST, _NEAR = 1200, 400
_CUTS = (re.compile(r"\n"), re.compile(r"[,;:،、，；](?=\s)|[、，；]"), re.compile(r"\s"))


def split(text: str, blocks: Sequence[Block]) -> tuple[Sentence, ...]:
    """Split the blocks of a text into sentences.

    Every character of a block but white space is in exactly one sentence; sentences are in order, carry no space at
    their ends, and never cross from one block into the next. A quotation may be split between whole sentences inside
    it; what closes it stays with its last sentence, and so does who said it.

    Args:
        text: the text of a document.
        blocks: its blocks, in order.

    Returns:
        Sentences with `text[sentence.start:sentence.end] == sentence.text`.
    """
    spans = (span for block in blocks for span in _trimmed(text, block.start, block.end))
    return tuple(Sentence(text[start:end], start, end) for start, end in spans)


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a block where sentences end, trim, and give pieces without a word to the sentence before."""
    pieces: list[tuple[int, int]] = []
    waiting: int | None = None
    for cut in _short_enough(text, start, (*_ends(text, start, end), end)):
        piece = text[start:cut]
        bare = piece.strip()
        if bare:
            first = start + len(piece) - len(piece.lstrip())
            last = first + len(bare)
            if any(map(str.isalnum, bare)):
                pieces.append((first if waiting is None else waiting, last))
                waiting = None
            elif pieces:
                pieces[-1] = (pieces[-1][0], last)
            elif waiting is None:
                waiting = first
        start = cut
    if waiting is not None:
        pieces.append((waiting, end - (len(text[waiting:end]) - len(text[waiting:end].rstrip()))))
    return pieces


def _short_enough(text: str, start: int, ends: Sequence[int]) -> Iterator[int]:
    """Yield the ends of sentences, and cuts inside those that are longer than any sentence."""
    for end in ends:
        while end - start > LONGEST:
            start = _cut(text, start + LONGEST - _NEAR, start + LONGEST)
            yield start
        yield end
        start = end


def _cut(text: str, first: int, last: int) -> int:
    """Return the last place between two positions at which a text may be cut; the second one if there is none."""
    for pattern in _CUTS:
        if found := [match.end() for match in pattern.finditer(text, first, last)]:
            return found[-1]
    return last


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences end inside `text[start:end]`, the last one's end left out."""
    sentence = start
    counted, quoting = start, False
    for mark in _MARK.finditer(text, start, end):
        stop = mark.end()
        if mark.start() < sentence:
            continue
        if mark["blank"] is not None:
            ends = True
        elif mark["wide"] is not None:
            ends = not (mark["wide_closers"] and _SPOKEN_WIDE.match(text, stop, end))
        elif stop < end and not text[stop].isspace():
            ends = False
        else:
            quoting ^= text.count('"', counted, stop) % 2 == 1
            counted = stop
            stop = _past_stray_closers(text, stop, end, quoting=quoting)
            ends = _is_end(text, mark, sentence, _NEXT.match(text, _after_space(text, stop, end), end))
        if ends:
            yield stop
            sentence = stop


def _after_space(text: str, position: int, end: int) -> int:
    space = _SPACES.match(text, position, end)
    return space.end() if space else position


def _past_stray_closers(text: str, stop: int, end: int, *, quoting: bool) -> int:
    """Take in what closes after a space: `won . '' He`; a straight quote only where one is open."""
    position = _after_space(text, stop, end)
    closers = _STRAY_CLOSERS.match(text, position, end)
    if closers:
        return closers.end()
    if quoting and text.startswith('"', position) and (position + 1 >= end or text[position + 1].isspace()):
        return position + 1
    return stop


def _is_end(text: str, mark: re.Match[str], sentence: int, following: re.Match[str] | None) -> bool:
    """Tell whether a sentence ends at a mark that a space follows."""
    if following is None or following["first"] in _CARRYING_ON:
        return False
    first = following.start("first")
    lower = text[first].islower() and not _CAMEL.match(text, first)
    token = _token(text, mark.start(), sentence)
    if mark["raised"] and not (len(token) >= 4 and token.isalpha() and _manner(token) == "plain"):
        return False
    if mark["marks"] == ".":
        return _full_stop_ends(text, token, mark, sentence, first, lower=lower)
    if lower:
        return False
    if any(character in _DOUBT for character in mark["marks"]):
        quoted = bool(mark["closers"]) and mark["closers"][-1] not in ")]}）】〕"
        return not (quoted and _is_speaker(text, following.start())) and not (
            token + mark["marks"] in _STARTER and _word(text, first) not in _STARTERS
        )
    # Three dots before a number leave something out more often than they end.
    return not text[first].isdigit()


def _is_speaker(text: str, position: int) -> bool:
    """Tell whether a name and a verb of saying follow: `"Why?" Yeo asked`."""
    spoken = _SPOKEN.match(text, position)
    return spoken is not None and spoken.group().split()[0] not in _STARTERS - {"I"}


def _token(text: str, stop: int, sentence: int) -> str:
    """Return the run of non-space characters before a mark, without what opens it."""
    before = text[max(sentence, stop - _REACH) : stop]
    cut = max(map(before.rfind, " \n—–/"))
    return before[cut + 1 :].lstrip(_OPENERS + "*_")


def _full_stop_ends(text: str, token: str, mark: re.Match[str], sentence: int, first: int, *, lower: bool) -> bool:
    """Decide on a single full stop from the token before it and the word after it."""
    manner = _manner(token)
    if lower:
        # A long plain word is no abbreviation: text that never uses capitals is split all the same.
        return manner == "plain" and token.isalpha() and token.islower() and len(token) >= 5 and not mark["closers"]
    if _opens_list(text, token, mark.start(), sentence) or _DATELINE.fullmatch(text, sentence, mark.start()):
        return False
    if not text[first].isalpha():
        return manner in ("plain", "capital")
    word = _word(text, first)
    starts = word in _STARTERS and not (word in ("A", "I") and text.startswith(".", first + 1))
    verdicts = {
        "never": False,
        "number": len(word) > 1 and not text[first + len(word) : first + len(word) + 1].isdigit(),
        "clock": word not in _TIMES,
        "starter": starts,
    }
    return verdicts.get(manner, True)


def _manner(token: str) -> Manner:
    """Classify a token before a full stop: when does the full stop after it end a sentence?"""
    forms = (token, token.capitalize()) if token.isupper() and len(token) > 1 else (token,)
    for names, manner in _MANNERS:
        if any(form in names for form in forms):
            return manner
    initial = len(token) == 1 and token.isalpha() and (token.isupper() or token.islower())
    return "starter" if initial or _ACRONYM.fullmatch(token) else "plain"


_MANNERS: tuple[tuple[frozenset[str], Manner], ...] = (
    (_NEVER, "never"),
    (_CLOCK, "clock"),
    (_STARTER, "starter"),
    (_NUMBER, "number"),
    (_CAPITAL, "capital"),
)


def _word(text: str, position: int) -> str:
    word = _WORD.match(text, position, position + _REACH)
    return word.group().replace("’", "'") if word else ""


def _opens_list(text: str, token: str, stop: int, sentence: int) -> bool:
    """Tell whether the sentence so far is only a list number: `1.`, `b.`."""
    before = stop - len(token)
    if before - sentence > 4 or not _LIST_NUMBER.fullmatch(token):
        return False
    return not text[sentence:before].strip(_OPENERS + " \n*•-")
