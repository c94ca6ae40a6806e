import django.db.models.deletion
import guyub.foundation.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('region_code', models.CharField(blank=True, max_length=13)),
                ('time_zone', models.CharField(default='Asia/Jakarta', max_length=40)),
                ('is_demo', models.BooleanField(default=False)),
                ('started_on', models.DateField()),
                ('created_at', models.DateTimeField()),
                ('chosen', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('member_id', models.UUIDField(null=True)),
                ('earlier_ids', models.JSONField(default=list)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['user', 'org'], name='membership_by_person')],
                'constraints': [models.UniqueConstraint(fields=('org', 'member_id'), name='one_membership_per_member'), models.UniqueConstraint(fields=('org', 'user'), name='one_membership_per_person'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='membership_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('phone', models.CharField(max_length=16)),
                ('member_id', models.UUIDField(null=True)),
                ('offices', models.JSONField(default=list)),
                ('token_hash', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('created_by_id', models.UUIDField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('accepted_by_id', models.UUIDField(null=True)),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['org', 'created_at'], name='invitation_by_time')],
                'constraints': [models.UniqueConstraint(fields=('org', 'token_hash'), name='one_invitation_per_token'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='invitation_lasts'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='invitation_has_one_end'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by_id__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by_id__isnull', False)), _connector='OR'), name='invitation_accepted_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='OperatorGrant',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['user', 'org'], name='operator_grant_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='operator_grant_lasts'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='operator_grant_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='PinReset',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('asked_by_id', models.UUIDField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by_id', models.UUIDField(null=True)),
                ('host_reason', models.CharField(blank=True, max_length=200)),
                ('token_hash', models.CharField(blank=True, max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('membership', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='pin_resets', to='organizations.membership')),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['org', 'membership'], name='pin_reset_by_person'), models.Index(fields=['org', 'token_hash'], name='pin_reset_by_token')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by_id__isnull', True), ('token_hash', '')), models.Q(('approved_at__isnull', False), models.Q(('token_hash', ''), _negated=True)), _connector='OR'), name='pin_reset_approved_whole'), models.CheckConstraint(condition=models.Q(('approved_by_id__isnull', True), models.Q(('approved_by_id', models.F('asked_by_id')), _negated=True), _connector='OR'), name='pin_reset_two_officers'), models.CheckConstraint(condition=models.Q(models.Q(('asked_by_id__isnull', False), ('host_reason', ''), models.Q(('approved_at__isnull', True), ('approved_by_id__isnull', False), _connector='OR')), models.Q(models.Q(('host_reason', ''), _negated=True), ('approved_by_id__isnull', True), ('asked_by_id__isnull', True)), _connector='OR'), name='pin_reset_officers_or_host'), models.CheckConstraint(condition=models.Q(('used_at__isnull', True), ('approved_at__isnull', False), _connector='OR'), name='pin_reset_used_if_approved')],
            },
        ),
        migrations.CreateModel(
            name='OfficeTerm',
            fields=[
                ('id', models.UUIDField(default=guyub.foundation.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(choices=[('chair', 'Chair'), ('deputy', 'Deputy chair'), ('secretary', 'Secretary'), ('treasurer', 'Treasurer'), ('weighing', 'Weighing officer'), ('business', 'Business coordinator'), ('information', 'Information officer'), ('cases', 'Case companion'), ('tutor', 'Tutor'), ('auditor', 'Auditor'), ('member', 'Member'), ('mentor', 'Outside mentor')], max_length=12)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('membership', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='organizations.membership')),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('org', 'membership', 'office', 'starts_on'), name='one_term_per_start'), models.CheckConstraint(condition=models.Q(('office__in', ['chair', 'deputy', 'secretary', 'treasurer', 'weighing', 'business', 'information', 'cases', 'tutor', 'auditor', 'member', 'mentor'])), name='office_is_known'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='term_ends_after_start')],
            },
        ),
    ]
