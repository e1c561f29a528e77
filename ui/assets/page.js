// Footnotes: a click on one shows its exact words in the article. No dependency.

const NAME = "footnote";
const STACKED = matchMedia("(max-width: 820px)"); // as in page.css: the article is below the conversation
const SEEN_FROM_TOP = 0.3; // where in the pane the quote comes to rest

const painted = window.CSS?.highlights !== undefined && typeof Highlight === "function";
let shown = null; // {range, marker, from} of the quote that is highlighted
let awaited = null; // a footnote of an article that has been sent for

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

/** For browsers without highlights: the words in <mark>. */
function wrap(root, start, end) {
  for (const part of textNodes(root)) {
    const from = Math.max(start, part.start);
    const to = Math.min(end, part.end);
    if (from >= to || !part.node.data.trim()) continue;
    const range = document.createRange();
    range.setStart(part.node, unitIndex(part.node.data, from - part.start));
    range.setEnd(part.node, unitIndex(part.node.data, to - part.start));
    range.surroundContents(document.createElement("mark"));
  }
}

function unwrap(root) {
  for (const mark of root.querySelectorAll("mark")) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

function clear() {
  if (painted) CSS.highlights.delete(NAME);
  const paper = article();
  if (paper && !painted) unwrap(paper);
  for (const sign of document.querySelectorAll(".margin-mark")) sign.remove();
  for (const button of document.querySelectorAll("button[data-doc][aria-current]")) button.removeAttribute("aria-current");
  backButton().hidden = true;
  shown = null;
}

function scrollerOf(element) {
  for (let box = element.parentElement; box; box = box.parentElement) {
    const flow = getComputedStyle(box).overflowY;
    if ((flow === "auto" || flow === "scroll") && box.scrollHeight > box.clientHeight) return box;
  }
  return document.scrollingElement;
}

function scrollTo(range, root) {
  const pane = scrollerOf(root);
  const whole = pane === document.scrollingElement;
  const top = whole ? 0 : pane.getBoundingClientRect().top;
  const height = whole ? window.innerHeight : pane.clientHeight;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const box = range.getBoundingClientRect();
  // A quote taller than the pane starts at its top.
  const rest = Math.max(0, Math.min(height * SEEN_FROM_TOP, (height - box.height) / 2));
  pane.scrollBy({ top: box.top - top - rest, behavior: still ? "auto" : "smooth" });
}

/** The footnote's number, in the margin beside the first words. */
function putInMargin(range, marker, paper) {
  for (const sign of paper.querySelectorAll(".margin-mark")) sign.remove();
  const sign = document.createElement("span");
  sign.className = "margin-mark";
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = marker;
  const box = range.getClientRects()[0];
  sign.style.top = `${box.top - paper.getBoundingClientRect().top}px`;
  paper.append(sign);
}

function backButton() {
  let button = document.querySelector("#back");
  if (!button) {
    button = document.createElement("button");
    button.id = "back";
    button.type = "button";
    button.hidden = true;
    button.textContent = "Back to the answer";
    button.addEventListener("click", () => {
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

function announce(words) {
  let live = document.querySelector("#announcer");
  if (!live) {
    live = document.createElement("div");
    live.id = "announcer";
    live.className = "unseen";
    live.setAttribute("aria-live", "polite");
    document.body.append(live);
  }
  live.textContent = words;
}

function highlight(target) {
  clear();
  const paper = article();
  const root = paper.querySelector(".text");
  const range = rangeOf(root, target.start, target.end);
  if (!range) return;
  const words = range.toString();
  if (painted) CSS.highlights.set(NAME, new Highlight(range));
  else wrap(root, target.start, target.end);
  const place = painted ? range : rangeOf(root, target.start, target.end);
  shown = { range: place, marker: target.marker, from: target.from };
  for (const button of target.from.closest(".exchange")?.querySelectorAll("button[data-doc]") ?? []) {
    const { doc, start, end } = button.dataset;
    const same = doc === target.doc && Number(start) === target.start && Number(end) === target.end;
    if (same) button.setAttribute("aria-current", "true");
  }
  putInMargin(place, target.marker, paper);
  scrollTo(place, root);
  backButton().hidden = !STACKED.matches;
  announce(`In the article: ${words}`);
}

/** Sends for another article through the hidden field that the page listens to. */
function sendFor(id) {
  const field = document.querySelector("#wanted textarea, #wanted input");
  field.value = id;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
}

function show(target) {
  if (article()?.dataset.document === target.doc) {
    highlight(target);
  } else {
    clear();
    awaited = target;
    sendFor(target.doc);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-doc]");
  if (!button) return;
  const { doc, start, end, marker } = button.dataset;
  show({ doc, start: Number(start), end: Number(end), marker: marker, from: button });
});

window.addEventListener("resize", () => {
  if (shown?.range && article()) putInMargin(shown.range, shown.marker, article());
});

/** Gradio gives its columns no roles. */
function name(selector, role, label) {
  const element = document.querySelector(selector);
  element?.setAttribute("role", role);
  element?.setAttribute("aria-label", label);
}

let paper = null;
let exchanges = 0;

/** Follows the page: a new article takes the footnote that waits for it, a new exchange comes into view. */
function follow() {
  const now = article();
  if (now && now !== paper) {
    const changed = paper !== null;
    paper = now;
    name("#log", "log", "Conversation");
    name("#article", "region", "Article");
    if (awaited && now.dataset.document === awaited.doc) {
      const target = awaited;
      awaited = null;
      highlight(target);
    } else if (changed) {
      clear();
      scrollerOf(now).scrollTo?.({ top: scrollerOf(now) === document.scrollingElement ? window.scrollY : 0 });
    }
  }
  const all = document.querySelectorAll("#log .exchange");
  const last = all[all.length - 1];
  const state = all.length * 2 + (last?.classList.contains("pending") ? 0 : 1);
  if (last && state !== exchanges) {
    const pane = scrollerOf(last);
    if (pane !== document.scrollingElement) pane.scrollTop += last.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    else last.scrollIntoView({ block: "nearest" });
    backButton().hidden = true;
  }
  exchanges = state;
  document.documentElement.classList.toggle("asking", Boolean(last?.classList.contains("pending")));
}

let due = false;
new MutationObserver(() => {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    follow();
  });
}).observe(document.documentElement, { childList: true, subtree: true });
