"""A consent and a merge are history: the database itself refuses to change or delete them."""

from django.db import migrations

TABLES = ("members_consent", "members_merge")
VERBS = ("update", "delete")


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION members_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'guyub: % is never changed', TG_TABLE_NAME"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$",
            params=None,  # the % is PL/pgSQL's own
        )
    for table in TABLES:
        for verb in VERBS:
            head = f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION members_never_changed()")
            else:
                schema_editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'guyub: {table} is never changed'); END")


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for verb in VERBS:
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION members_never_changed()")


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
