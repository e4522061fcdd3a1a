from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("verification", "0008_sheet_scope")]

    operations = [migrations.RemoveField("agreement", "signer_sealed")]
