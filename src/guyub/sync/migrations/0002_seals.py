from django.db import migrations

from guyub.sync import seals


class Migration(migrations.Migration):

    dependencies = [("sync", "0001_initial")]

    operations = [migrations.RunPython(seals.install, seals.remove)]
