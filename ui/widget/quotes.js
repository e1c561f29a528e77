// A quote found again in a page. What pages do to a text is forgiven: markup, white space, soft hyphens, curly quotes,
// dashes, ligatures, accents in one character or two.

const DROPPED = /[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]/;
const ALIKE = new Map(
  [
    ["'", "\u2018\u2019\u201a\u201b\u2032\u02bc\u0060\u00b4"],
    ['"', "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u301d\u301e"],
    ["-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"],
  ].flatMap(([plain, others]) => [...others].map((other) => [other, plain])),
);
const UNREAD = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "TEXTAREA", "SELECT", "IFRAME", "OBJECT", "FOOTNOTE-CHAT"]);
// What may stand in the middle of a sentence without being of it; left out if the quote is not found otherwise.
const ASIDE = "sup, figure, aside, nav, button, [aria-hidden=true]";
const undisplayed = (element) => getComputedStyle(element).display === "none";
// What is left out of the page, one way after the other until the quote is found; the first asks for no styles.
const LEFT = [() => false, undisplayed, (element) => element.matches(ASIDE) || undisplayed(element)];

/** Return the text as it is compared, and for each of its units the offset in the original that it came from. */
export const fold = (original) => {
  const at = [];
  let text = "";
  for (let offset = 0; offset < original.length; ) {
    const code = original.codePointAt(offset);
    if (code > 32 && code < 128 && code !== 0x60) {
      text += original[offset];
      at.push(offset);
    } else if (code > 32) {
      const character = String.fromCodePoint(code);
      const plain = ALIKE.get(character) ?? (DROPPED.test(character) ? "" : character.normalize("NFKD").replace(/\s/g, ""));
      text += plain;
      for (let unit = 0; unit < plain.length; unit += 1) at.push(offset);
    }
    offset += code > 0xffff ? 2 : 1;
  }
  return { text, at };
};

/** Return the text under an element, but for elements that are `left` out, folded, with the text nodes it came from. */
export const readPage = (root, left) => {
  const nodes = [];
  const parts = [];
  let length = 0;
  const accept = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    return UNREAD.has(node.nodeName.toUpperCase()) || left(node)
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_SKIP;
  };
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, accept);
  while (walker.nextNode()) {
    const { text, at } = fold(walker.currentNode.data);
    nodes.push({ node: walker.currentNode, start: length, at });
    parts.push(text);
    length += text.length;
  }
  return { text: parts.join(""), nodes };
};

const sharedEnd = (a, b) => {
  let count = 0;
  while (count < a.length && count < b.length && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
};

const sharedStart = (a, b) => {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count += 1;
  return count;
};

/** Return where a folded text holds the quote, as [start, end], the place that fits prefix and suffix best first. */
export const places = (text, { quote, prefix = "", suffix = "" }) => {
  const exact = fold(quote).text;
  const before = fold(prefix).text;
  const after = fold(suffix).text;
  const found = [];
  for (let start = exact ? text.indexOf(exact) : -1; start >= 0; start = text.indexOf(exact, start + 1)) {
    const end = start + exact.length;
    const fit =
      sharedEnd(text.slice(Math.max(0, start - before.length), start), before) +
      sharedStart(text.slice(end, end + after.length), after);
    found.push({ start, end, fit });
  }
  return found.sort((a, b) => b.fit - a.fit).map(({ start, end }) => [start, end]);
};

/** Return ranges over the words from `start` to `end` of a page that was read, one for each text node. */
export const rangesOf = ({ nodes }, start, end) => {
  const ranges = [];
  for (const { node, start: first, at } of nodes) {
    const last = first + at.length;
    if (last <= start || first >= end) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // Between the first word and the last, white space belongs to the quote.
    if (first <= start) range.setStart(node, at[start - first]);
    if (last >= end) {
      const offset = at[end - first - 1];
      range.setEnd(node, offset + (node.data.codePointAt(offset) > 0xffff ? 2 : 1));
    }
    ranges.push(range);
  }
  return ranges;
};

/** Return ranges over the quote where the reader of the page can see it; none if the page does not carry it. */
export const findQuote = (root, selector) => {
  for (const left of LEFT) {
    const page = readPage(root, left);
    for (const [start, end] of places(page.text, selector)) {
      const ranges = rangesOf(page, start, end);
      if (ranges.some((range) => range.getClientRects().length > 0)) return ranges;
    }
  }
  return [];
};
