// The dialog in which a visitor brings an article.

import { call, send, sessionToken, set } from "./session.js";
import { choose, select } from "./tabs.js";

const LARGEST = 20_000_000;
const dialog = () => document.querySelector("#own");
let way = "text";
let calling = null; // to break it off

export function openDialog() {
  const box = dialog();
  if (!box || box.open) return;
  if (!box.dataset.ready) prepare(box);
  tell(null);
  say("");
  box.showModal();
  box.querySelector(`#own-${way} :is(textarea, input)`).focus();
}

function prepare(box) {
  box.dataset.ready = "yes";
  box.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) turnTo(tab.dataset.way);
    if (event.target.closest(".close") || event.target === box) box.close();
  });
  box.addEventListener("close", () => calling?.abort());
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    bring();
  });
  const drop = box.querySelector(".drop");
  const input = drop.querySelector("input");
  input.addEventListener("change", () => named(input.files[0]));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      named(input.files[0]);
    });
  }
}

function named(file) {
  dialog().querySelector(".drop span").textContent = file ? file.name : "Choose a file or drop it here";
  say("");
}

function turnTo(chosen) {
  way = chosen;
  for (const tab of dialog().querySelectorAll("[role=tab]")) {
    select(tab, tab.dataset.way === way);
    dialog().querySelector(`#own-${tab.dataset.way}`).hidden = tab.dataset.way !== way;
  }
  say("");
}

/** What is wrong, in one line; nothing is. */
function say(problem) {
  const line = dialog().querySelector(".problem");
  line.textContent = problem;
  line.hidden = !problem;
}

/** How far it is; null when nothing is under way. */
function tell(step, done = 0, total = 0) {
  const box = dialog();
  box.querySelector(".progress").hidden = step === null;
  box.querySelector("[type=submit]").disabled = step !== null;
  box.querySelector(".step").textContent = step ?? "";
  const bar = box.querySelector("progress");
  if (total > 0) bar.value = done / total;
  else bar.removeAttribute("value");
}

/** What is to be sent, or a word on what is missing. */
function body() {
  const field = dialog().querySelector(`#own-${way} :is(textarea, input)`);
  if (way !== "file") {
    if (!field.value.trim()) return { problem: way === "url" ? "Give an address." : "Paste the text of an article." };
    return { body: JSON.stringify({ [way]: field.value }), headers: { "Content-Type": "application/json" } };
  }
  const file = field.files[0];
  if (!file) return { problem: "Choose a file." };
  if (file.size > LARGEST) return { problem: `${file.name} is larger than 20 MB; give a smaller file.` };
  const headers = { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(file.name) };
  return { body: file, headers };
}

async function bring() {
  const { problem, ...request } = body();
  if (problem) {
    say(problem);
    return;
  }
  say("");
  tell(way === "url" ? "Fetching the page" : "Sending");
  calling = new AbortController();
  try {
    const response = await call("articles", { method: "POST", ...request, signal: calling.signal });
    const last = response.ok ? await lines(response) : { problem: (await response.json()).detail };
    if (last?.article) done(last.article);
    else say(last?.problem ?? "The server broke off; try again.");
  } catch (error) {
    if (error.name !== "AbortError") say("The server cannot be reached; try again.");
  } finally {
    calling = null;
    tell(null);
  }
}

/** Shows what the answer's lines tell and gives the last one. */
async function lines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let last = null;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (rest + part.value).split("\n");
    rest = whole.pop();
    for (const line of whole) {
      last = JSON.parse(line);
      if (last.step) tell(last.step === "Reading" && way === "url" ? "Fetching the page" : last.step, last.done, last.total);
    }
  }
  return last;
}

function done(article) {
  // A question may follow before the server has shown the page anew.
  set("scoped", article);
  const box = dialog();
  for (const field of box.querySelectorAll("textarea, input")) field.value = "";
  named(null);
  box.close();
  send("token", sessionToken());
  choose("article");
}
