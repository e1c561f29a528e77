"""The dialog in which a visitor brings an article: plain HTML beside Gradio's part of the page, moved by page.js."""

from __future__ import annotations

from rag.documents import SUFFIXES


def own_dialog(*, addresses: bool) -> str:
    """Return the dialog; `addresses` tells whether the server reads web pages for its visitors."""
    ways = [("text", "Paste"), ("file", "File")] + ([("url", "Address")] if addresses else [])
    tabs = "".join(
        f'<button type="button" role="tab" id="own-tab-{way}" data-way="{way}" aria-controls="own-{way}" '
        f'aria-selected="{str(way == "text").lower()}"{"" if way == "text" else " tabindex=-1"}>{name}</button>'
        for way, name in ways
    )
    return (
        '<dialog id="own" aria-labelledby="own-title"><form method="dialog" novalidate>'
        '<div class="head"><h2 id="own-title">Your own article</h2>'
        '<button type="button" class="close" aria-label="Close">&#215;</button></div>'
        '<p class="about">It stays in this server\'s memory, for this tab alone, and is gone when you remove it, close '
        "the tab or leave it unused for an hour.</p>"
        f'<div class="tabs" role="tablist" aria-label="How to give it">{tabs}</div>'
        '<div role="tabpanel" id="own-text" aria-labelledby="own-tab-text">'
        '<textarea name="text" rows="9" aria-label="The article\'s text" placeholder="Paste the text here"></textarea>'
        "</div>"
        '<div role="tabpanel" id="own-file" aria-labelledby="own-tab-file" hidden>'
        f'<label class="drop"><input type="file" name="file" accept="{",".join(SUFFIXES)}">'
        f"<span>Choose a file or drop it here</span><small>{', '.join(SUFFIXES)}; at most 20 MB</small></label></div>"
        + (
            '<div role="tabpanel" id="own-url" aria-labelledby="own-tab-url" hidden>'
            '<input type="url" name="url" aria-label="The article\'s address" inputmode="url" autocomplete="off" '
            'placeholder="https://"><small>A page of the public web: HTML, text, Markdown or PDF.</small></div>'
            if addresses
            else ""
        )
        + '<p class="problem" role="alert" hidden></p>'
        '<div class="progress" role="status" hidden><span class="step"></span><progress max="1"></progress></div>'
        '<div class="actions"><button type="button" class="plain close">Cancel</button>'
        '<button type="submit" class="strong">Add the article</button></div></form></dialog>'
    )
