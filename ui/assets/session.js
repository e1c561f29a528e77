// The session: a random token that lives as long as the tab, and the hidden fields that Gradio's events listen to.

const KEY = "footnote-session";
let token = null;

/** The tab's token. Without storage it lasts until the page is loaded anew. */
export function sessionToken() {
  if (token) return token;
  try {
    token = sessionStorage.getItem(KEY);
  } catch {
    token = null;
  }
  if (!token) {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    token = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
    try {
      sessionStorage.setItem(KEY, token);
    } catch {
      // A browser that keeps nothing: the session ends with the page.
    }
  }
  return token;
}

/** Writes into a hidden field of Gradio's. */
export function set(name, value) {
  const field = document.querySelector(`#${name} :is(textarea, input)`);
  if (!field || field.value === value) return field;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}

/** Writes into a hidden field and has Gradio act on it. */
export function send(name, value) {
  const field = set(name, value);
  field?.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
}

/** Calls a route of ours for this session. */
export function call(path, options = {}) {
  const headers = { ...options.headers, "X-Footnote-Session": sessionToken() };
  return fetch(`./footnote/session/${path}`, { ...options, headers });
}
