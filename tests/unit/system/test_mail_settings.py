from __future__ import annotations

import pytest

from generator.system.mail import Security, Server
from generator.system.mail_settings import Mailing, read_mailing, read_recipients, recipient

GOOD = {"HOST": "smtp.a.org", "FROM": "Zoë’s shelf <shelf@a.org>"}


def read(listed: str = "ada@example.org", **changed: str) -> tuple[Mailing | None, list[str]]:
    environ = {f"PAPERSHELF_SMTP_{name}": value for name, value in (GOOD | changed).items()}
    return read_mailing(environ, "readers.txt", listed)


def test_little_is_needed() -> None:
    mailing, problems = read()
    assert problems == []
    assert mailing is not None
    assert mailing.server == Server("smtp.a.org", 587, Security.STARTTLS)
    assert (mailing.sender.display_name, mailing.sender.addr_spec) == ("Zoë’s shelf", "shelf@a.org")
    assert mailing.recipients == ("ada@example.org",)


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_each_kind_of_connection_has_its_port(security: str, port: int) -> None:
    mailing, _ = read(SECURITY=security)
    assert mailing is not None
    assert mailing.server.port == port


def test_all_problems_are_reported_together() -> None:
    mailing, problems = read("nobody\n", HOST="", FROM="a@b\r\nBcc: c@d", PORT="smtp", SECURITY="maybe", USER="ada")
    assert mailing is None
    wheres = [problem.partition(": ")[0].removeprefix("PAPERSHELF_SMTP_") for problem in problems]
    assert wheres == ["HOST", "PORT", "SECURITY", "PASSWORD", "FROM", "readers.txt:1"]


def test_a_sender_is_needed() -> None:
    [problem] = read(FROM="")[1]
    assert problem.startswith("PAPERSHELF_SMTP_FROM: is not set. Set it to the newsletter's sender")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "٢٥", "2.5"])
def test_a_port_is_a_number(port: str) -> None:
    assert read(PORT=port)[0] is None


def test_a_password_is_never_shown_to_the_network() -> None:
    login = {"SECURITY": "none", "USER": "ada", "PASSWORD": "x"}
    assert "send the password unencrypted" in read(**login)[1][0]
    assert read(HOST="127.0.0.1", **login)[0] is not None
    assert read(HOST="localhost", **login)[0] is not None


def test_a_password_may_hold_anything_but_is_in_no_message() -> None:
    login = {"USER": "ada", "PASSWORD": " x y "}
    mailing, _ = read(**login)
    assert mailing is not None
    assert mailing.server.password == " x y "  # noqa: S105 (not one)
    mailing, problems = read(PORT="no", **login)
    assert mailing is None
    assert "x y" not in "".join(problems)


def test_a_list_has_comments_names_and_duplicates() -> None:
    listed = "# Readers\nada@example.org, bob@example.org\n\n  # Later\nCleo <cleo@example.org>\nADA@example.org\n"
    assert read_recipients("readers.txt", listed) == (("ada@example.org", "bob@example.org", "cleo@example.org"), [])


@pytest.mark.parametrize(
    "line",
    [
        "ada",
        "a@b@c",
        "ada@",
        "@b",
        "a..b@c.org",
        "=?utf-8?q?=0ABcc?=@c.org",
        "a=?utf-8?q?=0ABcc:x?=ë@c.org",
        "a b@c.org",
        "a@c..org",
        "<a@b.org",
        "a@b.org>x",
        "ada@straße.de",
        "ada@βόλος.com",
        "ada@a\u3002org",
        "ada@" + "ä" * 80 + ".org",
        "a\u2003b@c.org",
        "ada@ä..org",
    ],
)
def test_an_invalid_address_is_reported_with_its_line(line: str) -> None:
    found, problems = read_recipients("readers.txt", f"ok@example.org\n{line}\n")
    assert found == ("ok@example.org",)
    [problem] = problems
    assert problem.startswith("readers.txt:2: '")
    assert problem.endswith(
        "' is not an address, or has a domain that must be written in ASCII (xn--…). Write you@example.org"
    )


def test_domains_are_written_as_mail_servers_know_them() -> None:
    listed = "ada@exämple.org\nADA@XN--EXMPLE-CUA.org\nBob <bob@παράδειγμα.δοκιμή>\nzoë@EXÄMPLE.org"
    found, problems = read_recipients("readers.txt", listed)
    assert problems == []
    assert found == ("ada@xn--exmple-cua.org", "bob@xn--hxajbheg2az3al.xn--jxalpdlp", "zoë@xn--exmple-cua.org")
    several = ("straße@example.org", "strasse@example.org", "ſ@example.org", "s@example.org")
    assert read_recipients("readers.txt", "\n".join(several)) == (several, [])
    assert recipient("Ada <ada@exämple.org>") == "ada@xn--exmple-cua.org"
    assert recipient("nobody") == "nobody"


def test_a_sender_s_domain_may_be_international_but_not_the_part_before_it() -> None:
    mailing, _ = read(FROM="Shelf <shelf@exämple.org>")
    assert mailing is not None
    assert mailing.sender.addr_spec == "shelf@xn--exmple-cua.org"
    assert read(FROM="zoë@a.org")[1] == [
        "PAPERSHELF_SMTP_FROM: 'zoë@a.org' is not in ASCII before its @, which few servers accept. Name another"
    ]


def test_an_empty_list_of_recipients_is_reported() -> None:
    assert read_recipients("readers.txt", "# nobody yet\n")[1] == [
        "readers.txt: has no address. Write one address a line"
    ]
