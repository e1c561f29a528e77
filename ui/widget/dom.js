// Elements made without markup: whatever a text holds, it becomes a text node.

/** Make an element; properties that are functions become listeners, others attributes, null and false are left out. */
export const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
};

/** Make an icon from the path of its 24 by 24 drawing. */
export const icon = (path) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(line);
  return svg;
};

export const ICONS = {
  ask: "M4 5h16v11H9l-5 4z",
  close: "M6 6l12 12M18 6L6 18",
  clear: "M5 12a7 7 0 1 0 2-5M5 4v4h4",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M7 7h10v10H7z",
};
