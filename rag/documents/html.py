"""Web pages to a draft: the article without navigation, or else whatever text the page shows.

The only importer of trafilatura.
"""

from __future__ import annotations

import logging
import re

from trafilatura import bare_extraction
from trafilatura.settings import Document as Article

from rag.documents.drafts import Draft
from rag.documents.markup import page_parts, parseable, roles, tree_parts, visible_text

# The tags of trafilatura's own tree.
_ARTICLE = roles(
    {
        "block": "p quote div ab table",
        "heading": "head",
        "list": "list",
        "item": "item",
        "row": "row",
        "cell": "cell",
        "code": "code",
        "break": "lb",
        "skip": "graphic",
    }
)
_LANGUAGE = re.compile(r"<html[^>]{0,500}?\s(?:xml:)?lang\s{0,9}=\s{0,9}[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,1000})</title>", re.IGNORECASE)
_HEAD = 200_000
# Dates from anywhere in a page are guesses; only what the page says of itself counts.
_DATES = {"original_date": True, "extensive_search": False}
_QUIET = logging.NullHandler()


def draft_html(text: str, *, url: str | None = None) -> Draft:
    """Read a web page that is already decoded.

    Headings, paragraphs, list items and table rows keep their kinds. Title, date, site and address come from the page's
    metadata.

    Args:
        text: the page's source.
        url: where it was found.
    """
    source = parseable(text)
    language = _LANGUAGE.search(source, 0, _HEAD)
    spoken = language.group(1) if language else ""
    named = _TITLE.search(source, 0, _HEAD)
    title = visible_text(named.group(1)) if named else ""
    article = _article(source, url)
    if article is None:
        return Draft(parts=page_parts(source), title=title, language=spoken)
    return Draft(
        parts=tree_parts(article.body, _ARTICLE) or page_parts(source),
        title=article.title or title,
        source=article.sitename or "",
        url=article.url,
        date=article.date,
        language=spoken,
    )


def _article(source: str, url: str | None) -> Article | None:
    for library in ("trafilatura", "htmldate", "courlan", "justext"):
        # Without a handler Python writes their complaints about odd pages to stderr.
        logging.getLogger(library).addHandler(_QUIET)
    found = bare_extraction(source, url=url, include_comments=False, with_metadata=True, date_extraction_params=_DATES)
    if not isinstance(found, Article) or found.body is None:
        return None
    for element in found.body.iter("code"):
        if "\n" not in "".join(element.itertext()):
            # Code within a sentence: a span, no block.
            element.tag = "hi"
    return found
