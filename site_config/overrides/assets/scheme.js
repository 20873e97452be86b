// Before the page is painted: the colours that its reader chose. Without scripts, those of the system are used.
{
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  try {
    const chosen = localStorage.getItem("papershelf.scheme");
    if (chosen) root.dataset.scheme = chosen;
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
}
