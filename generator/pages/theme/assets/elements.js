// Elements of pages, as scripts make them.

// An element with properties, among them its `attributes`, and children.
export const element = (name, { attributes = {}, ...properties } = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

// Whether keys that are pressed in an element are for its text.
export const isTyping = (place) => place.matches("input, textarea, select") || place.isContentEditable;

export const button = (label, act, properties = {}) => {
  const made = element("button", { type: "button", textContent: label, ...properties });
  made.addEventListener("click", act);
  return made;
};
