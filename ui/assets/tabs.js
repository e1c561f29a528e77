// Tabs: the two panes where there is room for one only, and the ways to bring an article.

const NARROW = matchMedia("(max-width: 820px)");

export const isNarrow = () => NARROW.matches;

/** Shows one of the two panes; where both have room it changes nothing that is seen. */
export function choose(pane) {
  document.documentElement.dataset.pane = pane;
  for (const tab of document.querySelectorAll("#masthead [role=tab]")) select(tab, tab.dataset.pane === pane);
}

export function select(tab, chosen) {
  tab.setAttribute("aria-selected", String(chosen));
  if (chosen) tab.removeAttribute("tabindex");
  else tab.setAttribute("tabindex", "-1");
}

/** Arrow keys go from tab to tab, as people who use a screen reader expect. */
export function arrows(event) {
  const tab = event.target.closest?.("[role=tab]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const all = [...tab.parentElement.querySelectorAll("[role=tab]")];
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  next.focus();
  next.click();
  event.preventDefault();
}

export function tabs() {
  document.documentElement.dataset.pane = "conversation";
  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.("#masthead [role=tab]");
    if (tab) choose(tab.dataset.pane);
  });
  document.addEventListener("keydown", arrows);
}
