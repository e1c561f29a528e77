// Questions sent to the server, and what comes back.

// Characters of earlier turns that are sent along: enough to understand a follow-up by.
const HISTORY = 12000;
const KINDS = { 403: "refused", 404: "unusable", 413: "unusable", 422: "unusable", 429: "limited", 503: "busy", 504: "slow" };

/** What kept a question from being answered; `kind` is the name of the string that says so. */
export class Trouble extends Error {
  constructor(kind, detail = "") {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail;
  }
}

/** Return the latest turns that fit into a question, oldest first. */
export const latest = (exchanges) => {
  const turns = [];
  let room = HISTORY;
  for (const { question, answer } of exchanges.slice(-20).reverse()) {
    room -= question.length + answer.length;
    if (room < 0) break;
    turns.unshift({ question, answer });
  }
  return turns;
};

/** Yield the events of a stream as [name, data]. */
export async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n");
      const field = (name) => lines.find((line) => line.startsWith(name))?.slice(name.length) ?? "";
      if (field("event: ")) yield [field("event: "), JSON.parse(field("data: "))];
    }
  }
}

const troubleOf = (problem) =>
  new Trouble(KINDS[problem.status] ?? "fault", typeof problem.detail === "string" ? problem.detail : "");

/** Ask the server; calls `onEvent(name, data)` on the way and returns the answer. Throws `Trouble` or an AbortError. */
export const askServer = async (server, body, signal, onEvent) => {
  const options = { credentials: "omit", referrerPolicy: "no-referrer", signal };
  const held = [];
  const hear = (event) => held.push(event.blockedURI);
  document.addEventListener("securitypolicyviolation", hear);
  try {
    const response = await fetch(new URL("api/v1/ask", server), {
      ...options,
      method: "POST",
      headers: { Accept: "text/event-stream", "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw troubleOf(await response.json().catch(() => ({ status: response.status })));
    for await (const [name, data] of readEvents(response.body)) {
      if (name === "answer") return data;
      if (name === "error") throw troubleOf(data);
      onEvent(name, data);
    }
    throw new Trouble("offline");
  } catch (error) {
    if (error instanceof Trouble || error.name === "AbortError") throw error;
    // The browser tells a page nothing about an answer that it may not read; this address may be read by any page.
    const access = await fetch(new URL("api/v1/access", server), options).then((it) => it.json(), () => null);
    if (access && access.allowed === false) throw new Trouble("refused", access.detail);
    // A violation of the page's policy is told a little later than the failure it causes.
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw new Trouble(held.some((address) => address.startsWith(new URL(server).origin)) ? "blocked" : "offline");
  } finally {
    document.removeEventListener("securitypolicyviolation", hear);
  }
};
