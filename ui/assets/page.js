// The chat page's own script: what Gradio's components do not do. No dependency.

import { follow as followArticle, show } from "./article.js";
import { actions } from "./actions.js";
import { openDialog } from "./own.js";
import { peeking } from "./peek.js";
import { send, sessionToken, set } from "./session.js";
import { choose, tabs } from "./tabs.js";

let begun = false;
let settled = 0; // exchanges that have their answer
let pending = false;
let scope = null; // the choice of the article to ask that was last followed
let linked = false; // whether the address has been looked at

/** Gradio gives its columns no roles. */
function name(selector, role, label) {
  const element = document.querySelector(selector);
  if (!element || element.getAttribute("role") === role) return;
  element.setAttribute("role", role);
  element.setAttribute("aria-label", label);
}

/** Once Gradio has built the page: the session as it stands, and the question of a link if there is one. */
function begin() {
  if (begun || !document.querySelector("#token :is(textarea, input)") || !document.querySelector("#log")) return;
  begun = true;
  document.querySelector("#opening")?.remove();
  document.querySelector("main")?.removeAttribute("aria-hidden");
  name("#log", "log", "Conversation");
  name("#conversation", "region", "Questions and answers");
  name("#article", "region", "Article");
  name("#text", "group", "Text of the article");
  // It scrolls, and holds nothing that takes the focus.
  document.querySelector("#text")?.setAttribute("tabindex", "0");
  new ResizeObserver(keepInView).observe(document.querySelector("#log"));
  send("token", sessionToken());
}

/** When the room for the conversation changes, the last answer's end stays in view, as far as its question does. */
function keepInView() {
  const all = document.querySelectorAll("#log .exchange");
  const last = all[all.length - 1];
  if (!last) return;
  const pane = document.querySelector("#log").getBoundingClientRect();
  const box = last.getBoundingClientRect();
  const hidden = Math.min(box.bottom - pane.bottom, box.top - pane.top);
  if (hidden > 0) document.querySelector("#log").scrollTop += hidden;
}

function askLinked() {
  const query = new URLSearchParams(location.search);
  const question = query.get("q")?.trim();
  if (!question) return;
  history.replaceState(null, "", location.pathname);
  const article = query.get("article") ?? "";
  set("scoped", article);
  if (article) send("wanted", article);
  send("alone", question);
}

/** Brings what is new in the conversation into view and tells what changed. */
function followLog() {
  const all = document.querySelectorAll("#log .exchange");
  const last = all[all.length - 1];
  const isPending = Boolean(last?.classList.contains("pending"));
  const count = all.length - (isPending ? 1 : 0);
  if (last && (isPending !== pending || count !== settled)) {
    const pane = document.querySelector("#log");
    pane.scrollTop += last.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (begun && isPending) choose("conversation");
  }
  settled = count;
  pending = isPending;
  document.documentElement.classList.toggle("asking", isPending);
  const box = document.querySelector("#question textarea");
  if (box && isPending === box.readOnly) return;
  if (box) box.readOnly = isPending;
}

/** A choice that the server has newly shown counts; one that was on show before may be outdated. */
function followScope() {
  const choice = document.querySelector("#scope select");
  if (!choice || choice === scope) return;
  scope = choice;
  set("scoped", choice.value);
}

/** A link's question is asked once the session is on show, so that neither overtakes the other. */
function followSession() {
  if (linked || !document.querySelector("#log :is(.welcome, .exchange)")) return;
  linked = true;
  askLinked();
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const footnote = target.closest?.("button[data-doc]");
  if (footnote) show(footnote);
  if (target.closest?.("[data-open=own]")) openDialog();
});

document.addEventListener("change", (event) => {
  const select = event.target;
  if (select.matches?.("select.shown")) send("wanted", select.value);
  if (select.matches?.("select.asked")) set("scoped", select.value);
});

peeking();
actions();
tabs();

let due = false;
new MutationObserver(() => {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    begin();
    followArticle();
    followLog();
    followScope();
    followSession();
  });
}).observe(document.documentElement, { childList: true, subtree: true });
