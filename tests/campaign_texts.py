"""More inputs of `campaign`: digests whose rows may get lost, and notes that are slow, large or run something."""

from __future__ import annotations

import json
from collections.abc import Mapping

_HEAD = "date: 2026-04-01\nsource: x\npapers:\n"
_BOOKS = [{"id": "1", "type": "book", "title": "A"}, {"id": "2", "type": "book", "title": "B"}]

ROWS: Mapping[str, tuple[str, int]] = {
    "key in capitals": (_HEAD.replace("papers", "Papers") + "  - title: A\n", 1),
    "byte order mark": (f"\ufeff{_HEAD}  - title: A\n", 1),
    "parentheses": ("@article(k, title={A}, year=2020)\n@article{l, title={B}}\n", 2),
    "capitals": ('@ARTICLE {k,\n TITLE = {A}\n}\n@Article{l,Title="B"}', 2),
    "no key": ("@misc{title={A}}\n@misc{, title={B}}", 2),
    "no comma": ("@misc{a title={A}}\n@misc{b, title={B}}", 2),
    "one key": ("@misc{a, title={A}}\n@misc{a, title={B}}", 2),
    "no end": ("@misc{a, title={A}\n@misc{b, title={B}}", 2),
    "no comma after a field": ("@misc{a, title={A} year={2020}}\n@misc{b, title={B}}", 2),
    "blanks in a key": ("@misc{a b c, title={A}}", 1),
    "in the middle of a line": ("see @misc{a, title={A}} and @misc{b, title={B}}", 2),
    "RIS without ends": ("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  - \n", 2),
    "RIS with one space": ("TY - JOUR\nTI - A\nER - \nTY - JOUR\nTI - B\nER -\n", 2),
    "RIS without a title": ("TY  - JOUR\nAU  - A, B\nER  - \nTY  - JOUR\nTI  - B\nER  - \n", 2),
    "RIS indented": ("  TY  - JOUR\n  TI  - A\n  ER  - \n", 1),
    "nbib without blank lines": ("PMID- 1\nTI  - A\nPMID- 2\nTI  - B\n", 2),
    "nbib in another language": ("PMID- 1\nTI  - [Not Available].\nTT  - A\n\n", 1),
    "object of items": (json.dumps({"items": _BOOKS}), 2),
    "one item": (json.dumps(_BOOKS[0]), 1),
    "null among items": (json.dumps([_BOOKS[0], None, {"id": "2", "type": "book"}]), 3),
    "items by key": (json.dumps({"a": _BOOKS[0], "b": _BOOKS[1]}), 2),
    "items on lines": ("\n".join(map(json.dumps, _BOOKS)), 2),
    "item without a title": ("<rss><channel><item><link>http://a.example/1</link></item></channel></rss>", 1),
    "two channels": (
        "<rss><channel><item><title>A</title></item></channel><channel><item><title>B</title></item></channel></rss>",
        2,
    ),
    "Atom without a namespace": ("<feed><entry><title>A</title></entry><entry><title>B</title></entry></feed>", 2),
    "numbers": ("# R\n1. [A](https://a.example/1)\n2) [B](https://a.example/2)\n", 2),
    "tasks": ("# R\n* [A](https://a.example/1)\n+ [B](https://a.example/2)\n- [ ] [C](https://a.example/3)\n", 3),
    "list in a list": ("# R\n- Topic\n  - [A](https://a.example/1)\n  - [B](https://a.example/2)\n", 2),
    "references": ("# R\n- [A][1]\n- [B](https://a.example/2)\n\n[1]: https://a.example/1\n", 2),
    "address alone": ("# R\n- <https://a.example/1>\n- [B](https://a.example/2)\n", 2),
    "paragraphs": ("# R\n\n[A](https://a.example/1), Ann\n\n- [C](https://a.example/3)\n", 2),
    "element": ("# R\n- <a href='https://a.example/1'>A</a>\n- [B](https://a.example/2)\n", 2),
    "quotation": ("# R\n> - [A](https://a.example/1)\n\n- [B](https://a.example/2)\n", 2),
    "table and list": ("# R\n\n| Title |\n|---|\n| [A](https://a.example/1) |\n\n- [C](https://a.example/3)\n", 2),
}
"""Texts with how many papers they have. Titles are A to D."""

