// What a footnote quotes, and how sure an answer is as a number: shown while one hovers or is focused.

const GAP = 8;
let bubble = null;
let holder = null;
let leaving = 0;

function make() {
  bubble = document.createElement("div");
  bubble.id = "peek";
  bubble.setAttribute("role", "tooltip");
  bubble.dir = "auto";
  bubble.hidden = true;
  bubble.addEventListener("pointerenter", () => clearTimeout(leaving));
  bubble.addEventListener("pointerleave", leave);
  document.body.append(bubble);
}

function open(element) {
  clearTimeout(leaving);
  if (!bubble) make();
  if (holder !== element) close();
  holder = element;
  bubble.textContent = element.dataset.peek;
  bubble.hidden = false;
  element.setAttribute("aria-describedby", "peek");
  const at = element.getBoundingClientRect();
  const size = bubble.getBoundingClientRect();
  const left = Math.max(GAP, Math.min(at.left + at.width / 2 - size.width / 2, innerWidth - size.width - GAP));
  const above = at.top - size.height - GAP;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${above >= GAP ? above : at.bottom + GAP}px`;
}

function close() {
  holder?.removeAttribute("aria-describedby");
  holder = null;
  if (bubble) bubble.hidden = true;
}

/** Not at once: the pointer may be on its way into what is shown. */
function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(close, 150);
}

export function peeking() {
  const held = (event) => event.target.closest?.("[data-peek]");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch" && held(event)) open(held(event));
  });
  document.addEventListener("pointerout", (event) => held(event) && leave());
  document.addEventListener("focusin", (event) => held(event) && held(event).matches(":focus-visible") && open(held(event)));
  document.addEventListener("focusout", close);
  document.addEventListener("click", (event) => {
    // The confidence does nothing else; a footnote shows its words in the article instead.
    if (event.target.closest?.(".sure")) open(event.target.closest(".sure"));
    else close();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.addEventListener("scroll", close, { capture: true, passive: true });
}
