from django.db import migrations

from guyub.foundation.ledger import seals


class Migration(migrations.Migration):

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(seals.install, seals.remove)]
