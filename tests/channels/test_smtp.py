"""Speaking to a mail server: every ending has its own name, and none is guessed."""

import socket
import ssl
import subprocess
from dataclasses import replace
from email.utils import getaddresses

import pytest

from aldia.channels.contract import ChannelError
from aldia.channels.email.address import BadEmailUrl, Folder, Server, read_url
from aldia.channels.email.smtp import Smtp
from aldia.channels.registry import SilentChannel, open_channel
from aldia.core.codes import Channel
from tests.channels.letters import BRAND, make_message
from tests.channels.postman import Postman, free_port, mail_server, only


def say(speaker, message):
    """Speak once, and return how it ended."""
    try:
        speaker.speak(message, speaker.compose(message))
    except ChannelError as error:
        return error
    return None


def smtp_to(address, tmp_path, options="timeout=2"):
    return open_channel(Channel.EMAIL, f"smtp://{address}?{options}", tmp_path)


def test_a_message_arrives_whole(tmp_path):
    postman, message = Postman(), make_message()
    with mail_server(postman) as address, smtp_to(address, tmp_path) as speaker:
        written = speaker.compose(message)
        speaker.speak(message, written)
    (got,) = postman.received
    assert postman.raw[0] == written.raw
    assert postman.addresses == ["pagos@nandu.example"]
    assert got["X-Envelope-From"] == "cobros@maderas.example"
    assert got["Message-ID"] == "<m42.0a1b2c3d@maderas.example>"
    assert getaddresses([got["From"]]) == [
        ("Luis Pons — Maderas del Sur SL", "cobros@maderas.example")
    ]
    assert got["Reply-To"] == "Maderas del Sur SL <cobros+c42.k3y@maderas.example>"
    assert got["List-Unsubscribe"] == "<mailto:cobros+c42.k3y@maderas.example?subject=BAJA>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Date"] == "Mon, 09 Mar 2026 09:00:00 +0000"


def test_lines_that_begin_with_a_point_arrive_as_they_are(tmp_path):
    postman = Postman()
    message = make_message(body="Hola:\n\n.\n\n..dos\n\n[[invoices]]\n\n[[reply]]")
    with mail_server(postman) as address, smtp_to(address, tmp_path) as speaker:
        written = speaker.compose(message)
        speaker.speak(message, written)
    assert postman.raw[0] == written.raw


def test_many_messages_share_one_connection(tmp_path):
    postman = Postman()
    with mail_server(postman) as address, smtp_to(address, tmp_path) as speaker:
        for number in range(5):
            assert say(speaker, make_message(key=f"m{number}.x")) is None
    assert len(postman.received) == 5
    assert postman.connections == 1


def test_a_connection_that_fell_asleep_is_opened_again(tmp_path):
    postman = Postman()
    with mail_server(postman) as address, smtp_to(address, tmp_path) as speaker:
        assert say(speaker, make_message(key="m1.x")) is None
        postman.at_from = ["drop"]
        assert say(speaker, make_message(key="m2.x")) is None
    assert [str(m["Message-ID"]) for m in postman.received] == [
        "<m1.x@maderas.example>",
        "<m2.x@maderas.example>",
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("550 5.1.1 No existe", {"permanent", "bad_address"}, id="nobody lives there"),
        pytest.param("553 Nombre imposible", {"permanent", "bad_address"}, id="impossible name"),
        pytest.param("450 4.2.0 Vuelva luego", set(), id="greylisted"),
        pytest.param("452 4.2.2 Buzón lleno", set(), id="mailbox full"),
        pytest.param("550 5.7.1 Sin permiso", set(), id="our permission is not its address"),
        pytest.param("530 5.7.0 Identifíquese", set(), id="asks who we are"),
    ],
)
def test_a_refused_recipient_never_stops_the_others(answer, expected, tmp_path):
    postman = Postman(refuse={"pagos@nandu.example": answer})
    with mail_server(postman) as address, smtp_to(address, tmp_path) as speaker:
        error = say(speaker, make_message())
        assert say(speaker, make_message(address="otra@cliente.example")) is None
    assert marks(error) == expected
    assert error.reason.split()[0] == answer.split()[0]
    assert postman.addresses == ["otra@cliente.example"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("451 Ahora no", set(), id="not now"),
        pytest.param("554 No me gusta", {"permanent"}, id="never, but the address is fine"),
        pytest.param("drop", {"unknown"}, id="hangs up after the text"),
        pytest.param("drop unheard", {"unknown"}, id="takes it and hangs up"),
        pytest.param("sleep", {"unknown"}, id="falls silent after the text"),
    ],
)
def test_what_happens_after_the_text_is_told_honestly(answer, expected, tmp_path):
    postman = Postman(after_text=[answer], nap=3)
    with (
        mail_server(postman) as address,
        smtp_to(address, tmp_path, "timeout=0.2") as speaker,
    ):
        assert marks(say(speaker, make_message())) == expected
        speaker.server = replace(speaker.server, timeout=2)
        assert say(speaker, make_message(key="m2.x")) is None


@pytest.mark.parametrize("answer", ["550 Remitente no admitido", "421 Cerrado", "drop"])
def test_a_server_that_takes_nothing_from_us_is_down(answer, tmp_path):
    postman = Postman(at_from=[answer, answer])
    with mail_server(postman) as address, smtp_to(address, tmp_path) as speaker:
        assert marks(say(speaker, make_message())) == {"down"}
    assert postman.received == []


