// The cited words shown in the page itself. Nothing in the page's document is changed: the words are painted by the
// CSS Custom Highlight API or, where a browser lacks it, selected.

const NAME = "footnote-quote";
// Room that is left free above and below the words, in CSS pixels.
const MARGIN = 24;

let painted;
// Lengthens the page while the widget covers its end, so that its last words can be scrolled into sight.
let lengthened;

/** Paint the ranges and scroll to them; `covered` is the rectangle that the widget takes, if any. */
export const paint = (ranges, covered) => {
  if (globalThis.Highlight && CSS.highlights) {
    if (!painted) {
      painted = new CSSStyleSheet();
      painted.replaceSync(`::highlight(${NAME}){background-color:var(--footnote-highlight,#ffe27a);color:var(--footnote-highlight-text,#1d1a0f)}`);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, painted];
    }
    CSS.highlights.set(NAME, new Highlight(...ranges));
  } else {
    const last = ranges[ranges.length - 1];
    getSelection().setBaseAndExtent(ranges[0].startContainer, ranges[0].startOffset, last.endContainer, last.endOffset);
  }
  scrollTo(ranges, covered);
};

/** Take the paint off again. */
export const unpaint = () => {
  CSS.highlights?.delete(NAME);
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== lengthened);
};

const bounds = (ranges) => {
  const boxes = ranges.flatMap((range) => [...range.getClientRects()]);
  return {
    top: Math.min(...boxes.map((box) => box.top)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
    left: Math.min(...boxes.map((box) => box.left)),
    right: Math.max(...boxes.map((box) => box.right)),
  };
};

const scrollerOf = (element) => {
  for (let at = element; at && at !== document.body && at !== document.documentElement; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement;
};

const scrollTo = (ranges, covered) => {
  const element = ranges[0].startContainer.parentElement;
  // Brings boxes that scroll by themselves into sight.
  element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  const words = bounds(ranges);
  const beside = !covered || words.right < covered.left || words.left > covered.right;
  const scroller = scrollerOf(element);
  const inner = scroller === document.scrollingElement ? null : scroller.getBoundingClientRect();
  const ceiling = Math.max(0, inner?.top ?? 0);
  // Where the widget covers the column of text, the room above it has to do.
  const bottom = Math.min(inner?.bottom ?? innerHeight, beside || covered.top < 4 * MARGIN ? innerHeight : covered.top);
  const top = ceiling + Math.max(MARGIN, (bottom - ceiling - (words.bottom - words.top)) / 2);
  const missing = words.top - top - (scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop);
  if (!beside && missing > 0 && scroller === document.scrollingElement) {
    lengthened ??= new CSSStyleSheet();
    lengthened.replaceSync(`:root{padding-bottom:${Math.ceil(missing)}px}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, lengthened];
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroller.scrollBy({ top: words.top - top, behavior: calm ? "instant" : "smooth" });
};
