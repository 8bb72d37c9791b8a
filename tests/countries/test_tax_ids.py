"""Tax ids as people write them, in every country we know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.codes import CustomerKind
from aldia.countries.registry import CODES
from aldia.countries.tax_ids import BadTaxId, GenericTaxId, check_tax_id

B, S, U = CustomerKind.BUSINESS, CustomerKind.SOLE_TRADER, CustomerKind.UNKNOWN


@pytest.mark.parametrize(
    ("country", "text", "normalised", "kind"),
    [
        pytest.param("ES", "B-58378431", "B58378431", B, id="CIF"),
        pytest.param("es", " es b58378431 ", "B58378431", B, id="CIF with prefix"),
        pytest.param("ES", "54362315K", "54362315K", S, id="DNI"),
        pytest.param("ES", "1.234.567-L", "01234567L", S, id="DNI of seven digits"),
        pytest.param("ES", "X-2482300W", "X2482300W", S, id="NIE"),
        pytest.param("MX", "MAB-930714-8T4", "MAB9307148T4", B, id="RFC of a company"),
        pytest.param("MX", "GODE 561231 GR8", "GODE561231GR8", S, id="RFC of a person"),
        pytest.param("MX", "ñ&a930714 8t4", "Ñ&A9307148T4", B, id="RFC with ñ and &"),
        pytest.param("CO", "890.903.938-8", "8909039388", B, id="NIT"),
        pytest.param("CO", "890903938", "8909039388", B, id="NIT without its check digit"),
        pytest.param("CO", "1020304050", "10203040508", S, id="cédula as NIT"),
        pytest.param("CL", "76.086.428-5", "760864285", B, id="RUT of a company"),
        pytest.param("CL", "12.531.909-2", "125319092", S, id="RUT of a person"),
        pytest.param("PE", "20512333797", "20512333797", B, id="RUC of a company"),
        pytest.param("PE", "10117410", "10117410", S, id="DNI of Peru"),
        pytest.param("AR", "30-71061458-6", "30710614586", B, id="CUIT of a company"),
        pytest.param("AR", "20-05536168-2", "20055361682", S, id="CUIT of a person"),
        pytest.param("AR", "20.123.456", "20123456", S, id="DNI of Argentina"),
        pytest.param("EC", "1792060346001", "1792060346001", B, id="RUC of a company"),
        pytest.param("EC", "171430710-3", "1714307103", S, id="cédula of Ecuador"),
        pytest.param("BR", "16.727.230/0001-97", "16727230000197", B, id="CNPJ"),
        pytest.param("BR", "390.533.447-05", "39053344705", S, id="CPF"),
        pytest.param("US", "91-1144442", "911144442", B, id="EIN"),
        pytest.param("US", "123-45-6789", "123456789", S, id="of a person"),
        pytest.param("PT", "PT 501 964 843", "501964843", B, id="NIPC"),
        pytest.param("DE", "DE 136,695 976", "136695976", U, id="VAT of Germany"),
        pytest.param("GB", "gb 980 7806 84", "GB980780684", U, id="elsewhere: as it is"),
    ],
)
def test_a_tax_id_is_read(country, text, normalised, kind):
    tax_id = check_tax_id(country, text)
    assert (tax_id.normalised, tax_id.kind) == (normalised, kind)


@pytest.mark.parametrize(
    ("country", "text"),
    [
        pytest.param("ES", "B58378432", id="CIF with a wrong digit"),
        pytest.param("ES", "54362315Z", id="DNI with a wrong letter"),
        pytest.param("ES", "12345678", id="DNI without letter"),
        pytest.param("MX", "GODE561331GR8", id="RFC of month 13"),
        pytest.param("CO", "890.903.938-7", id="NIT"),
        pytest.param("CL", "76.086.428-6", id="RUT"),
        pytest.param("PE", "20512333798", id="RUC of Peru"),
        pytest.param("AR", "30-71061458-7", id="CUIT"),
        pytest.param("EC", "1763154690001", id="RUC of Ecuador"),
        pytest.param("BR", "16.727.230/0001-98", id="CNPJ"),
        pytest.param("BR", "390.533.447-06", id="CPF"),
        pytest.param("US", "07-1144442", id="EIN of a prefix that does not exist"),
        pytest.param("PT", "501964842", id="NIF of Portugal"),
        pytest.param("DE", "136695978", id="VAT of Germany"),
        pytest.param("GB", " - ", id="nothing left"),
        pytest.param(None, "", id="empty"),
    ],
)
def test_a_wrong_one_is_refused_politely(country, text):
    with pytest.raises(BadTaxId) as refusal:
        check_tax_id(country, text)
    assert refusal.value.code == "bad_tax_id"
    assert "%" not in str(refusal.value)


@pytest.mark.parametrize(
    ("country", "text"),
    [("MX", "XAXX-010101-000"), ("MX", "XEXX010101000"), ("EC", "9999999999999"),
     ("CO", "222222222222"), ("CL", "66.666.666-6")],
)  # fmt: skip
def test_an_id_shared_by_everybody_is_nobodys_key(country, text):
    with pytest.raises(GenericTaxId):
        check_tax_id(country, text)


@pytest.mark.parametrize("country", [*CODES, "PT", "FR", "GB", None])
@given(text=st.text(max_size=20) | st.text("0123456789.-/ AKX", max_size=16))
def test_any_text_is_read_or_refused(country, text):
    try:
        tax_id = check_tax_id(country, text)
    except BadTaxId:
        return
    assert tax_id.normalised
    assert check_tax_id(country, tax_id.normalised).normalised == tax_id.normalised