def test_a_server_that_is_not_there_is_down(tmp_path):
    with smtp_to(f"127.0.0.1:{free_port()}", tmp_path) as speaker:
        assert marks(say(speaker, make_message())) == {"down"}


def test_a_server_that_never_greets_is_down(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with smtp_to(address, tmp_path, "timeout=0.2") as speaker:
            assert marks(say(speaker, make_message())) == {"down"}


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on loopback the line is safe
def test_user_and_password_open_the_server(tmp_path):
    postman = Postman()
    options = {"authenticator": only(b"luis@x", b"s3:c/ret"), "auth_require_tls": False}
    with mail_server(postman, auth_required=True, **options) as address:
        url = f"smtp://luis%40x:s3%3Ac%2Fret@{address}?tls=none"
        with open_channel(Channel.EMAIL, url, tmp_path) as speaker:
            assert say(speaker, make_message()) is None


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on loopback the line is safe
def test_a_wrong_password_is_told_without_repeating_it(tmp_path):
    postman = Postman()
    options = {"authenticator": only(b"luis", b"right"), "auth_require_tls": False}
    with mail_server(postman, auth_required=True, **options) as address:
        url = f"smtp://luis:wr0ng@{address}?tls=none"
        with open_channel(Channel.EMAIL, url, tmp_path) as speaker:
            error = say(speaker, make_message())
    assert marks(error) == {"down"}
    assert "wr0ng" not in error.reason
    assert "wr0ng" not in repr(speaker.server)


def test_a_line_that_must_be_safe_is_never_used_without_protection(tmp_path):
    postman = Postman()
    with (
        mail_server(postman) as address,
        smtp_to(address, tmp_path, "tls=starttls&timeout=2") as speaker,
    ):
        assert marks(say(speaker, make_message())) == {"down"}
    assert postman.received == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return folder / "cert.pem", context


def test_the_line_is_protected_when_the_server_offers_it(certificate, tmp_path, monkeypatch):
    path, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    postman = Postman()
    options = {"tls_context": context, "require_starttls": True}
    with mail_server(postman, **options) as address:
        port = address.rpartition(":")[2]
        with smtp_to(f"localhost:{port}", tmp_path, "tls=starttls&timeout=5") as speaker:
            assert say(speaker, make_message()) is None


def test_a_certificate_nobody_vouches_for_is_not_trusted(certificate, tmp_path):
    postman = Postman()
    with (
        mail_server(postman, tls_context=certificate[1]) as address,
        smtp_to(address, tmp_path, "timeout=5") as speaker,
    ):
        assert marks(say(speaker, make_message())) == {"down"}
    assert postman.received == []


@pytest.mark.parametrize(
    "address", ["", "sin-arroba", "@x.example", "a@", "a b@x.example", "ñ@x.es"]
)
def test_what_cannot_be_an_address_is_not_written_to(address, tmp_path):
    with smtp_to("127.0.0.1:9", tmp_path) as speaker:
        assert marks(say(speaker, make_message(address=address))) == {"permanent", "bad_address"}


@pytest.mark.parametrize(
    "evil", ["Ana\r\nBcc: otra@x.example", "Ana\nBcc: otra@x.example", "a,b<c>"]
)
def test_no_value_becomes_a_header(evil, tmp_path):
    postman = Postman()
    brand = replace(BRAND, company=evil, sender=evil)
    message = make_message(name=evil, subject=evil, brand=brand)
    with mail_server(postman) as address, smtp_to(address, tmp_path) as speaker:
        assert say(speaker, message) is None
    assert postman.received[0]["Bcc"] is None
    assert postman.addresses == ["pagos@nandu.example"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://h", Server("h", 25, "auto")),
        ("smtp://h?tls=starttls", Server("h", 587, "starttls")),
        ("smtps://u:p%40@h", Server("h", 465, "ssl", "u", "p@")),
        ("smtp://h:2525?timeout=5", Server("h", 2525, "auto", timeout=5.0)),
        ("smtp://h?from=a@b.example", Server("h", 25, "auto", sender="a@b.example")),
    ],
)
def test_the_address_of_the_server_is_read(url, expected, tmp_path):
    assert read_url(url, tmp_path) == expected


def test_without_a_server_messages_go_to_the_folder(tmp_path):
    assert read_url("", tmp_path) == read_url("file:", tmp_path) == Folder(tmp_path)
    assert read_url("file:///a/b%20c", tmp_path).path.as_posix() == "/a/b c"


@pytest.mark.parametrize(
    "url",
    [
        "http://h",
        "smtp://",
        "smtp://u:s3cret@h:nope",
        "smtp://h?tls=maybe",
        "smtp://h?timeout=x",
        "smtp://h?timeout=0",
        "nada",
    ],
)
def test_a_bad_address_is_refused_without_showing_the_password(url, tmp_path):
    with pytest.raises(BadEmailUrl) as refusal:
        read_url(url, tmp_path)
    assert "s3cret" not in str(refusal.value)


def test_a_channel_that_cannot_speak_yet_says_so(tmp_path):
    with pytest.raises(SilentChannel):
        open_channel(Channel.SMS, "", tmp_path)


def marks(error):
    """Return the names that are true of an ending."""
    assert error is not None
    names = ("permanent", "bad_address", "unknown", "down")
    return {name for name in names if getattr(error, name)}


def test_the_connection_is_closed_politely(tmp_path):
    postman = Postman()
    with mail_server(postman) as address:
        speaker = Smtp(read_url(f"smtp://{address}", tmp_path))
        with speaker:
            say(speaker, make_message())
        assert speaker._open is None
