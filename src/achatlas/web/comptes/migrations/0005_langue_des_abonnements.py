from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comptes", "0004_abonnements"),
    ]

    operations = [
        migrations.AddField(
            model_name="abonnement",
            name="langue",
            field=models.CharField(default="fr", max_length=8),
        ),
    ]
