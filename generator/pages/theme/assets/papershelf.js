// Conveniences: every page works without them. This script runs before Material's.
{
  // Material takes every alternate of a page for the site in another language, and asks for its sitemap: half a megabyte
  // for each feed of the home page, and files that are not there elsewhere. So feeds and Markdown are hidden until then.
  for (const link of document.querySelectorAll("link[rel=alternate]:not([hreflang])")) {
    link.rel = "alternate feed";
    addEventListener("load", () => (link.rel = "alternate"));
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // Fields that filter a list.
  const filterLists = () => {
    for (const input of document.querySelectorAll("[data-ps-filter]")) {
      const items = [...document.querySelectorAll(input.dataset.psFilter)];
      const lists = [...document.querySelectorAll(".ps-list > ul")];
      const headings = [...document.querySelectorAll(".ps-list > :is(h2, h3)")];
      const status = document.createElement("span");
      status.setAttribute("role", "status");
      input.closest("label").after(" ", status);
      const otherNames = JSON.parse(input.dataset.psOtherNames ?? "{}");
      const textOf = (item) => {
        // A name with links to its papers is not a link itself.
        const isLink = item.firstElementChild === item.firstChild;
        const name = (isLink ? (item.querySelector("a") ?? item) : item.firstChild).textContent.replace(/:\s*$/, "");
        return plain(`${name} ${Object.hasOwn(otherNames, name) ? otherNames[name] : ""}`);
      };
      // The lists below a heading, up to the next of its rank.
      const listsBelow = (heading) => {
        const found = [];
        for (let next = heading.nextElementSibling; next && !(next.tagName <= heading.tagName && /^H/.test(next.tagName));) {
          if (next.tagName === "UL") found.push(next);
          next = next.nextElementSibling;
        }
        return found;
      };
      const filter = () => {
        const wanted = plain(input.value).split(/\s+/).filter(Boolean);
        const matches = (item) => wanted.every((word) => textOf(item).includes(word));
        for (const item of items) {
          // A subject stays while one of its parts matches.
          item.hidden = ![item, ...item.querySelectorAll("li")].some(matches);
        }
        for (const list of lists) list.hidden = ![...list.children].some((item) => !item.hidden);
        for (const heading of headings) {
          const below = listsBelow(heading);
          heading.hidden = below.length > 0 && below.every((list) => list.hidden);
        }
        status.textContent = items.some((item) => !item.hidden) ? "" : psWords.t("Nothing matches");
      };
      input.closest("[hidden]").hidden = false;
      input.addEventListener("input", filter);
    }
  };

  const save = (name, text) => {
    const link = document.createElement("a");
    link.download = name;
    // As text, Safari would add .txt to the name.
    link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  // Buttons that save the citations of papers in several formats, each after a separator. `cite` gets the ending of a format
  // and the script that makes citations, and returns them, null for each that is missing.
  const formatButtons = (formats, name, separator, cite) => {
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    const buttons = Object.entries(formats).flatMap(([ending, label]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ps-format";
      button.textContent = label;
      button.addEventListener("click", async () => {
        status.textContent = ` ${psWords.t("Fetching the citations…")}`;
        try {
          const script = await load("citations.js");
          const citations = await cite(ending, script);
          if (!citations.every(Boolean)) throw new Error("a record is missing");
          save(`${name}.${ending}`, script.joined(citations, ending));
          status.textContent = "";
        } catch {
          status.textContent = ` ${psWords.t("The citations could not be loaded.")}`;
        }
      });
      return [separator, button];
    });
    return [...buttons, status];
  };
  const MADE = { ris: "RIS", json: "CSL-JSON" }; // lists have BibTeX

  const citeLists = () => {
    for (const link of document.querySelectorAll('.ps-list a[download][href$="papers.bib"]')) {
      const cite = async (ending, { fetchCitations, slugsIn }) => {
        const answer = await fetch(link.href);
        if (!answer.ok) throw new Error(answer.status);
        return fetchCitations(slugsIn(await answer.text()), ending);
      };
      link.after(...formatButtons(MADE, "papers", ", ", cite));
    }
    // Weeks and months have no file of their own. Their first pages begin with facts.
    const [, span] = location.pathname.match(/\/digests\/(\d{4}-(?:W\d\d|\d\d))(?:\/|\/index\.html|\.html)$/) ?? [];
    const cite = async (ending, { fetchBibtex, fetchCitations, fetchDays }) => {
      const days = await fetchDays(span);
      return ending === "bib" ? fetchBibtex(days) : fetchCitations([...new Set(days.flatMap(({ papers }) => papers))], ending);
    };
    const facts = span && document.querySelector(".ps-list > p");
    if (facts) facts.append(...formatButtons({ bib: "BibTeX", ...MADE }, `papers-${span}`, " · ", cite));
  };

  // A paper's citation: BibTeX stands on its page.
  const cite = () => {
    for (const section of document.querySelectorAll("[data-ps-cite]")) {
      const pre = section.querySelector("pre");
      const [, key] = pre.textContent.match(/^@\w+\{(.+),/);
      const [, slug] = location.pathname.match(/\/papers\/([a-z0-9-]+)(?:\/|\/index\.html|\.html)?$/);
      const cited = (ending, { fetchCitations }) => (ending === "bib" ? [pre.textContent] : fetchCitations([slug], ending));
      const files = document.createElement("p");
      files.append(psWords.t("Files:"), ...formatButtons({ bib: "BibTeX", ...MADE }, key, " ", cited));
      section.append(files);

      const button = document.createElement("button");
      button.type = "button";
      button.className = "ps-action";
      button.textContent = psWords.t("Copy BibTeX");
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(pre.textContent);
          button.textContent = psWords.t("Copied");
        } catch {
          // There is no clipboard without HTTPS: the text is selected instead.
          section.querySelector("details").open = true;
          getSelection().selectAllChildren(pre);
          button.textContent = psWords.t("Press Ctrl+C");
        }
        setTimeout(() => (button.textContent = psWords.t("Copy BibTeX")), 2000);
      });
      section.querySelector("h2").after(button);
    }
  };

  // Adds the title of the paper to links to the repository's forms, because people look for it in a list of issues.
  const titleForms = () => {
    // In English, for the people who keep the archive.
    const begins = { "note.yml": "Note on", "fix.yml": "Fix", "tags.yml": "Tags of" };
    const title = document.querySelector('meta[name="citation_title"]')?.content;
    for (const link of document.querySelectorAll('.ps-ways a[href*="/issues/new?template="]')) {
      const form = new URL(link.href);
      const begin = begins[form.searchParams.get("template")];
      if (begin && title) form.searchParams.set("title", `${begin} “${title.slice(0, 200)}”`);
      link.href = form;
    }
  };

  // The search and the map are fetched when somebody uses them.
  const assets = document.currentScript.src;
  const load = (name) => import(new URL(name, assets));
  const isTyping = (element) => element.matches("input, textarea, select") || element.isContentEditable;

  // Programs that take dictation press single keys by mistake, so a reader can switch ours and Material's off: on the page
  // of the shelf. The keys of the map work only while it has the focus.
  const hasKeys = () => {
    try {
      return localStorage.getItem("psKeys") !== "off";
    } catch {
      return true;
    }
  };
  const ignoreKey = (event) => {
    const isSingle = event.key.length === 1 && !(event.ctrlKey || event.metaKey || event.altKey);
    const isOurs = isSingle && !isTyping(event.target) && !event.target.closest("[data-ps-map]");
    if (isOurs && !hasKeys()) event.stopImmediatePropagation();
  };
  addEventListener("keydown", ignoreKey, true);

  const openSearch = async (event) => {
    event.preventDefault();
    // Keys that are pressed while it is fetched are for its field.
    let typed = "";
    const keep = (pressed) => {
      if (pressed.key.length > 1 || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
      pressed.preventDefault();
      pressed.stopPropagation();
      typed += pressed.key;
    };
    addEventListener("keydown", keep, true);
    try {
      await (await load("search.js")).open(() => typed);
    } finally {
      removeEventListener("keydown", keep, true);
    }
  };

  // The header stays when another page is loaded in place of this one.
  for (const link of document.querySelectorAll("[data-ps-search-open]")) {
    link.addEventListener("click", (event) => {
      if (!(event.ctrlKey || event.metaKey || event.shiftKey)) openSearch(event);
    });
    for (const type of ["focus", "pointerenter"]) link.addEventListener(type, () => load("search.js"), { once: true });
  }
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector("[data-ps-search-open]")) return;
    const modified = event.ctrlKey || event.metaKey;
    const wanted = modified ? event.key === "k" && !event.shiftKey : event.key === "/" && !isTyping(event.target);
    if (wanted && !event.altKey) openSearch(event);
  });

  const mountSearch = () => {
    document.querySelector(".ps-search-dialog[open]")?.close();
    for (const place of document.querySelectorAll("[data-ps-search]")) {
      load("search.js").then(
        (search) => search.mount(place),
        () => (place.textContent = psWords.t("The search cannot be loaded: read these pages through a web server.")),
      );
    }
    // Somebody comes back from a result of the dialog.
    if (history.state?.psDialog) load("search.js").then((search) => search.open(() => "", history.state.psDialog));
  };

  const mountMap = () => {
    for (const place of document.querySelectorAll("[data-ps-map]")) load("map.js").then((map) => map.mount(place));
  };

  // A link from a paper's page to where it stands on the map, which is drawn by a script itself.
  const linkMap = () => {
    for (const links of document.querySelectorAll("[data-ps-mapped]")) {
      const [, slug] = location.pathname.match(/\/papers\/([^/]+?)(?:\/|\/index\.html|\.html)?$/) ?? [];
      if (!slug || links.querySelector(".ps-map-link")) continue;
      const link = document.createElement("a");
      link.href = new URL(`../map/#at=${slug}`, assets);
      link.textContent = psWords.t("On the map");
      const item = document.createElement("li");
      item.className = "ps-map-link";
      item.append(link);
      links.append(item);
    }
  };

  // Trending papers of a tag are added to a list whose own papers have their controls.
  const mountLists = async () => {
    for (const list of document.querySelectorAll("[data-ps-papers]")) await (await load("lists.js")).mount(list);
    for (const place of document.querySelectorAll("[data-ps-trending]")) (await load("trending.js")).mount(place);
  };

  // How much of each paper lists show is a choice of the reader, made in lists.js.
  try {
    document.documentElement.dataset.psDensity = localStorage.getItem("psDensity") ?? "full";
  } catch {
    // Some browsers keep nothing, or allow no look at what they keep.
  }

  // A page that was opened from a disk may not load it, and shows nothing of it then.
  const mountShelf = () => load("shelf.js").then((shelf) => shelf.mount(), () => {});

  // A name in a list, as on the pages of letters: with its number of papers or, without a page, links to all of them.
  const nameItem = ({ name, count, paths }, root) => {
    const line = document.createElement("li");
    const isAlone = paths.length === 1;
    if (!isAlone) line.append(`${name}: `);
    paths.forEach((path, number) => {
      const link = document.createElement("a");
      link.href = root + path;
      link.textContent = isAlone ? name : psWords.t("paper {number}", { number: number + 1 });
      line.append(number ? ", " : "", link);
    });
    if (count !== null) {
      const number = document.createElement("span");
      number.className = "ps-facts";
      number.textContent = count;
      line.append(" ", number);
    }
    return line;
  };

  // The field of an index of thousands of names, which are fetched when somebody types.
  const findNames = () => {
    for (const input of document.querySelectorAll("[data-ps-names]")) {
      const { psNames, psRoot, psFolder } = input.dataset;
      const most = 50;
      const list = document.createElement("ul");
      list.className = "ps-index";
      const status = document.createElement("p");
      status.className = "ps-facts";
      status.setAttribute("role", "status");
      input.closest("p").after(status, list);
      let names;

      const fetchNames = async () => {
        const answer = await fetch(psNames);
        if (!answer.ok) throw new Error(answer.status);
        const { papers, names } = await answer.json();
        return names.map(([name, count, ...at]) => {
          const hasPage = typeof at[0] === "string";
          const paths = at.map((each) => (hasPage ? `${psFolder}/${each}/` : `papers/${papers[each]}/`));
          return { name, count: hasPage ? count : null, words: plain(name), paths };
        });
      };

      const find = async () => {
        const wanted = plain(input.value).split(/\s+/).filter(Boolean);
        try {
          names ??= fetchNames();
          const all = wanted.length ? await names : [];
          // While the names were on their way, more may have been typed.
          if (wanted.join(" ") !== plain(input.value).split(/\s+/).filter(Boolean).join(" ")) return;
          const found = all.filter(({ words }) => wanted.every((word) => words.includes(word)));
          list.replaceChildren(...found.slice(0, most).map((found) => nameItem(found, psRoot)));
          status.textContent = !wanted.length
            ? ""
            : found.length > most
              ? psWords.n("{n} name, the first {most} of them", "{n} names, the first {most} of them", found.length, { most })
              : psWords.n("{n} name", "{n} names", found.length);
        } catch {
          names = undefined;
          status.textContent = psWords.t("The names could not be loaded: look under their letters below.");
        }
      };

      input.closest("[hidden]").hidden = false;
      input.addEventListener("input", find);
    }
  };

  // With navigation.instant, Material loads pages in place of each other, and announces each.
  const start = () =>
    [filterLists, cite, citeLists, titleForms, mountSearch, mountMap, linkMap, mountLists, findNames, mountShelf].forEach((prepare) => prepare());
  const begin = () => (window.document$ ? window.document$.subscribe(start) : start());
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
}
