import django.db.models.deletion
import guyub.foundation.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('phone', models.CharField(max_length=16, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('honorific', models.CharField(blank=True, choices=[('bu', 'Bu'), ('mbak', 'Mbak'), ('pak', 'Pak'), ('mas', 'Mas'), ('', 'just the name')], max_length=4)),
                ('language', models.CharField(blank=True, max_length=2)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('phone__startswith', '+')), name='phone_is_international'), models.CheckConstraint(condition=models.Q(('honorific__in', ['bu', 'mbak', 'pak', 'mas', ''])), name='honorific_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Throttle',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField()),
                ('failed_at', models.DateTimeField()),
                ('blocked_until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['failed_at'], name='throttle_by_age')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('phone_key', models.UUIDField()),
                ('code', models.CharField(max_length=8, unique=True)),
                ('browser', models.CharField(max_length=30)),
                ('system', models.CharField(blank=True, max_length=30)),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by_id', models.UUIDField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('phone_key', 'user'), name='one_device_per_phone_and_person'), models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='device_has_a_code'), models.CheckConstraint(condition=models.Q(('last_seen_at__gte', models.F('first_seen_at'))), name='device_seen_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by_id__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by_id__isnull', False)), _connector='OR'), name='device_revoked_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_because', models.CharField(blank=True, choices=[('out', 'signed out'), ('device', 'phone removed'), ('pin', 'PIN changed'), ('elsewhere', 'ended from another phone')], max_length=10)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to='accounts.device')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'ended_at'], name='sign_in_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('seen_at__gte', models.F('started_at'))), name='sign_in_seen_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_because', '')), models.Q(('ended_at__isnull', False), ('ended_because__in', ['out', 'device', 'pin', 'elsewhere'])), _connector='OR'), name='sign_in_ends_with_reason')],
            },
        ),
    ]
