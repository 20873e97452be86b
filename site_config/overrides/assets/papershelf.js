// Comforts. Every page works without them.

// The button for colours goes from the system's to light to dark; scheme.js brings the choice back on the next page.
{
  const root = document.documentElement;
  const schemes = { system: "the system’s", light: "light", dark: "dark" };
  const button = document.querySelector(".ps-scheme");
  const tell = () => {
    button.title = `Colours: ${schemes[root.dataset.scheme ?? "system"]}`;
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => {
    const names = Object.keys(schemes);
    const next = names[(names.indexOf(root.dataset.scheme ?? "system") + 1) % names.length];
    if (next === "system") delete root.dataset.scheme;
    else root.dataset.scheme = next;
    try {
      if (next === "system") localStorage.removeItem("papershelf.scheme");
      else localStorage.setItem("papershelf.scheme", next);
    } catch {
      // Where storage is forbidden, the choice is for this page alone.
    }
    tell();
  });
  tell();
}

for (const input of document.querySelectorAll("[data-ps-filter]")) {
  const items = [...document.querySelectorAll(input.dataset.psFilter)];
  const sections = [...document.querySelectorAll("section h3 + ul")];
  const filter = () => {
    const wanted = input.value.trim().toLowerCase();
    for (const item of items) {
      // A subject stays while one of its parts matches.
      const texts = [item, ...item.querySelectorAll(input.dataset.psFilter)].map((each) => each.dataset.filter);
      item.hidden = !texts.some((text) => text.includes(wanted));
    }
    for (const list of sections) {
      list.previousElementSibling.hidden = list.hidden = ![...list.children].some((item) => !item.hidden);
    }
  };
  input.closest("[hidden]").hidden = false;
  input.addEventListener("input", filter);
}

// A paper's citations stand on its page without the abstract, which is in the page's head already.
{
  const abstract = document.querySelector('meta[name="citation_abstract"]')?.content;
  const withAbstract = {
    bib: (text) => text,
    ris: (text) => text.replace("\nER  - ", () => `\nAB  - ${abstract}\nER  - `),
    json: (text) => `[\n${JSON.stringify({ ...JSON.parse(text)[0], abstract })}\n]\n`,
  };

  const copy = async (button, details, pre) => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    } catch {
      // There is no clipboard without HTTPS: the text is selected instead.
      details.open = true;
      getSelection().selectAllChildren(pre);
      button.textContent = "Press Ctrl+C";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  };

  const download = (name, text) => {
    const link = document.createElement("a");
    link.download = name;
    // As text, Safari would add .txt to the name.
    link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const newButton = (label, format, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ps-action";
    button.textContent = label;
    button.title = `${label} ${format}`;
    button.addEventListener("click", () => act(button));
    return button;
  };

  for (const details of document.querySelectorAll("[data-ps-cite]")) {
    const name = details.dataset.psCite;
    const format = details.querySelector("summary").textContent;
    const pre = details.querySelector("pre");
    if (abstract) pre.textContent = withAbstract[name.split(".").pop()](pre.textContent);
    const row = document.createElement("div");
    const actions = document.createElement("p");
    actions.setAttribute("aria-live", "polite");
    actions.append(
      newButton("Copy", format, (button) => copy(button, details, pre)),
      newButton("Download", format, () => download(name, pre.textContent)),
    );
    details.replaceWith(row);
    row.append(details, actions);
  }
}

// On the page for lost visitors: the words of the address that leads nowhere are what to search for.
for (const form of document.querySelectorAll("[data-ps-missing]")) {
  const parts = location.pathname.split("/").filter(Boolean);
  const last = (parts.pop() ?? "").replace(/\.[a-z0-9]{1,5}$/i, "");
  let words = last;
  try {
    words = decodeURIComponent(last);
  } catch {
    // A stray % is searched for as it stands.
  }
  form.elements.q.value = words.replace(/[-_+\s]+/g, " ").trim();
}
