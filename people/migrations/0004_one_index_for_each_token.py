"""The tokens of sign-in links stay unique; the second index, for beginnings of them, was only ever written."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0003_last_looks"),
    ]

    operations: ClassVar = [
        migrations.AlterField(model_name="signinlink", name="token_hash", field=models.CharField(max_length=64)),
        migrations.AddConstraint(
            model_name="signinlink",
            constraint=models.UniqueConstraint(fields=["token_hash"], name="sign_in_link_is_one_of_its_token"),
        ),
    ]
