"""Lets a person into a company, with a role."""

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records.models import Company, Membership
from aldia.records.models.company import Role


class WeakPassword(Refusal):
    code = "weak_password"
    text = _("La contraseña no es segura: %(why)s")


class UnknownRole(Refusal):
    code = "unknown_role"
    text = _("No existe el rol «%(role)s». Hay estos: %(roles)s.")


class PersonKnown(Refusal):
    code = "person_known"
    text = _("«%(user)s» ya existe.")


@transaction.atomic
def add_user(company: Company, username: str, password: str, role: str) -> Membership:
    """Create the person and their place in the company. Refuses weak passwords and known names."""
    if role not in Role.values:
        raise UnknownRole(role=role, roles=", ".join(Role.values))
    people = get_user_model()
    if people.objects.filter(username=username).exists():
        raise PersonKnown(user=username)
    person = people(username=username)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise WeakPassword(why=" ".join(error.messages)) from None
    person.set_password(password)
    person.save()
    return Membership.objects.create(company=company, user=person, role=role)
