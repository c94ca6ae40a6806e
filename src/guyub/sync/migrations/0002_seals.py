from django.db import migrations

from guyub.sync.seals import SEALS


class Migration(migrations.Migration):

    dependencies = [("sync", "0001_initial")]

    operations = [migrations.RunPython(SEALS.install, SEALS.remove)]
