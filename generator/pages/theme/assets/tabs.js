// Opens the tabs that a reader chose elsewhere, and the one that the address names, before the page is shown.
{
  const isLinked = "linked" in document.currentScript.dataset;
  const chosen = isLinked ? __md_get("__tabs") : null;
  if (Array.isArray(chosen)) {
    for (const set of document.querySelectorAll(".tabbed-set")) {
      const labels = [...set.querySelector(".tabbed-labels").querySelectorAll("label")];
      const label = chosen.map((tab) => labels.find((each) => each.innerText.trim() === tab)).find(Boolean);
      if (label) document.getElementById(label.htmlFor).checked = true;
    }
  }
  const target = document.getElementById(location.hash.slice(1));
  if (target?.name?.startsWith("__tabbed_")) target.checked = true;
}
