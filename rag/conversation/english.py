"""The English that follow-ups are understood by: tokens, and lists of words by what they do. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_](?:[\w’']|[.&/,-](?=\w))*|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text: `text[start:end]`, and the same in lower case with plain apostrophes."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def word(self) -> bool:
        """Whether it is a word or number rather than a mark."""
        return self.text[0].isalnum()

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is: with a capital, or a number."""
        return self.text[0].isupper()


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words and marks of a text in order."""
    return tuple(
        Token(match[0], match[0].lower().replace("’", "'"), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AUXILIARIES = _words(
    "is are was were am be been being do does did has have had will would can could shall should may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't"
)
WH = _words("who whom whose what when where why which how who's what's where's when's how's")
PREPOSITIONS = _words(
    "from to in at by for with of on since until till about into onto over under after before during against "
    "between among through towards toward without within near across behind beside besides above below around "
    "despite like upon per off out up down along throughout according following including concerning regarding"
)
LOCATIVES = _words("in at from near to into across outside around")
CONJUNCTIONS = _words(
    "and or but because if when while that which who whom whose where why how than as so nor though although "
    "whether unless"
)
ARTICLES = _words("the a an")
DEMONSTRATIVES = _words("this that these those")
POSSESSIVES = _words("his her its their my your our")
QUANTIFIERS = _words("any some no every each all both many several few most more other another either neither much")
PRONOUNS = _words(
    "i you he she it we they me him her us them himself herself itself themselves his hers its their theirs my your "
    "our mine yours ours this that these those there here one ones anyone someone everyone nobody anybody somebody "
    "anything something nothing everything else"
)
ADVERBS = _words(
    "not also too very just only still yet ever never again already now then soon later next first last exactly "
    "else so even perhaps maybe really actually instead together ago away back today yesterday tomorrow however "
    "there here"
)
FUNCTION = (
    AUXILIARIES
    | WH
    | PREPOSITIONS
    | CONJUNCTIONS
    | ARTICLES
    | DEMONSTRATIVES
    | POSSESSIVES
    | QUANTIFIERS
    | PRONOUNS
    | ADVERBS
    | _words("such able worth yes no ok okay well thanks thank please sorry tell give name list say describe explain")
)
# Past forms and plain verbs that carry no ending to know them by.
VERBS = _words(
    "went gone came come took taken take made make got get gave give given said say says saw seen see knew know "
    "known thought think found find left leave began begin begun became become won win wins lost lose fell fall "
    "fallen died die rose rise risen held hold brought bring bought buy built build broke break broken caught chose "
    "choose chosen cost costs cut drew draw drove drive ate eat felt feel fought flew fly forgot got grew grow "
    "grown had heard hear hit hurt kept keep led lead lent let lay lie met meet meant mean paid pay put ran run "
    "sang sat sent send set shot shut slept sold sell spent spend spoke speak stood stand stole swam taught teach "
    "told tell threw throw understood fail fails exist exists seem seems appear appears remain remains contain "
    "carry carries eat eats offer offers woke wore wear wrote write written happen happens happened sign signed "
    "open opened close closed work want need use used help start started stop stopped play played live lived join "
    "joined move moved call called ask asked try tried plan plans agree agreed vote voted expect expected receive "
    "received have has had do does did done mean means go goes"
)
# Of these, the ones that are as often nouns: "the plan", "the vote".
NOUN_VERBS = _words(
    "plan plans vote work play cut call cost costs run show report move start stop need use help say lead fall rise "
    "hit cast draw drive fight sign stand sleep hurt shot set fire"
)
# Auxiliaries that a plain verb follows.
PLAIN_AFTER = _words("do does did will would can could shall should may might must didn't doesn't don't won't")
_DEMONYM = re.compile(
    r"^(?:\w+(?:ese|ish|nian|lian|sian|dian|ssian|rian|tian|ean|ican)|french|soviet|dutch|german|greek|thai|swiss|czech|"
    r"iraqi|israeli|pakistani)$"
)
PEOPLE = _words(
    "man woman boy girl person mayor minister president ambassador king queen prince princess judge lawyer doctor "
    "nurse teacher pupil student professor driver pilot captain officer chief director manager chair chairman "
    "chairwoman chairperson leader head spokesman spokeswoman spokesperson player coach striker goalkeeper singer "
    "actor actress author writer artist farmer fisherman owner founder scientist researcher engineer secretary "
    "governor senator deputy councillor commissioner general inspector detective witness suspect victim resident "
    "mother father son daughter brother sister wife husband uncle aunt prosecutor official expert analyst executive "
    "boss winner curator mr mrs ms miss dr sir dame lord lady prof sheikh sultan pope bishop rabbi imam"
)
FEMALE = _words(
    "woman girl queen princess actress chairwoman spokeswoman mother daughter sister wife aunt mrs ms miss dame lady"
)
MALE = _words(
    "man boy king prince actor chairman spokesman father son brother husband uncle mr sir lord fisherman pope imam "
    "bishop"
)
GROUPS = _words(
    "council ministry parliament government company firm party union team club band group police court committee "
    "commission bank university agency department board association army navy senate assembly cabinet office school "
    "hospital museum authority federation league society institute foundation corporation inc ltd plc airline "
    "airport"
)
PLACES = _words(
    "city town village country state region island province district street road river lake harbour port county "
    "capital station valley mountain coast bay park square territory place area venue stadium hall site building"
)
TIMES = _words(
    "day year month week date night morning evening afternoon season decade century hour minute time period moment "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december spring summer autumn winter today tomorrow yesterday"
)
PLURALS = _words("people men women children police staff crew firms members they")
# Nouns that name the page itself, or stand for nothing.
IDLE = _words("article report story text page piece way thing kind sort type part lot case fact aspect example")


def singular(word: str) -> str:
    """Return a noun without its plural ending."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if is_plural(word) and word.endswith("s") else word


def is_plural(word: str) -> bool:
    """Tell whether a noun looks plural."""
    return word in PLURALS or (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")))


def is_verb(word: str) -> bool:
    """Tell whether a word is likely a verb: an auxiliary, a common verb or a past form."""
    return word in AUXILIARIES or word in VERBS or (len(word) > 4 and word.endswith("ed") and not word.endswith("eed"))


def is_role(word: str) -> bool:
    """Tell whether a word may be what a person is: "minister", "curator"."""
    return word in PEOPLE or (len(word) > 4 and word.endswith(("er", "or", "ist", "ian", "man", "ent", "ant")))


def is_demonym(word: str) -> bool:
    """Tell whether a word is an adjective of nationality, which names nothing by itself: "Malaysian"."""
    return bool(_DEMONYM.match(word))


def possessive(name: str) -> str:
    """Return "Okafor's", "the ministers'"."""
    if name.endswith(("'s", "’s", "s'", "s’")):
        return name
    return f"{name}'" if name.endswith("s") and name.rsplit(maxsplit=1)[-1][:1].islower() else f"{name}'s"


def sentence_case(text: str) -> str:
    """Return the text with its first letter a capital, if it has one that is its own."""
    capital = text[:1].upper()
    return capital + text[1:] if capital.lower() == text[:1] else text


def uncapitalised(text: str) -> str:
    """Return the text with its first word in lower case, if that word is one of grammar and no name."""
    first = text.split(" ", 1)[0].lower()
    return text[:1].lower() + text[1:] if first in FUNCTION and first != "i" else text
