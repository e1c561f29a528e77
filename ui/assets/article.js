// Footnotes: a click on one shows its exact words in the article, and the short answer inside them.

import { send } from "./session.js";
import { choose, isNarrow } from "./tabs.js";

const QUOTE = "footnote";
const SHORT = "footnote-short";
const SEEN_FROM_TOP = 0.3; // where in the pane the quote comes to rest

const painted = window.CSS?.highlights !== undefined && typeof Highlight === "function";
let shown = null; // {range, marker, from} of the quote that is highlighted
let awaited = null; // a footnote of an article that has been sent for
let paper = null; // the article on show

const article = () => document.querySelector("#article article.paper");

/** The UTF-16 index of the `count`-th character: offsets count whole characters, as Python does. */
function unitIndex(text, count) {
  let units = 0;
  for (const character of text) {
    if (count-- <= 0) break;
    units += character.length;
  }
  return units;
}

const characters = (text) => [...text].length;

/** The text nodes of the article with the offsets at which they start and end. */
function textNodes(root) {
  const nodes = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let start = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = start + characters(node.data);
    nodes.push({ node, start, end });
    start = end;
  }
  return nodes;
}

function rangeOf(root, start, end) {
  const nodes = textNodes(root);
  const first = nodes.find((part) => start < part.end);
  const last = nodes.find((part) => end <= part.end);
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(first.node, unitIndex(first.node.data, start - first.start));
  range.setEnd(last.node, unitIndex(last.node.data, end - last.start));
  return range;
}

/** For browsers without highlights: the words in an element. */
function wrap(root, start, end, tag) {
  for (const part of textNodes(root)) {
    const from = Math.max(start, part.start);
    const to = Math.min(end, part.end);
    if (from >= to || !part.node.data.trim()) continue;
    const range = document.createRange();
    range.setStart(part.node, unitIndex(part.node.data, from - part.start));
    range.setEnd(part.node, unitIndex(part.node.data, to - part.start));
    range.surroundContents(document.createElement(tag));
  }
}

function unwrap(root) {
  for (const mark of root.querySelectorAll("mark, mark b, .text b")) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

function mark(root, { start, end, short }) {
  const range = rangeOf(root, start, end);
  if (!range) return null;
  if (!painted) {
    wrap(root, start, end, "mark");
    if (short) wrap(root, ...short, "b");
    return rangeOf(root, start, end);
  }
  CSS.highlights.set(QUOTE, new Highlight(range));
  const inner = short && rangeOf(root, ...short);
  if (inner) {
    const highlight = new Highlight(inner);
    highlight.priority = 1;
    CSS.highlights.set(SHORT, highlight);
  }
  return range;
}

function clear() {
  const root = article();
  if (painted) for (const name of [QUOTE, SHORT]) CSS.highlights.delete(name);
  else if (root) unwrap(root);
  for (const sign of document.querySelectorAll(".margin-mark")) sign.remove();
  for (const button of document.querySelectorAll("button[data-doc][aria-current]")) button.removeAttribute("aria-current");
  backButton().hidden = true;
  shown = null;
}

function scrollTo(range) {
  const pane = document.querySelector("#text");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const box = range.getBoundingClientRect();
  // A quote taller than the pane starts at its top.
  const rest = Math.max(0, Math.min(pane.clientHeight * SEEN_FROM_TOP, (pane.clientHeight - box.height) / 2));
  pane.scrollBy({ top: box.top - pane.getBoundingClientRect().top - rest, behavior: still ? "auto" : "smooth" });
}

/** The footnote's number, in the margin beside the first words. */
function putInMargin(range, marker, root) {
  for (const sign of root.querySelectorAll(".margin-mark")) sign.remove();
  const sign = document.createElement("span");
  sign.className = "margin-mark";
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = marker;
  const box = range.getClientRects()[0];
  if (!box) return;
  sign.style.top = `${box.top - root.getBoundingClientRect().top}px`;
  root.append(sign);
}

/** Where the article hides the conversation, the way back to the answer. */
function backButton() {
  let button = document.querySelector("#back");
  if (!button) {
    button = document.createElement("button");
    button.id = "back";
    button.type = "button";
    button.hidden = true;
    button.textContent = "Back to the answer";
    button.addEventListener("click", () => {
      choose("conversation");
      const from = shown?.from;
      if (from?.isConnected) {
        from.scrollIntoView({ block: "center" });
        from.focus({ preventScroll: true });
      }
      button.hidden = true;
    });
    document.body.append(button);
  }
  return button;
}

// In the page from the start: a screen reader says what changes in it, not what it holds when it is put in.
const live = document.createElement("div");
live.id = "announcer";
live.className = "unseen";
live.setAttribute("aria-live", "polite");
document.body.append(live);

/** Says something to people who do not see it. */
export function announce(words) {
  live.textContent = words;
}

function highlight(target) {
  clear();
  const root = article();
  // A range has no place on the screen while its pane is hidden.
  choose("article");
  const range = mark(root.querySelector(".text"), target);
  if (!range) return;
  shown = { range, marker: target.marker, from: target.from };
  for (const button of target.from.closest(".exchange")?.querySelectorAll("button[data-doc]") ?? []) {
    const { doc, start, end } = button.dataset;
    const same = doc === target.doc && Number(start) === target.start && Number(end) === target.end;
    if (same) button.setAttribute("aria-current", "true");
  }
  putInMargin(range, target.marker, root);
  scrollTo(range);
  const back = backButton();
  back.hidden = !isNarrow();
  // The footnote that had the focus is hidden now.
  if (!back.hidden) back.focus({ preventScroll: true });
  announce(`In the article: ${range.toString()}`);
}

/** Shows the words of a footnote's button, sending for its article first if it is another one. */
export function show(button) {
  const { doc, start, end, marker, shortStart, shortEnd } = button.dataset;
  const short = shortStart === undefined ? null : [Number(shortStart), Number(shortEnd)];
  const target = { doc, start: Number(start), end: Number(end), short, marker, from: button };
  if (article()?.dataset.document === doc) {
    highlight(target);
  } else {
    clear();
    awaited = target;
    send("wanted", doc);
  }
}

/** Takes note of a new article: it may be the one that a footnote waits for. */
export function follow() {
  const now = article();
  if (!now || now === paper) return;
  const changed = paper !== null;
  paper = now;
  if (awaited && now.dataset.document === awaited.doc) {
    const target = awaited;
    awaited = null;
    highlight(target);
  } else if (changed) {
    clear();
    document.querySelector("#text").scrollTop = 0;
  }
}

window.addEventListener("resize", () => {
  if (shown?.range && article()) putInMargin(shown.range, shown.marker, article());
  if (!isNarrow()) backButton().hidden = true;
});
