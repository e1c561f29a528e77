// How the widget looks. The page may set the custom properties whose names begin with --footnote-, and style ::part().

export const CSS_TEXT = `
:host {
  all: initial;
  display: block;
  --accent: var(--footnote-accent, #2f4b8f);
  --accent-text: var(--footnote-accent-text, #fff);
  --paper: var(--footnote-background, #fff);
  --ink: var(--footnote-text, #1c1d21);
  --faint: var(--footnote-muted, #5c606b);
  --line: var(--footnote-border, #dcdee4);
  --tint: var(--footnote-tint, #f3f4f7);
  --round: var(--footnote-radius, 12px);
  --width: var(--footnote-width, 380px);
  --height: var(--footnote-height, 560px);
  --layer: var(--footnote-layer, 2147483000);
}
:host([hidden]) { display: none; }
.root {
  color-scheme: light;
  color: var(--ink);
  font: 15px/1.5 var(--footnote-font, system-ui, sans-serif);
  text-align: start;
}
.dark {
  color-scheme: dark;
  --accent: var(--footnote-accent, #a9bdf5);
  --accent-text: var(--footnote-accent-text, #14161c);
  --paper: var(--footnote-background, #191b20);
  --ink: var(--footnote-text, #eceef2);
  --faint: var(--footnote-muted, #a3a8b4);
  --line: var(--footnote-border, #363a44);
  --tint: var(--footnote-tint, #23262d);
}
*, ::before, ::after { box-sizing: border-box; }
button, textarea { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; display: block; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launcher {
  position: fixed; z-index: var(--layer); bottom: 20px; right: 20px;
  display: flex; align-items: center; gap: 8px; max-width: calc(100vw - 40px);
  padding: 12px 18px; border-radius: 999px;
  background: var(--accent); color: var(--accent-text); font-weight: 600;
  box-shadow: 0 4px 16px rgb(0 0 0 / .25);
}
.back {
  position: fixed; z-index: var(--layer); bottom: 20px; left: 50%; translate: -50%;
  padding: 8px 16px; border-radius: 999px; border: 1px solid var(--line);
  background: var(--paper); color: var(--ink); box-shadow: 0 4px 16px rgb(0 0 0 / .25);
}
.panel {
  display: flex; flex-direction: column; overflow: hidden;
  background: var(--paper); color: var(--ink);
  border: 1px solid var(--line); border-radius: var(--round);
}
.inline .panel { height: var(--height); max-height: 85vh; }
.floating .panel { position: fixed; z-index: var(--layer); bottom: 16px; right: 16px; width: min(var(--width), calc(100vw - 32px)); height: min(var(--height), calc(100dvh - 32px)); box-shadow: 0 8px 32px rgb(0 0 0 / .22); }
.floating.sidebar .panel { top: 0; bottom: 0; right: 0; height: auto; border-radius: 0; border-width: 0 0 0 1px; box-shadow: none; }
.left .launcher { right: auto; left: 20px; }
.floating.left .panel { right: auto; left: 16px; }
.floating.sidebar.left .panel { left: 0; border-width: 0 1px 0 0; }
header { display: flex; align-items: center; gap: 4px; padding: 10px 8px 10px 16px; border-bottom: 1px solid var(--line); }
[dir=rtl] header { padding: 10px 16px 10px 8px; }
h2 { flex: 1; min-width: 0; margin: 0; font-size: 16px; font-weight: 650; overflow-wrap: anywhere; }
.tool { padding: 8px; border-radius: 8px; color: var(--faint); }
.tool:hover { background: var(--tint); color: var(--ink); }
.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px; }
.log:focus-visible { outline-offset: -2px; }
.log > * + * { margin-top: 20px; }
p, ol, ul, h3 { margin: 0; padding: 0; }
p, h3, li, q { overflow-wrap: anywhere; }
.greeting { color: var(--faint); }
.examples { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; }
.examples button { padding: 6px 12px; border: 1px solid var(--line); border-radius: 999px; text-align: start; overflow-wrap: anywhere; }
.examples button:hover { background: var(--tint); }
.question { width: fit-content; max-width: 90%; margin-inline-start: auto; padding: 8px 12px; border-radius: var(--round); background: var(--tint); font-size: inherit; font-weight: 400; white-space: pre-wrap; }
.reply { margin-top: 10px; }
.reply > * + * { margin-top: 10px; }
.short { font-size: 18px; font-weight: 650; }
.words { white-space: pre-wrap; }
.status, .notice, .caption, .understood { color: var(--faint); font-size: 14px; }
.notice { padding-inline-start: 10px; border-inline-start: 3px solid var(--line); color: var(--ink); }
sup { line-height: 0; font-size: 11px; vertical-align: 3px; }
.marker { position: relative; min-width: 20px; height: 18px; margin-inline-start: 3px; border-radius: 5px; background: var(--tint); border: 1px solid var(--line); line-height: 1; font-weight: 600; }
.marker::before { content: ""; position: absolute; inset: -4px -3px; }
.marker:hover, .marker[aria-pressed=true] { background: var(--accent); color: var(--accent-text); }
.notes { list-style: none; }
.notes li + li { margin-top: 6px; }
.note { display: flex; gap: 8px; width: 100%; padding: 8px 10px; border-radius: 8px; border: 1px solid var(--line); text-align: start; font-size: 14px; }
.note:hover { background: var(--tint); }
.note[aria-pressed=true] { border-color: var(--accent); box-shadow: inset 3px 0 0 var(--accent); }
.number { font-weight: 650; }
q { quotes: "“" "”"; }
.where { margin-top: 4px; font-size: 14px; color: var(--faint); }
a { color: inherit; }
.copy { font-size: 13px; color: var(--faint); text-decoration: underline; padding: 4px 0; }
form { display: flex; align-items: flex-end; gap: 8px; padding: 12px; border-top: 1px solid var(--line); }
textarea { flex: 1; min-width: 0; max-height: 120px; padding: 8px 12px; resize: none; border: 1px solid var(--faint); border-radius: 10px; background: var(--paper); field-sizing: content; font-size: 16px; }
textarea::placeholder { color: var(--faint); opacity: 1; }
.send { padding: 10px; border-radius: 10px; background: var(--accent); color: var(--accent-text); }
.disclaimer { padding: 0 16px 12px; font-size: 12px; color: var(--faint); }
@media (max-width: 640px) {
  /* A sheet: the words that a footnote shows have the page above it. */
  .floating .panel, .floating.sidebar .panel { top: auto; left: 0; right: 0; bottom: 0; width: auto; height: 62dvh; border-radius: var(--round) var(--round) 0 0; border-width: 1px 0 0; }
}
@media (forced-colors: active) { .launcher, .send, .marker { border: 1px solid ButtonText; } }
@media print { .root { display: none; } }
`;

// Beside the text, not over it: a page with room for both gives it to an open sidebar.
export const besideText = (side) => `@media (min-width: 900px) { :root { padding-${side}: var(--footnote-width, 380px); } }`;
