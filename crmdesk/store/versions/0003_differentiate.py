"""What version 0003 added. Generated from the declared tables by tests/make_migration.py."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table('campaign',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('branch', sa.String(length=100), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('name', name=op.f('uq_campaign_name'))
    )
    op.create_table('class_count',
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('tier', sa.String(length=10), nullable=False),
    sa.Column('stage', sa.String(length=12), nullable=False),
    sa.Column('tier_before', sa.String(length=10), nullable=False),
    sa.Column('stage_before', sa.String(length=12), nullable=False),
    sa.Column('dormancy', sa.String(length=12), nullable=False),
    sa.Column('segment', sa.String(length=3), nullable=False),
    sa.Column('points', sa.String(length=3), nullable=False),
    sa.Column('clients', sa.Integer(), nullable=False),
    sa.Column('assets', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('as_of', 'tier', 'stage', 'tier_before', 'stage_before', 'dormancy', 'segment', 'points', name=op.f('pk_class_count')),
    sqlite_with_rowid=False
    )
    op.create_table('driver_target',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('driver', sa.String(length=24), nullable=False),
    sa.Column('branch', sa.String(length=100), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_driver_target')),
    sa.UniqueConstraint('driver', 'branch', name=op.f('uq_driver_target_driver_branch'))
    )
    op.create_table('forecast_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rulebook', sa.String(length=40), nullable=False),
    sa.Column('rulebook_version', sa.String(length=40), nullable=False),
    sa.Column('event', sa.String(length=8), nullable=False),
    sa.Column('income', sa.String(length=16), nullable=False),
    sa.Column('least_clients', sa.Integer(), nullable=False),
    sa.Column('least_months', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('clients', sa.Integer(), nullable=False),
    sa.Column('repeaters', sa.Integer(), nullable=False),
    sa.Column('spenders', sa.Integer(), nullable=False),
    sa.Column('r', sa.Float(), nullable=True),
    sa.Column('alpha', sa.Float(), nullable=True),
    sa.Column('a', sa.Float(), nullable=True),
    sa.Column('b', sa.Float(), nullable=True),
    sa.Column('log_likelihood', sa.Float(), nullable=True),
    sa.Column('p', sa.Float(), nullable=True),
    sa.Column('q', sa.Float(), nullable=True),
    sa.Column('gamma', sa.Float(), nullable=True),
    sa.Column('spend_log_likelihood', sa.Float(), nullable=True),
    sa.Column('expected', sa.BigInteger(), nullable=True),
    sa.Column('low', sa.BigInteger(), nullable=True),
    sa.Column('high', sa.BigInteger(), nullable=True),
    sa.Column('present', sa.BigInteger(), nullable=True),
    sa.Column('spoken', sa.BigInteger(), nullable=False),
    sa.Column('contribution', sa.BigInteger(), nullable=False),
    sa.Column('back_test', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forecast_run')),
    sa.UniqueConstraint('as_of', name=op.f('uq_forecast_run_as_of'))
    )
    op.create_table('index_level',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('level', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_index_level')),
    sa.UniqueConstraint('code', 'day', name=op.f('uq_index_level_code_day'))
    )
    op.create_table('rulebook_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('version', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=True),
    sa.Column('withdrawn_from', sa.Date(), nullable=True),
    sa.Column('locked', sa.Text(), nullable=False),
    sa.Column('signer', sa.String(length=120), nullable=True),
    sa.Column('fingerprint', sa.String(length=64), nullable=True),
    sa.Column('signature', sa.String(length=128), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.String(length=60), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('replaces_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('withdrawn_by', sa.String(length=60), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['replaces_id'], ['rulebook_version.id'], name=op.f('fk_rulebook_version_replaces_id_rulebook_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rulebook_version')),
    sa.UniqueConstraint('name', 'version', name=op.f('uq_rulebook_version_name_version'))
    )
    with op.batch_alter_table('rulebook_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rulebook_version_status'), ['status'], unique=False)

    op.create_table('concession',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('standard', sa.BigInteger(), nullable=True),
    sa.Column('granted', sa.BigInteger(), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('approver', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('source_key', sa.String(length=60), nullable=True),
    sa.Column('ref', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_concession_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concession'))
    )
    with op.batch_alter_table('concession', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concession_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_concession_from_on_to_on'), ['from_on', 'to_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_concession_source_ref'), ['source', 'ref'], unique=False)

    op.create_table('cost_line',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('branch', sa.String(length=100), nullable=False),
    sa.Column('staff', sa.String(length=60), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('source_key', sa.String(length=60), nullable=True),
    sa.Column('ref', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_cost_line_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_cost_line_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cost_line'))
    )
    with op.batch_alter_table('cost_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cost_line_campaign_id'), ['campaign_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cost_line_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cost_line_day'), ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_cost_line_source_ref'), ['source', 'ref'], unique=False)

    op.create_table('forecast',
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('events', sa.Integer(), nullable=False),
    sa.Column('recency', sa.Integer(), nullable=False),
    sa.Column('age', sa.Integer(), nullable=False),
    sa.Column('alive', sa.SmallInteger(), nullable=False),
    sa.Column('events_ahead', sa.Integer(), nullable=False),
    sa.Column('expected', sa.BigInteger(), nullable=True),
    sa.Column('low', sa.BigInteger(), nullable=True),
    sa.Column('high', sa.BigInteger(), nullable=True),
    sa.Column('past', sa.BigInteger(), nullable=False),
    sa.Column('at_stake', sa.BigInteger(), nullable=False),
    sa.Column('back_expected', sa.BigInteger(), nullable=True),
    sa.Column('back_low', sa.BigInteger(), nullable=True),
    sa.Column('back_high', sa.BigInteger(), nullable=True),
    sa.Column('back_actual', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_forecast_client_id_client')),
    sa.ForeignKeyConstraint(['run_id'], ['forecast_run.id'], name=op.f('fk_forecast_run_id_forecast_run')),
    sa.PrimaryKeyConstraint('client_id', 'as_of', name=op.f('pk_forecast'))
    )
    with op.batch_alter_table('forecast', schema=None) as batch_op:
        batch_op.create_index('ix_forecast_at_stake', ['as_of', 'at_stake', 'client_id'], unique=False)

    op.create_table('handover',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('old_manager', sa.String(length=60), nullable=False),
    sa.Column('new_manager', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('source_key', sa.String(length=60), nullable=True),
    sa.Column('ref', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_handover_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover'))
    )
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handover_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_handover_day'), ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_handover_source_ref'), ['source', 'ref'], unique=False)

    op.create_table('opportunity',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('line', sa.String(length=16), nullable=True),
    sa.Column('stage', sa.String(length=12), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('probability', sa.SmallInteger(), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(length=16), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('owner', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('source_key', sa.String(length=60), nullable=True),
    sa.Column('ref', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_opportunity_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunity'))
    )
    with op.batch_alter_table('opportunity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opportunity_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_opportunity_source_ref'), ['source', 'ref'], unique=False)

    op.create_table('overdue',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('account_no', sa.String(length=60), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('exposure', sa.BigInteger(), nullable=True),
    sa.Column('grade', sa.String(length=12), nullable=True),
    sa.Column('days_overdue', sa.Integer(), nullable=True),
    sa.Column('pd', sa.Integer(), nullable=True),
    sa.Column('lgd', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('source_key', sa.String(length=60), nullable=True),
    sa.Column('ref', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_overdue_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_overdue'))
    )
    with op.batch_alter_table('overdue', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_overdue_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_overdue_day_client_id'), ['day', 'client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_overdue_source_ref'), ['source', 'ref'], unique=False)

    op.create_table('service_contract',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('contract_no', sa.String(length=60), nullable=False),
    sa.Column('fee', sa.BigInteger(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('source_key', sa.String(length=60), nullable=True),
    sa.Column('ref', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_service_contract_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_contract'))
    )
    with op.batch_alter_table('service_contract', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_contract_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_contract_ends_on'), ['ends_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_contract_source_ref'), ['source', 'ref'], unique=False)

    op.create_table('stage_override',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('approver', sa.String(length=60), nullable=False),
    sa.Column('set_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_stage_override_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_override'))
    )
    with op.batch_alter_table('stage_override', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stage_override_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stage_override_expires_on_set_on_client_id'), ['expires_on', 'set_on', 'client_id'], unique=False)

    op.create_table('tier_override',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('approver', sa.String(length=60), nullable=False),
    sa.Column('set_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_tier_override_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_override'))
    )
    with op.batch_alter_table('tier_override', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tier_override_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tier_override_expires_on_set_on_client_id'), ['expires_on', 'set_on', 'client_id'], unique=False)

    op.create_table('opportunity_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opportunity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('stage', sa.String(length=12), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('probability', sa.SmallInteger(), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunity.id'], name=op.f('fk_opportunity_step_opportunity_id_opportunity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunity_step'))
    )
    with op.batch_alter_table('opportunity_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opportunity_step_opportunity_id'), ['opportunity_id'], unique=False)

    with op.batch_alter_table('classification', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tier_own', sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column('stage_own', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('points', sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column('is_near', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('idle_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('assets', sa.BigInteger(), nullable=True))
        batch_op.drop_index(batch_op.f('ix_classification_as_of'))
        batch_op.create_index('ix_classification_as_of', ['as_of', 'client_id', 'tier', 'stage', 'dormancy', 'segment', 'points', 'is_near', 'idle_on', 'assets', 'score'], unique=False)

    with op.batch_alter_table('client_month', schema=None) as batch_op:
        batch_op.add_column(sa.Column('exposed', sa.BigInteger(), nullable=True))

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('nps', sa.SmallInteger(), nullable=True))

    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_data_date', sa.Boolean(), server_default='1', nullable=False))
