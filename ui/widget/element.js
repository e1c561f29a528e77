// The element <footnote-chat>: a conversation about the page it stands on.

import { askServer, latest, Trouble } from "./client.js";
import { icon, ICONS, make } from "./dom.js";
import { paint, unpaint } from "./highlight.js";
import { findQuote } from "./quotes.js";
import { fill, stringsFor } from "./strings.js";
import { besideText, CSS_TEXT } from "./style.js";
import { asPlainText, clean, fragmentAddress, pieces } from "./text.js";

const ATTRIBUTES = [
  "server", "article", "mode", "position", "scheme", "accent", "lang", "title", "greeting", "questions", "placeholder",
  "disclaimer", "open", "shortcut",
].map((name) => `data-${name}`);
// As many as the server takes.
const LONGEST = 2000;
const KEPT = 50;

/** Return whichever of black and white is read more easily on a computed colour. */
const textOn = (colour) => {
  let channels = colour.match(/[\d.]+/g);
  // Other forms are converted by a pixel. Not this one: browsers that guard against fingerprinting give false pixels.
  if (!colour.startsWith("rgb")) {
    const pixel = make("canvas", { width: 1, height: 1 }).getContext("2d");
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    channels = [...pixel.getImageData(0, 0, 1, 1).data];
  }
  const [red, green, blue] = channels.slice(0, 3).map((channel) => {
    const share = channel / 255;
    return share <= 0.04 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
};

export class FootnoteChat extends HTMLElement {
  static observedAttributes = ATTRIBUTES;
  static server = null;

  #parts = {};
  #exchanges = [];
  #opened = false;
  #running = null;
  #off = null;
  #besideSheet = null;

  connectedCallback() {
    const off = new AbortController();
    this.#off = off;
    document.addEventListener("keydown", (event) => this.#heed(event), { signal: off.signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#dress(), { signal: off.signal });
    this.#exchanges = this.#remembered();
    this.#opened = this.#floating && this.hasAttribute("data-open");
    this.#build();
    queueMicrotask(() => this.#tell("ready", {}));
  }

  disconnectedCallback() {
    this.#off?.abort();
    this.#running?.abort();
    this.#makeRoom(false);
    unpaint();
  }

  attributeChangedCallback(_name, before, now) {
    if (this.#off && this.isConnected && before !== now) this.#build();
  }

  /** Open the panel; ask the question, if there is one. */
  open(question) {
    this.#show(true);
    return question ? this.ask(question) : undefined;
  }

  /** Close the panel; an inline one stays. */
  close() {
    this.#show(false);
  }

  /** Forget the conversation. */
  clear() {
    this.stop();
    this.#exchanges = [];
    this.#remember();
    unpaint();
    this.#parts.back.hidden = true;
    this.#fillLog();
    this.#parts.input.focus();
  }

  /** Call the question off that is being worked on. */
  stop() {
    this.#running?.abort();
  }

  /** Ask a question; returns the answer, or null if there was none. */
  async ask(question) {
    const asked = String(question ?? "").trim();
    if (!asked || this.#running || !this.isConnected) return null;
    const running = new AbortController();
    this.#running = running;
    this.#tell("ask", { question: asked });
    const view = this.#pending(asked);
    this.#busy(true);
    try {
      const body = { question: asked, history: latest(this.#exchanges) };
      if (this.#of("article")) body.article = this.#of("article");
      const answer = await askServer(this.#server, body, running.signal, view.hear);
      this.#exchanges = [...this.#exchanges, answer].slice(-KEPT);
      this.#remember();
      view.show(this.#reply(answer));
      this.#announce(`${this.#text.answer}: ${this.#words(answer)}`);
      this.#tell("answer", { answer });
      return answer;
    } catch (error) {
      const stopped = error.name === "AbortError";
      const message = stopped ? this.#text.stopped : this.#complaint(error);
      view.show(make("div", { class: "reply" }, make("p", { class: "notice", dir: "auto" }, message)));
      this.#announce(message);
      if (!stopped) this.#tell("error", { kind: error.kind ?? "fault", message });
      return null;
    } finally {
      this.#running = null;
      this.#busy(false);
    }
  }

  get #server() {
    return new URL(this.#of("server") || FootnoteChat.server, document.baseURI);
  }

  get #floating() {
    return this.#of("mode") !== "inline";
  }

  get #text() {
    return stringsFor(this.#of("lang"), this.closest("[lang]")?.lang, navigator.language).text;
  }

  get #key() {
    return `footnote ${this.#server.href} ${this.#of("article")} ${location.pathname}${location.search}`;
  }

  #of(name) {
    return clean(this.getAttribute(`data-${name}`) ?? "").trim();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`footnote-${name}`, { bubbles: true, composed: true, detail }));
  }

  #remembered() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#key)) ?? [];
      const whole = (notes) => Array.isArray(notes) && notes.every((note) => typeof note?.quote === "string");
      return kept.filter((it) => clean(it.question) && clean(it.answer) && whole(it.citations) && whole(it.closest ?? []));
    } catch {
      return [];
    }
  }

  #remember() {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#exchanges));
    } catch {
      // A page whose storage is shut or full forgets.
    }
  }

  #build() {
    const text = this.#text;
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (!shadow.adoptedStyleSheets.length) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS_TEXT);
      shadow.adoptedStyleSheets = [sheet];
    }
    const title = this.#of("title") || text.title;
    const tool = (label, path, action) =>
      make("button", { type: "button", class: "tool", "aria-label": label, title: label, click: action }, icon(path));
    // Stays as it is when an attribute is changed: a question may be half written in it.
    const input = this.#parts.input ?? make("textarea", {
      id: "question", part: "input", rows: 1, maxlength: LONGEST, dir: "auto", autocomplete: "off",
      keydown: (event) => this.#typed(event),
    });
    input.placeholder = this.#of("placeholder") || text.placeholder;
    const writing = shadow.activeElement === input;
    const send = make("button", { class: "send", part: "send", type: "submit" });
    const form = make("form", { part: "form", submit: (event) => this.#submit(event) },
      make("label", { class: "unseen", for: "question" }, this.#of("placeholder") || text.placeholder), input, send);
    const log = make("div", { class: "log", part: "log", role: "region", tabindex: 0, "aria-label": text.log });
    const close = tool(text.close, ICONS.close, () => this.close());
    const panel = make("section", { class: "panel", part: "panel", id: "panel", role: this.#floating ? "dialog" : "region", "aria-labelledby": "title" },
      make("header", { part: "header" },
        make("h2", { id: "title", part: "title", dir: "auto" }, title),
        tool(text.clear, ICONS.clear, () => this.clear()), this.#floating ? close : null),
      log, form,
      this.#of("disclaimer") ? make("p", { class: "disclaimer", part: "disclaimer", dir: "auto" }, this.#of("disclaimer")) : null);
    const launcher = make("button", {
      type: "button", class: "launcher", part: "launcher", "aria-expanded": "false", "aria-controls": "panel",
      "aria-haspopup": "dialog", click: () => this.#show(true),
    }, icon(ICONS.ask), make("span", { dir: "auto" }, this.#of("title") || text.open));
    const live = make("p", { class: "unseen", role: "status" });
    const back = make("button", { type: "button", class: "back", part: "back", hidden: true, click: () => this.#return() }, text.back);
    const root = make("div", { class: "root", lang: stringsFor(this.#of("lang"), this.closest("[lang]")?.lang, navigator.language).lang }, this.#floating ? launcher : null, panel, back, live);
    root.dir = root.lang === "ar" ? "rtl" : "ltr";
    this.#parts = { root, panel, launcher, log, input, send, back, live };
    shadow.replaceChildren(root);
    this.#dress();
    this.#busy(this.#running !== null);
    this.#fillLog();
    this.#reveal();
    if (writing) input.focus({ preventScroll: true });
  }

  #dress() {
    const { root } = this.#parts;
    const scheme = this.#of("scheme");
    const dark = scheme === "dark" || (scheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    const mode = this.#of("mode") || "launcher";
    root.className = ["root", dark ? "dark" : "light", this.#floating ? "floating" : "inline", mode === "sidebar" ? "sidebar" : "", this.#side].join(" ");
    const accent = this.#of("accent");
    if (accent && CSS.supports("color", accent)) {
      root.style.setProperty("--accent", accent);
      root.style.color = accent;
      const text = textOn(getComputedStyle(root).color);
      root.style.color = "";
      root.style.setProperty("--accent-text", text);
    }
  }

  get #side() {
    const chosen = this.#of("position");
    if (chosen === "left" || chosen === "right") return chosen;
    return this.#parts.root.dir === "rtl" ? "left" : "right";
  }

  #fillLog() {
    const { log } = this.#parts;
    const examples = this.#of("questions").split("|").map((it) => it.trim()).filter(Boolean);
    log.replaceChildren(make("p", { class: "greeting", part: "greeting", dir: "auto" }, this.#of("greeting") || this.#text.greeting));
    if (examples.length && !this.#exchanges.length) {
      log.append(make("ul", { class: "examples" }, ...examples.map((example) =>
        make("li", {}, make("button", { type: "button", part: "example", dir: "auto", click: () => this.open(example) }, example)))));
    }
    for (const answer of this.#exchanges) log.append(this.#exchange(answer.question, this.#reply(answer)));
  }

  #exchange(question, reply) {
    return make("article", { class: "exchange" },
      make("h3", { class: "question", part: "question", dir: "auto" }, make("span", { class: "unseen" }, `${this.#text.asked}: `), clean(question)), reply);
  }

  #pending(question) {
    const { log } = this.#parts;
    log.querySelector(".examples")?.remove();
    const status = make("p", { class: "status" }, `${this.#text.waiting}…`);
    const draft = make("p", { class: "words", dir: "auto", hidden: true });
    const exchange = this.#exchange(question, make("div", { class: "reply", part: "answer", "aria-busy": "true" }, status, draft));
    log.append(exchange);
    const follow = () => exchange.lastChild.scrollIntoView({ block: "nearest", behavior: "instant" });
    this.#announce(`${this.#text.waiting}…`);
    exchange.scrollIntoView({ block: "nearest", behavior: "instant" });
    return {
      hear: (name, data) => {
        if (name === "status") {
          status.textContent = `${this.#text[data.stage] ?? this.#text.waiting}…`;
        } else if (name === "token") {
          draft.hidden = false;
          draft.append(clean(data.text));
          follow();
        }
      },
      show: (reply) => {
        // An attribute was changed meanwhile, and everything made anew.
        if (!exchange.isConnected) return this.#fillLog();
        exchange.replaceChild(reply, exchange.lastChild);
        log.scrollTop += exchange.getBoundingClientRect().top - log.getBoundingClientRect().top - 16;
      },
    };
  }

  #words(answer) {
    return answer.answered || this.#parts.root.lang === "en" ? clean(answer.answer) : this.#text.absent;
  }

  #reply(answer) {
    const text = this.#text;
    const reply = make("div", { class: "reply", part: "answer" });
    const notes = answer.citations.length ? answer.citations : answer.closest ?? [];
    const where = make("p", { class: "where", hidden: true });
    const cite = (citation) => this.#cite(citation, reply, where);
    const words = make("p", { class: "words", dir: "auto" });
    for (const piece of pieces(this.#words(answer), answer.citations)) {
      words.append(typeof piece === "string" ? piece : make("sup", {}, make("button", {
        type: "button", class: "marker", part: "marker", "data-marker": piece.marker, "aria-pressed": "false",
        "aria-label": fill(text.footnote, { n: piece.marker }), click: () => cite(piece),
      }, String(piece.marker))));
    }
    const short = clean(answer.short_answer);
    if (short && short !== words.textContent) reply.append(make("p", { class: "short", dir: "auto" }, short));
    reply.append(words);
    if (clean(answer.standalone_question).trim() !== clean(answer.question).trim()) {
      reply.append(make("p", { class: "understood", dir: "auto" }, `${text.understood}: ${clean(answer.standalone_question)}`));
    }
    if (!answer.citations.length && notes.length) reply.append(make("p", { class: "caption" }, text.closest));
    if (notes.length) {
      reply.append(make("ol", { class: "notes", "aria-label": answer.citations.length ? text.notes : text.closest }, ...notes.map((note) =>
        make("li", {}, make("button", { type: "button", class: "note", part: "note", "data-marker": note.marker, "aria-pressed": "false", click: () => cite(note) },
          answer.citations.length ? make("span", { class: "number" }, String(note.marker)) : null,
          make("q", { dir: "auto" }, clean(note.quote)))))), where);
    }
    if (answer.citations.length && navigator.clipboard) {
      const copy = make("button", { type: "button", class: "copy", part: "copy", click: async () => {
        await navigator.clipboard.writeText(asPlainText(answer));
        copy.textContent = text.copied;
        this.#announce(text.copied);
      } }, text.copy);
      reply.append(copy);
    }
    return reply;
  }

  #cite(citation, reply, where) {
    for (const button of this.#parts.log.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(reply.contains(button) && button.dataset.marker === String(citation.marker)));
    }
    const ranges = findQuote(document.body, citation);
    const address = ranges.length ? null : fragmentAddress(citation);
    unpaint();
    if (ranges.length) paint(ranges, this.#floating ? this.#parts.panel.getBoundingClientRect() : null);
    this.#parts.back.hidden = this.#floating || !ranges.length;
    where.hidden = ranges.length > 0;
    where.replaceChildren(this.#text.elsewhere);
    if (address) where.append(" ", make("a", { href: address, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, this.#text.source));
    this.#announce(`${ranges.length ? this.#text.shown : this.#text.elsewhere}: ${clean(citation.quote)}`);
    this.#tell("cite", { citation, found: ranges.length > 0 });
  }

  /** Scroll from words in the page back to the footnote that showed them. */
  #return() {
    const { back, log } = this.#parts;
    back.hidden = true;
    const cited = log.querySelector("[aria-pressed=true]");
    cited?.scrollIntoView({ block: "center", behavior: "instant" });
    cited?.focus({ preventScroll: true });
  }

  #complaint(error) {
    if (!(error instanceof Trouble)) return this.#text.fault;
    return fill(this.#text[error.kind], { origin: location.origin, server: this.#server.origin, detail: clean(error.detail) });
  }

  #announce(message) {
    this.#parts.live.textContent = message;
  }

  #busy(busy) {
    const { send } = this.#parts;
    const label = busy ? this.#text.stop : this.#text.send;
    send.setAttribute("aria-label", label);
    send.title = label;
    send.replaceChildren(icon(busy ? ICONS.stop : ICONS.send));
  }

  #submit(event) {
    event.preventDefault();
    if (this.#running) return this.stop();
    const { input } = this.#parts;
    const question = input.value;
    input.value = "";
    input.focus();
    return this.ask(question);
  }

  #typed(event) {
    // While a syllable is being composed, Enter belongs to the input method.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !this.#running) this.#submit(event);
  }

  #heed(event) {
    const inside = event.composedPath().includes(this);
    if (event.key === "Escape" && inside && this.#opened && !event.isComposing) {
      event.preventDefault();
      this.close();
      return;
    }
    const parts = this.#of("shortcut").toLowerCase().split("+").map((it) => it.trim());
    const key = parts.pop();
    const held = ["ctrl", "alt", "shift", "meta"].every((name) => event[`${name}Key`] === parts.includes(name));
    if (!key || !held || event.key?.toLowerCase() !== key) return;
    const at = event.composedPath()[0];
    if (!parts.length && at instanceof HTMLElement && (at.isContentEditable || /^(input|textarea|select)$/i.test(at.tagName))) return;
    event.preventDefault();
    if (this.#opened && inside) this.close();
    else this.open();
  }

  #show(open) {
    if (!this.isConnected) return;
    if (this.#floating) {
      this.#opened = open;
      this.#reveal();
    }
    (open ? this.#parts.input : this.#parts.launcher).focus();
  }

  #reveal() {
    const { panel, launcher } = this.#parts;
    panel.hidden = this.#floating && !this.#opened;
    launcher.hidden = this.#opened;
    launcher.setAttribute("aria-expanded", String(this.#opened));
    this.#makeRoom(this.#opened && this.#of("mode") === "sidebar");
    if (!panel.hidden) this.#parts.log.scrollTop = this.#parts.log.scrollHeight;
  }

  #makeRoom(wanted) {
    if (this.#besideSheet) {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#besideSheet);
      this.#besideSheet = null;
    }
    if (!wanted) return;
    this.#besideSheet = new CSSStyleSheet();
    this.#besideSheet.replaceSync(besideText(this.#side));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#besideSheet];
  }
}
