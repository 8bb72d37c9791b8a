"""Telephone numbers as people write them."""

import pytest

from aldia.countries.phones import BadPhone, to_e164


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("612 345 678", "ES", "+34612345678"),
        ("+34 612-345-678", None, "+34612345678"),
        ("0034612345678", "MX", "+34612345678"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("(601) 234 5678", "co", "+576012345678"),
        ("9 8765 4321", "CL", "+56987654321"),
        ("987 654 321", "PE", "+51987654321"),
        ("011 4321-5678", "AR", "+541143215678"),
        ("099 123 4567", "EC", "+593991234567"),
        ("(11) 91234-5678", "BR", "+5511912345678"),
        ("(212) 736-5000", "US", "+12127365000"),
        ("020 7946 0958", "GB", "+442079460958"),
    ],
)
def test_a_number_becomes_e164(text, country, expected):
    assert to_e164(text, country) == expected


@pytest.mark.parametrize(
    ("text", "country"),
    [("612 345 678", None), ("12", "ES"), ("no tiene", "ES"), ("", "ES"), ("612345678", "ZZ")],
)
def test_what_is_no_number_is_refused_politely(text, country):
    with pytest.raises(BadPhone) as refusal:
        to_e164(text, country)
    assert refusal.value.code == "bad_phone"
