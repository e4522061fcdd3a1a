from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("beian", "0015_keeping_scope")]

    operations = [
        migrations.AddField(
            model_name="onetimecode",
            name="asker",
            field=models.BinaryField(help_text="keyed digest of the network address that asked for it", null=True),
        ),
        migrations.AddField(
            model_name="onetimecode",
            name="account",
            field=models.BigIntegerField(
                help_text="the account that asked for it, where somebody was signed in", null=True
            ),
        ),
        migrations.AddField(
            model_name="onetimecode",
            name="familiar",
            field=models.BooleanField(
                default=False, help_text="a code for this number had come back from that address before"
            ),
        ),
        migrations.AddIndex(
            model_name="onetimecode",
            index=models.Index(
                condition=models.Q(("asker__isnull", False)),
                fields=["node", "asker", "-issued_at"],
                name="one_time_code_asker",
            ),
        ),
        migrations.AddIndex(
            model_name="onetimecode",
            index=models.Index(
                condition=models.Q(("account__isnull", False)),
                fields=["node", "account", "-issued_at"],
                name="one_time_code_account",
            ),
        ),
    ]
