from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_group_links")]

    operations = [
        migrations.AddField(
            model_name="message", name="doubt", field=models.CharField(blank=True, default="", max_length=200)
        )
    ]
