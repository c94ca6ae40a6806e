from django.db import migrations

from guyub.foundation.ledger import seals_books


class Migration(migrations.Migration):

    dependencies = [("ledger", "0002_seals")]

    operations = [migrations.RunPython(seals_books.install, seals_books.remove)]
