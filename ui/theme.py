"""Colours and type for Gradio's own parts; the page's stylesheet holds the rest. System fonts: none is fetched."""

from __future__ import annotations

SANS = ("-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Liberation Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "Consolas", "monospace")

# Gradio writes the first two into the page before any stylesheet has come, so they are plain colours, equal to
# --paper and --ink of base.css; the others follow its variables, in light and dark.
VARIABLES = {
    "body_background_fill": "#f6f3ec",
    "body_background_fill_dark": "#16171a",
    "body_text_color": "#1d1b18",
    "body_text_color_dark": "#e8e4db",
    "body_text_color_subdued": "var(--soft)",
    "body_text_color_subdued_dark": "var(--soft)",
    "background_fill_primary": "var(--sheet)",
    "background_fill_primary_dark": "var(--sheet)",
    "background_fill_secondary": "var(--paper)",
    "background_fill_secondary_dark": "var(--paper)",
    "block_background_fill": "transparent",
    "block_background_fill_dark": "transparent",
    "block_border_width": "0px",
    "block_border_width_dark": "0px",
    "block_shadow": "none",
    "block_shadow_dark": "none",
    "border_color_primary": "var(--rule)",
    "border_color_primary_dark": "var(--rule)",
    "input_background_fill": "var(--sheet)",
    "input_background_fill_dark": "var(--sheet)",
    "button_primary_background_fill": "var(--ink)",
    "button_primary_background_fill_dark": "var(--ink)",
    "button_primary_text_color": "var(--paper)",
    "button_primary_text_color_dark": "var(--paper)",
    "button_secondary_background_fill": "transparent",
    "button_secondary_background_fill_dark": "transparent",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_text_color_dark": "var(--ink)",
}