_SIZE = 19_990


def _filled(unit: str) -> str:
    return unit * (_SIZE // len(unit))


_UNITS = (
    *"*_~^`>$\\\t ",
    *("> ", "- ", "1. ", "*a ", "**a*", "[a](", "[a](b)", "![a](", "$a$ ", "<b>", "<!--", "<div>\n", "&amp;", "😀"),
    *("# a\n", "a\n=\n", "---\n", "==a==", "++a++", "{: ", "https://a.b ", "<https://a.b>", "a@b.c ", "\\*", "a  \n"),
    *("{{ x }}", '--8<-- "x"\n', "!!! note\n\n    x\n", "a\n:   b\n\n", "- [ ] a\n", "```\n", "|a|\n|-|\n"),
)

NOTE_BODIES: Mapping[str, str] = {
    **{f"{unit!r} repeated": _filled(unit) for unit in _UNITS},
    "long title": f"[a]: /x.png '{'x' * 15_000}'\n\n{'![a] ' * 490}",
    "nested list": "\n".join(f"{'  ' * depth}- x" for depth in range(130)),
    "nested admonitions": "\n".join(f"{'    ' * depth}!!! note" for depth in range(60)),
    "references": "".join(f"[a{number}]: /x\n" for number in range(1300)),
    "long reference": f"[a]: /{'x' * 5000}\n\n{'[a]' * 3000}",
    "footnotes": "".join(f"[^{number}]\n\n[^{number}]: x\n\n" for number in range(900)),
    "footnote of itself": "[^1]\n\n[^1]: [^1]\n",
    "one footnote": f"[^1]: x\n\n{'[^1]' * 4000}",
    "wide table": f"{'|a' * 95}|\n{'|-' * 95}|\n" + f"{'|b' * 95}|\n" * 95,
    "fractions": f"${chr(92)}frac{'{' * 9000}{'}' * 9000}$",
    "marks": "a" + "\u0301" * 19_000,
    "styled": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.pwned=1>",
    "no script": '<noscript><p title="</noscript><img src=x onerror=window.pwned=1>">',
    "line break in a scheme": "<a href='jav&#x0A;ascript:window.pwned=1'>x</a> [x](java&#115;cript:window.pwned=1)",
    "colon": "[x](javascript&colon;window.pwned=1) [x](&#1;javascript:window.pwned=1)",
    "picture": "![x](javascript:window.pwned=1) ![x](data:image/svg+xml,<svg onload=window.pwned=1>)",
    "reference that runs": "[x]\n\n[x]: javascript:window.pwned=1\n",
    "frame": '<iframe srcdoc="<script>window.pwned=1</script>"></iframe><object data=javascript:window.pwned=1>',
    "document": "<base href=https://a.example/><meta http-equiv=refresh content=0;url=https://a.example>",
    "focus": "<input autofocus onfocus=window.pwned=1><details open ontoggle=window.pwned=1>",
    "formula": "$\\href{javascript:window.pwned=1}{x}$ $\\text{</mtext></math><img src=x onerror=window.pwned=1>}$",
    "title of an admonition": '!!! note "<img src=x onerror=window.pwned=1>"\n\n    x\n',
    "class of an admonition": '!!! "x onclick=window.pwned=1"\n\n    x\n',
    "attributes of code": '``` { .x onclick="window.pwned=1" title="<img src=x onerror=window.pwned=1>" }\nx\n```\n',
    "title of a link": '[x](https://a.b "title\\" onclick=\\"window.pwned=1") <https://a.b/"onclick="window.pwned=1>',
    "heading": "# <img src=x onerror=window.pwned=1> {#x onclick=window.pwned=1}\n",
    "end of the page": "</div></article></main><script>window.pwned=1</script>",
}
"""Bodies of notes, most of 20,000 characters, the limit."""
