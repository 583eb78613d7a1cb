from django.db import migrations, models


class Migration(migrations.Migration):
    """How far the lake had come is a version of it, from which what has been added since is told."""

    dependencies = [("evaluation", "0005_what_moved")]

    operations = [
        *(
            operation
            for model in ("bookstate", "evaluation")
            for operation in (
                migrations.RemoveField(model_name=model, name="lake_fingerprint"),
                migrations.AddField(
                    model_name=model, name="lake_version", field=models.PositiveBigIntegerField(default=0)
                ),
            )
        )
    ]
