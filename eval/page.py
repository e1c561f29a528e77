"""The report as one HTML file that needs nothing else: no network, no other file.

Everything that an article, a question or an answer says is escaped; the page's own script only filters rows, and the
policy in its head lets nothing else run or load.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape

from eval.causes import MEANINGS, cause, count_causes
from eval.evidence import Passage
from eval.items import GoldItem
from eval.measures import BY_NAME, MEASURES
from eval.plots import latency_plot, recall_plot, reliability_plot, risk_coverage_plot
from eval.report import Report
from eval.running import Run
from eval.scoring import Score, scored, unmarked
from eval.tables import interval, number
from rag.types import Answer

HEADLINE = (
    "right",
    "containment",
    "false_refusal_rate",
    "refused_unanswerable",
    "evidence_precision",
    "latency_p95_ms",
)

_STYLE = """
:root{color-scheme:light dark;--ink:#1d1d1b;--soft:#66645f;--paper:#fbfaf7;--rule:#dedbd3;--mark:#2456a6}
@media(prefers-color-scheme:dark){:root{--ink:#ececea;--soft:#a3a19b;--paper:#191918;--rule:#3a3936;--mark:#8db4f5}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:68rem;
margin:auto;padding:1rem}
h1{font-size:1.6rem;margin:.5rem 0 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}p{color:var(--soft);margin:.2rem 0}
.cards,.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1rem;margin:1rem 0}
.plots{grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr))}.cards b{display:block;font-size:1.7rem}
.cards div{border-top:2px solid var(--rule);padding-top:.4rem}small{color:var(--soft)}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.35rem .6rem .35rem 0;vertical-align:top;
border-bottom:1px solid var(--rule)}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
svg{width:100%;max-width:26rem}svg text{font-size:11px;fill:var(--soft)}.axis,.guide,.line{fill:none;stroke:var(--soft)}
.guide{stroke-dasharray:4}.line{stroke:var(--mark);stroke-width:2}.dot,.bar{fill:var(--mark)}
details{border-bottom:1px solid var(--rule);padding:.5rem 0;overflow-wrap:anywhere}summary{cursor:pointer}
summary small{float:right;margin-left:1rem}dl{margin:.5rem 0 .5rem 1rem}dt{color:var(--soft);font-size:.85rem}
dd{margin:0 0 .5rem}
mark{background:color-mix(in srgb,var(--mark) 25%,transparent);color:inherit}
select,input{font:inherit;padding:.3rem;max-width:100%;margin:0 .5rem .5rem 0}
"""
_SCRIPT = """
const cause=document.getElementById('cause'),words=document.getElementById('words');
function filter(){let n=0;const w=words.value.toLowerCase();
for(const row of document.querySelectorAll('details')){
row.hidden=!((!cause.value||row.dataset.cause===cause.value)&&row.textContent.toLowerCase().includes(w));n+=!row.hidden}
document.getElementById('shown').textContent=n+' shown'}
cause.onchange=words.oninput=filter;filter()
"""


def page(run: Run, report: Report) -> str:
    """The whole page."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(report.gold)}</title><style>{_STYLE}</style></head><body>"
        f"{_head(report)}{_causes(run)}{_plots(run, report)}{_questions(run)}{_numbers(report)}{_config(report)}"
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _head(report: Report) -> str:
    cards = "".join(
        f"<div><b>{number(value.value, BY_NAME[name].unit)}</b>{escape(name.replace('_', ' '))}<br>"
        f"<small>{interval(value.interval, BY_NAME[name].unit)} ({value.count} items)</small></div>"
        for name in HEADLINE
        for value in [report.values[name]]
    )
    return (
        f"<h1>{escape(report.gold)}</h1><p>{report.items} questions, {report.answerable} of them answerable; "
        f'{escape(report.metadata.created)}. Ranges are 95% intervals.</p><div class="cards">{cards}</div>'
    )


def _causes(run: Run) -> str:
    rows = "".join(
        f'<tr><td>{name}</td><td class="n">{count}</td><td>{MEANINGS[name]}</td></tr>'
        for name, count in count_causes(run.scores).items()
    )
    return f'<h2>What went wrong</h2><div class="wide"><table>{rows}</table></div>'


def _plots(run: Run, report: Report) -> str:
    latency = latency_plot([one.elapsed_ms for one in scored(run.scores)])
    found = recall_plot(report.recall) if report.recall else ""
    drawn = risk_coverage_plot(report.curve) + reliability_plot(report.reliability) + latency + found
    return f'<h2>Confidence, speed and retrieval</h2><div class="plots">{drawn}</div>'


def _questions(run: Run) -> str:
    options = "".join(f"<option>{name}</option>" for name in MEANINGS)
    rows = "".join(_question(*row) for row in zip(run.gold.items, run.answers, run.scores, run.evidence, strict=True))
    return (
        f'<h2>Questions</h2><select id="cause" aria-label="Outcome"><option value="">all outcomes</option>{options}'
        '</select><input id="words" type="search" placeholder="words" aria-label="Words"><small id="shown"></small>'
        f"{rows}"
    )


def _question(item: GoldItem, answer: Answer | None, score: Score, evidence: Sequence[Passage]) -> str:
    name = cause(score)
    parts = [("gold", " | ".join(item.answers) or "(the article does not say)")]
    parts += [("before", f"{turn.question} - {turn.answer}") for turn in item.history]
    if answer:
        parts.append(("answer", unmarked(answer)))
        parts += [(f"footnote {one.marker}, {one.title}", one.quote) for one in answer.citations]
    if score.error:
        parts.append(("error", score.error))
    marked = "".join(
        f"<dt>evidence</dt><dd>{escape(one.before)}<mark>{escape(one.quote)}</mark>{escape(one.after)}</dd>"
        for one in evidence
    )
    listed = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in parts)
    return (
        f'<details data-cause="{name}"><summary>{escape(item.question)}<small>{name}, {score.probability:.2f}</small>'
        f"</summary><dl>{listed}{marked}</dl><small>{escape(item.id)}, {escape(item.type)}</small></details>"
    )


def _numbers(report: Report) -> str:
    rows = "".join(
        f'<tr><td>{one.name}</td><td class="n">{number(value.value, one.unit)}</td>'
        f'<td class="n">{interval(value.interval, one.unit)}</td><td class="n">{value.count}</td>'
        f"<td>{escape(one.meaning)}</td></tr>"
        for one in MEASURES
        for value in [report.values[one.name]]
    )
    return f'<h2>All numbers</h2><div class="wide"><table>{rows}</table></div>'


def _config(report: Report) -> str:
    told = {**report.metadata.config, **report.metadata.versions, "gold set, sha256": report.sha256}
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in told.items())
    return f'<h2>How it was made</h2><div class="wide"><table>{rows}</table></div>'
