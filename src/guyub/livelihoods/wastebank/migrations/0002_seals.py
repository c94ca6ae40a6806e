from django.db import migrations

from guyub.livelihoods.wastebank import seals


class Migration(migrations.Migration):

    dependencies = [("wastebank", "0001_initial")]

    operations = [migrations.RunPython(seals.install, seals.remove)]
