// Makes pages of a text, at random but by a seed: elements around and inside words, comments, other forms of characters.
// Returns the quotes that are not found in them, as [round, quote, what was found].
async ([text, quotes, seed, rounds]) => {
  const { findQuote, fold } = await import("/quotes.js");
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const others = {
    " ": ["\u00a0", "\n  ", " \u200b", "\t", "\u2009"],
    "'": ["\u2019", "\u2018"],
    "-": ["\u2011", "\u2013"],
    "\u201c": ['"', "\u201e"],
    "\u201d": ['"', "\u00bb"],
    "\u2019": ["'"],
    f: ["\u00adf"],
  };
  const failed = [];
  for (let round = 0; round < rounds; round += 1) {
    const body = document.createElement("div");
    let at = body;
    let run = "";
    const add = (...nodes) => {
      at.append(run, ...nodes);
      run = "";
    };
    for (const character of text) {
      const chance = random();
      if (chance < 0.02) {
        const inner = document.createElement(pick(["em", "a", "b", "span", "mark", "code"]));
        add(inner);
        at = inner;
      } else if (chance < 0.04 && at !== body) {
        add();
        at = at.parentElement;
      } else if (chance < 0.05) {
        add(document.createComment("x"), document.createElement(pick(["img", "wbr", "br", "i"])));
      } else if (chance < 0.055) {
        const style = document.createElement("style");
        style.textContent = "x{}";
        add(style);
      } else if (chance < 0.07) {
        run += "\u00ad";
      }
      const form = others[character] && random() < 0.3 ? pick(others[character]) : character;
      run += random() < 0.5 ? form : form.normalize("NFD");
    }
    add();
    document.body.replaceChildren(body);
    for (const quote of quotes) {
      const found = findQuote(document.body, quote).map(String).join("");
      if (!found || fold(found).text !== fold(quote.quote).text) failed.push([round, quote.quote, found]);
    }
  }
  return failed;
}
