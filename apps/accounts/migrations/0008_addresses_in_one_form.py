"""Write the addresses of people in their one form, and take the address from accounts whose mailbox nobody proved."""

import re
import unicodedata

from django.db import migrations
from django.db.models import Exists, OuterRef, Q

from apps.core.mail_addresses import CHARACTERS, mail_address


def _one_form(email):
    """Return an address in its one form; a domain in other letters in the form that begins with xn--."""
    local, _at, domain = email.rpartition("@")
    labels = unicodedata.normalize("NFC", domain.lower()).split(".")
    # Not Python's codec "idna", which takes some letters, such as the sharp s, for others: another domain.
    written = [each if each.isascii() else f"xn--{each.encode('punycode').decode()}" for each in labels]
    return f"{mail_address(local)}@{'.'.join(written)}"


def write(apps, schema_editor):
    user, address = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    own = address.objects.filter(user=OuterRef("pk"))
    said = user.objects.filter(Exists(own.filter(verified=False)), is_staff=False, last_login=None)
    unproved = list(said.exclude(Exists(own.filter(verified=True))))
    other = list(user.objects.exclude(email__regex=CHARACTERS).exclude(pk__in=[each.pk for each in unproved]))
    for each in other:
        each.email = _one_form(each.email)
    # What has no such form was let through by mistake; the dotless i is such a letter.
    lost = [each for each in other if not re.fullmatch(CHARACTERS, each.email)]
    for each in (*unproved, *lost):
        # A name that is nobody's by its standard (RFC 6761), so that the owner of the mailbox can sign up.
        each.email, each.is_active = f"unproved-{each.pk}@mailbox.invalid", False
    # These first, as their addresses may be another's in its one form.
    for each in (*unproved, *lost, *(each for each in other if each not in lost)):
        each.save(update_fields=["email", "is_active"])
    address.objects.filter(Q(user__in=[each.pk for each in (*unproved, *lost)]) | Q(verified=False)).delete()
    for each in address.objects.exclude(email__regex=CHARACTERS).select_related("user"):
        each.email = each.user.email
        each.save(update_fields=["email"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_kept_by_triggers"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
