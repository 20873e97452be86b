"""Sending, against a real server."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from pathlib import Path

import pytest
from post_office import PASSWORD, USER, PostOffice, knows, opened

from generator.system import mail
from generator.system.mail import Delivery, MailError, Security, Server, State, open_journal

ADA, BOB, CLEO = "ada@example.org", "bob@example.org", "cleo@example.org"
ALL = (ADA, BOB, CLEO)
ISSUE = "2026-04-14-to-2026-04-20"

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # aiosmtpd; it is a test


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "newsletter.journal"


def message(recipient: str) -> EmailMessage:
    found = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    found["From"], found["To"], found["Subject"] = "shelf@a.org", recipient, "New"
    found.set_content(".\nA line that begins with a dot is kept.\n.\n")
    return found


def send(
    office: PostOffice,
    path: Path,
    recipients: tuple[str, ...] = ALL,
    *,
    again: tuple[str, ...] = (),
    user: str = "",
    password: str = "",
    security: Security = Security.NONE,
) -> Delivery:
    server = Server("127.0.0.1", office.port, security, user, password)
    with open_journal(path, ISSUE) as journal:
        return mail.send(server, "shelf@a.org", recipients, message, journal, again)


def states(path: Path) -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert rows[0] == {"issue": ISSUE}
    return [(row["address"], row["state"]) for row in rows[1:]]


def test_each_gets_a_message_of_their_own(path: Path) -> None:
    with opened(PostOffice()) as office:
        delivery = send(office, path)
    assert delivery == Delivery(ALL, (), {}, (), ())
    assert delivery.is_complete
    assert office.reached == list(ALL)
    for recipient, letter in office.letters:
        assert letter["To"] == recipient
        assert letter.get_content() == ".\r\nA line that begins with a dot is kept.\r\n.\r\n"
    assert states(path)[:2] == [(ADA, "sending"), (ADA, "sent")]


ZOE = "zoë@xn--exmple-cua.org"


def test_who_is_not_in_ascii_gets_it_from_a_server_that_can(path: Path) -> None:
    with opened(PostOffice(), enable_SMTPUTF8=True) as office:
        delivery = send(office, path, (ADA, ZOE, BOB))
    assert delivery.sent == (ADA, ZOE, BOB)
    assert office.reached == [ADA, ZOE, BOB]
    letter = office.letters[1][1]
    assert letter["To"] == ZOE
    assert "=?" not in letter["To"].addresses[0].addr_spec


def test_a_non_ascii_address_is_refused_if_the_server_lacks_support(path: Path) -> None:
    with opened(PostOffice()) as office:
        delivery = send(office, path, (ADA, ZOE, BOB))
    assert (delivery.sent, office.reached) == ((ADA, BOB), [ADA, BOB])
    assert list(delivery.refused) == [ZOE]
    assert "SMTPUTF8" in delivery.refused[ZOE]
    with opened(PostOffice(), enable_SMTPUTF8=True) as office:
        assert send(office, path, (ADA, ZOE, BOB)).sent == (ZOE,)


def test_who_is_not_in_ascii_keeps_it_from_nobody_else(path: Path) -> None:
    with opened(PostOffice(accepts_options=False), enable_SMTPUTF8=True) as office:
        delivery = send(office, path, (ADA, ZOE, BOB))
    assert (delivery.sent, office.reached) == ((ADA, BOB), [ADA, BOB])
    assert delivery.refused == {ZOE: "550 5.6.7 not beyond this server"}


def test_who_has_it_does_not_get_it_again(path: Path) -> None:
    with opened(PostOffice()) as office:
        send(office, path, (ADA, BOB))
        delivery = send(office, path, ("Ada@Example.org", BOB, CLEO), again=(BOB,))
    assert delivery == Delivery((CLEO,), ("Ada@Example.org", BOB), {}, (), ())
    assert office.reached == list(ALL)


@pytest.mark.parametrize("kind", ["refuses", "spoils"])
def test_who_is_refused_does_not_keep_it_from_others(path: Path, kind: str) -> None:
    with opened(PostOffice(**{kind: {BOB: "550 5.1.1 no such \x1b[31muser"}})) as office:  # type: ignore[arg-type]
        delivery = send(office, path)
        assert delivery.sent == (ADA, CLEO)
        assert delivery.refused == {BOB: "550 5.1.1 no such [31muser"}
        assert not delivery.is_complete
        setattr(office, kind, {})
        assert send(office, path) == Delivery((BOB,), (ADA, CLEO), {}, (), ())
    assert office.reached == [ADA, CLEO, BOB]


def test_a_server_that_drops_the_connection_stops_the_run(path: Path) -> None:
    """It took Bob's message and did not say so: nobody knows, so Bob is not sent it again unless someone says so."""
    with opened(PostOffice(drops=BOB)) as office:
        delivery = send(office, path)
        assert (delivery.sent, delivery.unknown, delivery.not_tried) == ((ADA,), (BOB,), (CLEO,))
        assert "the connection broke" in delivery.stopped
        office.drops = ""
        assert send(office, path) == Delivery((CLEO,), (ADA,), {}, (BOB,), ())
        assert office.reached == list(ALL)
        assert send(office, path, again=(BOB,)) == Delivery((BOB,), (ADA, CLEO), {}, (), ())


def test_a_server_that_refuses_the_sender_is_reported_once(path: Path) -> None:
    with opened(PostOffice(accepts_senders=False)) as office:
        delivery = send(office, path)
    assert delivery.not_tried == ALL
    assert "refuses mail from shelf@a.org (553 5.7.1 not your address)" in delivery.stopped
    assert states(path) == []


