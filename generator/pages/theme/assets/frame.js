// What Material's frame needs before anything of a page is shown, in its head. Material has it inline, 1.2 KB a page.
{
  const { dataset, src } = document.currentScript;

  // Material's other scripts keep choices of readers by these, under the address of the site.
  var __md_scope = dataset.scope ? new URL(dataset.scope, location) : new URL("..", src);
  var __md_hash = (text) => [...text].reduce((sum, char) => (sum << 5) - sum + char.charCodeAt(0), 0);
  var __md_get = (name, storage = localStorage, scope = __md_scope) =>
    JSON.parse(storage.getItem(`${scope.pathname}.${name}`));
  var __md_set = (name, value, storage = localStorage, scope = __md_scope) => {
    try {
      storage.setItem(`${scope.pathname}.${name}`, JSON.stringify(value));
    } catch {
      // Some browsers keep nothing.
    }
  };

  const ofSystem = "(prefers-color-scheme)";
  const chosen = () => {
    try {
      return __md_get("__palette")?.color;
    } catch {
      return undefined; // Some browsers allow no look at what they keep.
    }
  };

  // Sets the palette that a reader chose. Returns false while the elements that it needs are not there yet.
  const apply = (color) => {
    if (!document.body) return false;
    if (color.media === ofSystem) {
      const { matches } = matchMedia("(prefers-color-scheme: light)");
      const media = `(prefers-color-scheme: ${matches ? "light" : "dark"})`;
      const input = document.querySelector(`[data-md-color-media="${media}"]`);
      if (!input) return false;
      for (const name of ["media", "scheme", "primary", "accent"]) color[name] = input.getAttribute(`data-md-color-${name}`);
    }
    for (const [name, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${name}`, value);
    return true;
  };

  // Browsers call observers before they paint, so no page is seen in another palette.
  const color = chosen();
  if (color) {
    const observer = new MutationObserver(() => apply(color) && observer.disconnect());
    observer.observe(document.documentElement, { childList: true, subtree: true });
    addEventListener("DOMContentLoaded", () => observer.disconnect());
  }
}
