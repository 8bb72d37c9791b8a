"""What the customer reads: the same message, laid out as text and as HTML."""

import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest

from aldia.channels.contract import ChannelError
from aldia.channels.email.layout import lay_out
from aldia.channels.email.letter import compose
from aldia.channels.registry import open_channel
from aldia.channels.words import LANGUAGES
from aldia.core.codes import Channel, Tone
from tests.channels.letters import BRAND, make_message, make_row

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
VOID = {"meta", "br", "img", "link"}


class Reader(HTMLParser):
    """Reads HTML, and notices a tag that is not closed."""

    def __init__(self):
        super().__init__()
        self.open, self.words, self.tags = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if not {"style", "title"} & set(self.open):
            self.words.append(text)


def read(html):
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader, plain(" ".join(reader.words))


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
def test_both_readings_say_the_same(tone, language):
    laid = lay_out(make_message(tone=tone, language=language))
    _reader, seen = read(laid.html)
    assert "[[" not in laid.text + laid.html
    for expected in ("F-001", "F-002", "F-009", "F-010", "Maderas del Sur SL"):
        assert expected in laid.text
        assert expected in seen
    for paragraph in make_message(tone=tone, language=language).body.split("\n\n"):
        if not paragraph.startswith("[["):
            assert plain(paragraph) in seen


def test_what_is_due_comes_first_with_one_total_per_currency():
    laid = lay_out(make_message())
    _hello, _heading, text = laid.text.replace("\u00a0", " ").partition("Facturas vencidas")
    order = ["F-001", "F-002", "F-009", "1.284,56 €"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    totals = [line for line in text.splitlines() if line.startswith("Total vencido")]
    assert [plain(line) for line in totals] == [
        "Total vencido 1.284,56 €",
        "Total vencido $ 1,234.56 MXN",
    ]
    assert text.index("Próximos vencimientos") < text.index("F-010")
    assert text.index("Total vencido") < text.index("Próximos vencimientos")


def test_the_columns_of_the_text_are_aligned():
    text = lay_out(make_message()).text.replace("\u00a0", " ")
    rows = [line for line in text.splitlines() if re.match(r"F-0|Total vencido|Factura ", line)]
    ends = {len(line.partition("  (")[0]) for line in rows}
    assert len(ends) == 1


def test_before_the_due_date_the_steps_are_asked_for():
    rows = (
        make_row(number="F-020", is_due=False, due_on=date(2026, 3, 14)),
        make_row(number="F-030", is_due=False, is_step=False, due_on=date(2026, 5, 1)),
    )
    laid = lay_out(make_message(tone=Tone.PREVENTIVE, rows=rows, is_before_due=True))
    text = laid.text.replace("\u00a0", " ")
    totals = [plain(line) for line in text.splitlines() if line.startswith("Total")]
    assert totals == ["Total pendiente 1.234,56 €"]
    assert "F-030" in text
    assert "vencidas" not in text


def test_a_part_that_is_asked_for_names_the_whole():
    laid = lay_out(make_message())
    assert "Importe: 1.234,56 €" in laid.text.replace("\u00a0", " ")
    assert laid.text.count("Importe:") == 1


EVIL = "<script>alert(1)</script>\"&'"


def test_nothing_a_customer_wrote_becomes_html():
    rows = (make_row(number=EVIL),)
    brand = replace(BRAND, company=EVIL, sender=EVIL)
    message = make_message(
        name=EVIL, subject=EVIL, rows=rows, brand=brand, body=f"{EVIL}\n\n[[invoices]]\n\n[[reply]]"
    )
    reader, seen = read(lay_out(message).html)
    assert "script" not in {tag for tag, _attributes in reader.tags}
    assert not any(name.startswith("on") for _tag, given in reader.tags for name in given)
    assert EVIL in seen


def test_the_reply_address_is_a_link_that_says_who_answers():
    reader, _seen = read(lay_out(make_message()).html)
    links = [given["href"] for tag, given in reader.tags if tag == "a"]
    assert links[0].startswith("mailto:cobros+c42.k3y@maderas.example?subject=Sobre%202")


def test_mail_programs_that_drop_styles_still_see_them():
    reader, _seen = read(lay_out(make_message()).html)
    cells = [given for tag, given in reader.tags if tag == "td" and "cell" in given["class"]]
    assert cells
    assert all("padding" in cell["style"] for cell in cells)


def test_the_same_message_has_the_same_bytes():
    assert compose(make_message()).raw == compose(make_message()).raw


def test_every_byte_is_safe_for_any_server():
    raw = compose(make_message()).raw
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def parts_of(message):
    return message_from_bytes(compose(message).raw, policy=default)


def test_the_logo_travels_inside():
    brand = replace(BRAND, logo=PIXEL, logo_type="image/png")
    mail = parts_of(make_message(brand=brand))
    pictures = [part for part in mail.walk() if part.get_content_maintype() == "image"]
    assert [part["Content-ID"] for part in pictures] == ["<logo>"]
    assert pictures[0].get_content() == PIXEL
    assert 'src="cid:logo"' in mail.get_body(("html",)).get_content()
    assert 'alt="Maderas del Sur SL"' in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize(("logo", "kind"), [(None, ""), (b"<svg/>", "image/svg+xml"), (b"", "")])
def test_a_picture_mail_programs_do_not_show_is_left_out(logo, kind):
    mail = parts_of(make_message(brand=replace(BRAND, logo=logo, logo_type=kind)))
    assert [p.get_content_type() for p in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert "cid:" not in mail.get_body(("html",)).get_content()


def test_three_thousand_invoices_fit_in_one_message():
    rows = tuple(make_row(number=f"F-{n:05d}") for n in range(3000))
    assert compose(make_message(rows=rows)).text.count("F-0") >= 3000


def test_the_folder_holds_the_exact_bytes(tmp_path):
    message = make_message()
    with open_channel(Channel.EMAIL, "", tmp_path / "mailbox") as speaker:
        written = speaker.compose(message)
        speaker.speak(message, written)
        speaker.speak(message, written)
    (file,) = (tmp_path / "mailbox").iterdir()
    assert file.name == "m42.0a1b2c3d.eml"
    assert file.read_bytes() == written.raw


def test_a_full_disk_leaves_no_half_message(tmp_path, monkeypatch):
    import os

    def no_room(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    message = make_message()
    with open_channel(Channel.EMAIL, "", tmp_path) as speaker:
        written = speaker.compose(message)
        with pytest.raises(ChannelError) as error:
            speaker.speak(message, written)
    assert error.value.down
    assert not error.value.unknown
    assert list(tmp_path.iterdir()) == []
