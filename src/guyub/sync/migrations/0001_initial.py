import django.db.models.deletion
import guyub.foundation.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SyncFact',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client_id', models.UUIDField()),
                ('content_hash', models.CharField(max_length=64)),
                ('raw', models.TextField()),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('version', models.PositiveSmallIntegerField(default=0)),
                ('user_id', models.UUIDField(null=True)),
                ('device_id', models.UUIDField(null=True)),
                ('counter', models.BigIntegerField(null=True)),
                ('happened_at', models.DateTimeField(null=True)),
                ('offset', models.IntegerField(default=0)),
                ('needs', models.JSONField(default=list)),
                ('member_id', models.UUIDField(null=True)),
                ('concerns_on', models.DateField()),
                ('from_user_id', models.UUIDField(null=True)),
                ('from_device_id', models.UUIDField(null=True)),
                ('received_at', models.DateTimeField()),
                ('last_sent_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('accepted', 'Accepted'), ('waiting', 'Waits for other data'), ('checking', 'To be checked'), ('settled', 'Settled')], max_length=8)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('result_id', models.UUIDField(null=True)),
                ('receipt_number', models.PositiveIntegerField(null=True)),
                ('receipt_code', models.CharField(blank=True, max_length=9)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by_id', models.UUIDField(null=True)),
                ('settling', models.CharField(blank=True, choices=[('accepted', 'Accepted as it is'), ('amended', 'Accepted with a correction'), ('posted_today', 'Posted today'), ('rejected', 'Rejected')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=140)),
                ('amended', models.JSONField(null=True)),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['org', 'state', 'received_at'], name='sync_fact_by_state'), models.Index(fields=['org', 'state', 'concerns_on'], name='sync_fact_open_by_day'), models.Index(fields=['org', 'device_id', 'counter'], name='sync_fact_by_device'), models.Index(fields=['org', 'user_id', 'received_at'], name='sync_fact_by_person'), models.Index(fields=['org', 'member_id'], name='sync_fact_by_member'), models.Index(fields=['org', 'receipt_number'], name='sync_fact_by_receipt')],
                'constraints': [models.UniqueConstraint(fields=('org', 'client_id'), name='sync_fact_once'), models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'waiting', 'checking', 'settled'])), name='sync_fact_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('result_id__isnull', False), _connector='OR'), name='sync_accepted_has_a_result'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('waiting', 'checking')), _negated=True), ('result_id__isnull', True), _connector='OR'), name='sync_open_has_no_result'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('settling__in', ['accepted', 'amended', 'posted_today', 'rejected']), ('state', 'settled')), models.Q(models.Q(('state', 'settled'), _negated=True), ('settled_at__isnull', True), ('settling', '')), _connector='OR'), name='sync_settled_by_an_officer'), models.CheckConstraint(condition=models.Q(models.Q(('settling', 'rejected'), _negated=True), models.Q(('result_id__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='sync_rejected_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Clash',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('content_hash', models.CharField(max_length=64)),
                ('raw', models.TextField()),
                ('from_user_id', models.UUIDField(null=True)),
                ('from_device_id', models.UUIDField(null=True)),
                ('received_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=1)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by_id', models.UUIDField(null=True)),
                ('note', models.CharField(blank=True, max_length=140)),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('fact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clashes', to='sync.syncfact')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['org', 'settled_at', 'received_at'], name='sync_clash_open')],
                'constraints': [models.UniqueConstraint(fields=('org', 'fact', 'content_hash'), name='sync_one_clash_per_content'), models.CheckConstraint(condition=models.Q(models.Q(('note', ''), ('settled_at__isnull', True)), models.Q(('settled_at__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='sync_clash_settled_with_a_note')],
            },
        ),
    ]
