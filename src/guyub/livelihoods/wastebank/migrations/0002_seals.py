from django.db import migrations

from guyub.livelihoods.wastebank.seals import SEALS


class Migration(migrations.Migration):

    dependencies = [("wastebank", "0001_initial")]

    operations = [migrations.RunPython(SEALS.install, SEALS.remove)]