def test_a_login(path: Path) -> None:
    with opened(PostOffice(), authenticator=knows, auth_required=True, auth_require_tls=False) as office:
        assert send(office, path, user=USER, password=PASSWORD).is_complete


def test_a_wrong_password_is_reported_and_not_shown(path: Path) -> None:
    with opened(PostOffice(), authenticator=knows, auth_required=True, auth_require_tls=False) as office:
        with pytest.raises(MailError, match=r"refuses the user or password.*535.*PAPERSHELF_SMTP_PASSWORD") as told:
            send(office, path, user=USER, password="secret-typo")  # noqa: S106 (not one)
        assert "secret-typo" not in str(told.value)
        assert send(office, path, user=USER, password=PASSWORD).sent == ALL


def test_a_server_that_wants_a_login_says_so(path: Path) -> None:
    with opened(PostOffice(), authenticator=knows, auth_required=True, auth_require_tls=False) as office:
        delivery = send(office, path)
    assert "530" in delivery.stopped
    assert delivery.not_tried == ALL


def test_a_server_without_login_is_reported(path: Path) -> None:
    with opened(PostOffice()) as office, pytest.raises(MailError, match="does not offer a login"):
        send(office, path, user=USER, password=PASSWORD)


def test_a_server_without_starttls_gets_nothing(path: Path) -> None:
    with opened(PostOffice()) as office, pytest.raises(MailError, match=r"does not offer STARTTLS.*465"):
        send(office, path, security=Security.STARTTLS)
    assert office.letters == []


@pytest.mark.parametrize("security", [Security.NONE, Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("host", ["smtp..example.org", ".example.org", f"{'a' * 64}.example.org"])
def test_an_invalid_host_name_is_reported(path: Path, host: str, security: Security) -> None:
    with open_journal(path, ISSUE) as journal, pytest.raises(MailError, match="PAPERSHELF_SMTP_HOST"):
        mail.send(Server(host, 25, security), "shelf@a.org", ALL, message, journal)


def test_an_unreachable_server_is_reported(path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        office = PostOffice(port=taken.getsockname()[1])
        with pytest.raises(MailError, match=r"127\.0\.0\.1:\d+: cannot be reached.*PAPERSHELF_SMTP_HOST"):
            send(office, path)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not there to make a certificate")
    where = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", where / "key.pem", "-out", where / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return where


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_private_connection(
    path: Path, certificate: Path, security: Security, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    tls = context if security is Security.TLS else None
    options = {"auth_require_tls": False} if tls else {"tls_context": context, "require_starttls": True}
    with opened(PostOffice(), tls, authenticator=knows, **options) as office:
        with pytest.raises(MailError, match="certificate verify failed"):
            send(office, path, security=security)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
        assert send(office, path, security=security, user=USER, password=PASSWORD).sent == ALL


def test_a_journal_of_another_issue_is_refused(path: Path) -> None:
    with open_journal(path, ISSUE):
        pass
    with pytest.raises(MailError, match=f"is the journal of issue {ISSUE}, not of other"), open_journal(path, "other"):
        pass


def test_a_journal_is_one_process_s(path: Path) -> None:
    with open_journal(path, ISSUE), pytest.raises(MailError, match="another process"), open_journal(path, ISSUE):
        pass


def test_a_line_cut_off_by_a_crash_is_dropped(path: Path) -> None:
    with open_journal(path, ISSUE) as journal:
        journal.write(ADA, State.SENDING)
    with path.open("a") as file:
        file.write('{"address": "bob@exa')
    with open_journal(path, ISSUE) as journal:
        assert (journal.state(ADA), journal.state(BOB)) == (State.SENDING, None)
        journal.write(BOB, State.SENT)
    assert states(path) == [(ADA, "sending"), (BOB, "sent")]


def test_a_line_that_an_editor_left_without_its_end_counts(path: Path) -> None:
    with open_journal(path, ISSUE) as journal:
        journal.write(ADA, State.SENDING)
    path.write_text(path.read_text() + '{"address": "ada@example.org", "state": "sent"}')
    with open_journal(path, ISSUE) as journal:
        assert journal.state(ADA) is State.SENT
        journal.write(BOB, State.SENDING)
    assert states(path) == [(ADA, "sending"), (ADA, "sent"), (BOB, "sending")]


def test_a_last_line_that_records_no_address_is_dropped(path: Path) -> None:
    with open_journal(path, ISSUE):
        pass
    path.write_text(path.read_text() + "{}")
    with open_journal(path, ISSUE) as journal:
        journal.write(ADA, State.SENT)
    assert states(path) == [(ADA, "sent")]


@pytest.mark.parametrize("state", ["sending", "refused"])
def test_nothing_takes_back_that_someone_has_it(path: Path, state: str) -> None:
    """As when lines were sorted, or two journals put together."""
    with open_journal(path, ISSUE) as journal:
        journal.write(ADA, State.SENT)
    with path.open("a") as file:
        file.write(json.dumps({"address": ADA, "state": state}) + "\n")
    with opened(PostOffice()) as office:
        assert send(office, path, (ADA,), again=(ADA,)).sent_before == (ADA,)
    assert office.reached == []


@pytest.mark.parametrize("line", ["nonsense", "[]", "{}", '{"address": "a@b.c", "state": "lost"}'])
def test_a_journal_that_is_damaged_is_not_trusted(path: Path, line: str) -> None:
    with open_journal(path, ISSUE):
        pass
    with path.open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(MailError, match=r"newsletter\.journal:2: .*Fix it"), open_journal(path, ISSUE):
        pass


def test_a_file_that_is_no_journal_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("My diary, without a last line end")
    with pytest.raises(MailError), open_journal(path, ISSUE):
        pass
    assert path.read_text() == "My diary, without a last line end"
