// What can be done with a question or an answer: ask it, put it right, copy it, take the conversation along.

import { announce } from "./article.js";
import { call, send, set } from "./session.js";

const DONE_FOR = 1600; // milliseconds that a button says that it is done

/** Copies a text. On a page without https the clipboard is shut, and an old way is open. */
async function copy(text) {
  if (navigator.clipboard && isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("The browser does not let the page copy.");
}

function say(button, words) {
  const before = (button.dataset.label ??= button.textContent);
  button.textContent = words;
  announce(words);
  setTimeout(() => (button.textContent = before), DONE_FOR);
}

async function copyFrom(button, text) {
  try {
    await copy(text);
    say(button, "Copied");
  } catch {
    say(button, "Could not copy");
  }
}

/** The question as it was understood, in a field of its own; what is made of it is asked by itself. */
function edit(button) {
  const line = button.closest(".understood");
  if (!line || line.nextElementSibling?.matches("form.edit")) return;
  const form = document.createElement("form");
  form.className = "edit";
  const field = document.createElement("input");
  field.value = button.dataset.edit;
  field.dir = "auto";
  field.setAttribute("aria-label", "The question as it is to be understood");
  const ask = document.createElement("button");
  ask.type = "submit";
  ask.className = "act";
  ask.textContent = "Ask this";
  form.append(field, ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) send("alone", field.value);
    form.remove();
    line.hidden = false;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    form.remove();
    line.hidden = false;
    button.focus();
  });
  line.hidden = true;
  line.after(form);
  field.focus();
  field.select();
}

async function save(button) {
  const response = await call("conversation").catch(() => null);
  if (!response?.ok) {
    say(button, "Could not save");
    return;
  }
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = "conversation.md";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

async function remove(button) {
  await call(`articles/${encodeURIComponent(button.dataset.remove)}`, { method: "DELETE" }).catch(() => null);
  send("token", document.querySelector("#token :is(textarea, input)").value);
}

export function actions() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    const { ask, edit: question, copy: text, link, remove: article } = button.dataset;
    if (ask !== undefined) send("again", ask);
    if (question !== undefined) edit(button);
    if (text !== undefined) copyFrom(button, text);
    if (link !== undefined) copyFrom(button, location.origin + location.pathname + link);
    if (article !== undefined) remove(button);
    if (button.id === "export") save(button);
  });
}
