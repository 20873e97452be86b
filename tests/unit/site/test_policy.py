from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.site.policy import Allowed, allow_added, allow_last_script, policy


def digest(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def directives(text: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in text.split("; "))}


def test_without_anything_inline_only_the_site_s_own_files_run() -> None:
    assert directives(policy('<link rel="stylesheet" href="assets/a.css"><script src="a.js"></script>', Allowed())) == {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }


def test_what_the_theme_has_inline_runs_by_its_hash_and_data_needs_none() -> None:
    frame = (
        '<script>a("é")</script>\n<style media="all">b{}</style><SCRIPT type=module>c()</SCRIPT>'
        '<script type="application/ld+json">{}</script><script src="d.js"></script>'
    )
    found = directives(policy(frame, Allowed()))
    assert found["script-src"][2:] == [digest('a("é")'), digest("c()")]
    assert found["style-src"] == ["'self'", digest("b{}")]


def test_hosts_that_the_archive_names_are_added() -> None:
    frame = '<script async src="https://comments.example/client.js?v=1"></script><script>x.src="https://stats.example/x"</script>'
    allowed = Allowed(("https://cdn.example/m@3/m.js",), ("//cdn.example/m.css",), has_fonts=True)
    found = directives(policy(frame, allowed))

    assert found["script-src"][2:] == [
        "https://cdn.example/m@3/m.js",
        "https://comments.example/client.js",
        "https://stats.example",
        digest('x.src="https://stats.example/x"'),
    ]
    assert found["style-src"][1:3] == ["https://cdn.example/m.css", "https://stats.example"]
    assert "https://fonts.googleapis.com" in found["style-src"]
    assert "https://fonts.gstatic.com" in found["default-src"]
    assert {"https://comments.example", "https://stats.example"} < {*found["default-src"]}
    assert "https:" not in found["default-src"]


def test_google_s_analytics_may_send_its_measurements() -> None:
    frame = '<script>t.src="https://www.googletagmanager.com/gtag/js?id=G-1"</script>'
    assert "https://*.google-analytics.com" in directives(policy(frame, Allowed()))["default-src"]


def test_the_owner_s_pages_may_have_pictures_and_styles_from_anywhere_but_scripts_only_if_they_have_any() -> None:
    frame = "<script>a()</script><style>b{}</style>"
    own = directives(policy(frame, Allowed(is_own=True)))
    assert "https:" in own["img-src"]
    assert own["style-src"] == ["'self'", "https:", "'unsafe-inline'"]
    assert own["script-src"] == ["'self'", "'wasm-unsafe-eval'", digest("a()")]

    scripted = directives(policy(frame, Allowed(is_own=True, has_inline=True)))
    assert scripted["script-src"] == ["'self'", "'wasm-unsafe-eval'", "https:", "'unsafe-inline'"]


@given(st.text(alphabet="abc[].:/;,'\"<> \té&?#@%", max_size=30))
def test_no_address_adds_a_directive_or_ends_the_attribute(rest: str) -> None:
    found = policy("", Allowed((f"https://{rest}",)))
    assert not {'"', "<", ">"} & set(found)
    assert list(directives(found)) == list(directives(policy("", Allowed())))


def test_mkdocs_script_that_reloads_a_page_is_allowed_in_it() -> None:
    head = b"<meta content=\"script-src 'self' 'sha256-x'; img-src 'self'\">"
    page = head + b"<body><script>a</script><script>b()</script></body>"
    found = allow_last_script(page)
    assert f"script-src 'self' {digest('b()')} 'sha256-x'".encode() in found


@pytest.mark.parametrize(
    "page",
    [
        b"<body>No script</body>",
        b"<body><script>without a policy</script></body>",
        b"<meta content=\"script-src 'self' 'unsafe-inline'; img-src 'self'\"><script>b()</script>",
    ],
)
def test_a_page_that_needs_no_hash_stays_as_it_is(page: bytes) -> None:
    assert allow_last_script(page) == page


META = '<meta http-equiv="Content-Security-Policy" content="{}">'


def page(body: str, frame: str = "") -> str:
    return META.format(policy(frame, Allowed())) + frame + body


def added(before: str, after: str) -> dict[str, list[str]]:
    return directives(allow_added(before, after).partition('content="')[2].partition('">')[0])


def test_what_plugins_add_to_a_page_is_allowed() -> None:
    before = page("text", "<script>a ( )</script>")
    minified = before.replace("a ( )", "a()")
    after = minified + '<style>b{}</style><script src="https://c.example/d.js"></script><script src="e.js"></script>'
    found = added(before, after)
    assert digest("a()") in found["script-src"]
    assert "https://c.example/d.js" in found["script-src"]
    assert found["style-src"] == ["'self'", digest("b{}")]
    assert found["default-src"] == ["'self'", "https://c.example"]


def test_a_page_with_forbidden_content_keeps_its_policy_despite_plugins() -> None:
    before = page("<script>slipped ( )</script>")
    after = before.replace("slipped ( )", "slipped()") + "<script>added()</script>"
    assert allow_added(before, after) == after
    assert allow_added("no policy", "no policy<script>a()</script>") == "no policy<script>a()</script>"


def test_a_search_that_works_offline_writes_scripts_into_a_frame() -> None:
    scripts = directives(policy("<script>a()</script>", Allowed(is_offline=True)))["script-src"]
    assert scripts == ["'self'", "'wasm-unsafe-eval'", "'unsafe-inline'"]
