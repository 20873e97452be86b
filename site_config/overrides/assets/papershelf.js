// Comforts for long lists. Every page works without them.

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
