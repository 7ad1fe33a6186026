from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_synonyms_and_sentence_vectors")]

    operations = []
