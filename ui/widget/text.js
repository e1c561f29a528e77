// Texts of strangers made fit to be shown, and addresses made fit to be linked to.

// Control characters, and those that turn the direction of the text around them.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Return the text without characters that only disturb; anything but a text is an empty one. */
export const clean = (text) => (typeof text === "string" ? text.replace(UNSEEN, "") : "");

/** Split an answer's text into texts and the citations that its markers stand for. */
export const pieces = (text, citations) => {
  const marked = new Map(citations.map((citation) => [String(citation.marker), citation]));
  const found = [];
  let done = 0;
  for (const match of text.matchAll(/\s?\[(\d{1,4})\]/g)) {
    const citation = marked.get(match[1]);
    if (!citation) continue;
    found.push(text.slice(done, match.index), citation);
    done = match.index + match[0].length;
  }
  return [...found, text.slice(done)].filter((piece) => piece !== "");
};

/** Return the address if it is one of the web, or else null. */
export const webAddress = (url) => {
  if (typeof url !== "string" || !/^https?:\/\//i.test(url)) return null;
  try {
    const parsed = new URL(url);
    return parsed.username || parsed.password ? null : parsed;
  } catch {
    return null;
  }
};

const encoded = (words) => encodeURIComponent(words).replace(/-/g, "%2D");

/** Return the article's address with a text fragment, by which browsers scroll to the quote; null if it has none. */
export const fragmentAddress = ({ url, quote }) => {
  const address = webAddress(url);
  if (!address) return null;
  const words = clean(quote).trim().split(/\s+/);
  const whole = words.length <= 12;
  const text = whole ? encoded(words.join(" ")) : `${encoded(words.slice(0, 5).join(" "))},${encoded(words.slice(-5).join(" "))}`;
  address.hash = `:~:text=${text}`;
  return address.href;
};

/** Return what is copied: the answer, and below it the quotes that it stands on. */
export const asPlainText = ({ answer, citations }) =>
  [
    clean(answer),
    ...citations.map((note) => {
      const address = webAddress(note.url);
      return `[${note.marker}] “${clean(note.quote)}” ${clean(note.title)}${address ? `, ${address.href}` : ""}`;
    }),
  ].join("\n\n");
