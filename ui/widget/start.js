// The script tag becomes an element, unless the page has one already.

import { FootnoteChat } from "./element.js";

const tag = document.currentScript ?? [...document.scripts].find((script) => /\/widget\.js(\?|$)/.test(script.src));
FootnoteChat.server ??= new URL(".", tag?.src || document.baseURI).href;
if (!customElements.get("footnote-chat")) customElements.define("footnote-chat", FootnoteChat);

const place = () => {
  if (!tag || tag.dataset.mode === "none" || document.querySelector("footnote-chat")) return;
  const element = document.createElement("footnote-chat");
  for (const [name, value] of Object.entries(tag.dataset)) element.dataset[name] = value;
  if (tag.dataset.mode === "inline" && document.body.contains(tag)) tag.after(element);
  else document.body.append(element);
};

// Until the page has been read to its end, its own element may still come.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place, { once: true });
else place();
