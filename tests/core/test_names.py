"""Names: two spellings of one company meet, two companies never do."""

import pytest

from aldia.core.names import company_form, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muebles Peña, S.L.", "MUEBLES PENA SL"),
        ("Aceros del Norte S.A. de C.V.", "Aceros del Norte, SA de CV"),
        ("Comercial Díaz Ltda.", "comercial diaz LTDA"),
        ("Hermanos Ruiz & Cía S.A.S.", "Hermanos Ruiz y Cia SAS"),
        ("Construções Lima Lda", "CONSTRUCOES LIMA, LDA."),
    ],
)
def test_spellings_of_one_company_meet(one, other):
    assert (name_key(one), company_form(one)) == (name_key(other), company_form(other))


def test_the_same_name_with_another_form_is_another_company():
    assert company_form("Transportes García SL") != company_form("Transportes García SA")


def test_a_name_that_is_only_a_form_stays():
    assert name_key("S.A.") == "s a"


def test_a_name_in_another_alphabet_stays():
    assert name_key("株式会社") == "株式会社"
