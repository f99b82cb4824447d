"""What version 0002 added. Generated from the declared tables by tests/make_migration.py."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table('import_recipe',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_recipe')),
    sa.UniqueConstraint('name', name=op.f('uq_import_recipe_name'))
    )
    op.create_table('match_keys',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('version', sa.String(length=16), nullable=False),
    sa.Column('layout', sa.Text(), nullable=False),
    sa.Column('clients', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_keys'))
    )
    with op.batch_alter_table('match_keys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_keys_kind'), ['kind'], unique=False)

    op.create_table('match_pair',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('a', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('b', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('probability', sa.Float(), nullable=False),
    sa.Column('weight', sa.Float(), nullable=False),
    sa.Column('levels', sa.String(length=40), nullable=False),
    sa.Column('has_conflict', sa.Boolean(), nullable=False),
    sa.Column('is_safe', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.String(length=60), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('scan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_pair')),
    sa.UniqueConstraint('a', 'b', name=op.f('uq_match_pair_a_b'))
    )
    with op.batch_alter_table('match_pair', schema=None) as batch_op:
        batch_op.create_index('ix_match_pair_b', ['b'], unique=False)
        batch_op.create_index('ix_match_pair_status', ['status', 'probability', 'id'], unique=False)

    op.create_table('saved_view',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view'))
    )
    op.create_table('source_trust',
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=False),
    sa.PrimaryKeyConstraint('source', 'field', name=op.f('pk_source_trust'))
    )
    op.create_table('stale_client',
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('client_id', name=op.f('pk_stale_client'))
    )
    op.create_table('balance_before',
    sa.Column('operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('asset_class', sa.String(length=16), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('avg_amount', sa.BigInteger(), nullable=True),
    sa.Column('was_operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_balance_before_operation_id_operation')),
    sa.PrimaryKeyConstraint('operation_id', 'account_id', 'day', 'asset_class', name=op.f('pk_balance_before')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('balance_before', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_balance_before_was_operation_id'), ['was_operation_id'], unique=False)

    op.create_table('batch_range',
    sa.Column('operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('table_name', sa.String(length=60), nullable=False),
    sa.Column('first', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('last', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_batch_range_operation_id_operation')),
    sa.PrimaryKeyConstraint('operation_id', 'table_name', name=op.f('pk_batch_range')),
    sqlite_with_rowid=False
    )
    op.create_table('bulk_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('clients', sa.Integer(), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_bulk_change_operation_id_operation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_change'))
    )
    with op.batch_alter_table('bulk_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_change_operation_id'), ['operation_id'], unique=False)

    op.create_table('client_quality',
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('completeness', sa.SmallInteger(), nullable=False),
    sa.Column('freshness', sa.SmallInteger(), nullable=False),
    sa.Column('kyc', sa.SmallInteger(), nullable=False),
    sa.Column('target', sa.SmallInteger(), nullable=False),
    sa.Column('missing', sa.BigInteger(), nullable=False),
    sa.Column('stale', sa.BigInteger(), nullable=False),
    sa.Column('issues', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_client_quality_client_id_client')),
    sa.PrimaryKeyConstraint('client_id', name=op.f('pk_client_quality'))
    )
    op.create_table('match_scan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('is_full', sa.Boolean(), nullable=False),
    sa.Column('clients', sa.Integer(), nullable=False),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.Column('last_client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('last_operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('last_audit_seq', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(length=16), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_match_scan_operation_id_operation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_scan'))
    )
    op.create_table('merge',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('keep_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('rule', sa.String(length=20), nullable=False),
    sa.Column('probability', sa.Float(), nullable=True),
    sa.Column('operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.String(length=60), nullable=True),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_merge_operation_id_operation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge'))
    )
    with op.batch_alter_table('merge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merge_keep_id'), ['keep_id'], unique=False)

    op.create_table('trash',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_no', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=256), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('can_erase_on', sa.Date(), nullable=True),
    sa.Column('hold', sa.String(length=8), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('frozen_by', sa.String(length=60), nullable=True),
    sa.Column('frozen_reason', sa.Text(), nullable=True),
    sa.Column('shared', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_trash_operation_id_operation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trash')),
    sa.UniqueConstraint('client_id', name=op.f('uq_trash_client_id'))
    )
    with op.batch_alter_table('trash', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trash_client_no'), ['client_no'], unique=False)

    op.create_table('merge_client',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('merge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('dropped_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('client_no', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=256), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_merge_client_client_id_client')),
    sa.ForeignKeyConstraint(['merge_id'], ['merge.id'], name=op.f('fk_merge_client_merge_id_merge')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge_client'))
    )
    with op.batch_alter_table('merge_client', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merge_client_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_merge_client_client_no'), ['client_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_merge_client_dropped_id'), ['dropped_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_merge_client_merge_id'), ['merge_id'], unique=False)

    op.create_table('import_conflict',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_no', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('old', sa.Text(), nullable=True),
    sa.Column('new', sa.Text(), nullable=False),
    sa.Column('old_source', sa.String(length=60), nullable=False),
    sa.Column('old_trust', sa.SmallInteger(), nullable=True),
    sa.Column('old_date', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('source_key', sa.String(length=60), nullable=True),
    sa.Column('trust', sa.SmallInteger(), nullable=False),
    sa.Column('data_date', sa.Date(), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolution', sa.String(length=8), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], name=op.f('fk_import_conflict_batch_id_import_batch')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_import_conflict_client_id_client')),
    sa.ForeignKeyConstraint(['file_id'], ['import_file.id'], name=op.f('fk_import_conflict_file_id_import_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_conflict'))
    )
    with op.batch_alter_table('import_conflict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_conflict_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index('ix_import_conflict_client', ['client_id', 'field'], unique=False)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source_key', sa.String(length=60), nullable=True))

    with op.batch_alter_table('account_holder', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source_key', sa.String(length=60), nullable=True))

    with op.batch_alter_table('client', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_client_manager'))
        batch_op.create_index('ix_client_manager', ['manager', 'next_contact_on', 'tier', 'stage', 'assets', 'contribution', 'last_contact_on', 'tier_rank', 'stage_rank', 'status', 'kind', 'stage_status', 'tier_status', 'dormancy', 'is_near', 'branch', 'source', 'opened_on', 'score', 'id'], unique=False)
        batch_op.drop_index(batch_op.f('ix_client_tier_stage'))
        batch_op.create_index('ix_client_tier_stage', ['tier', 'stage', 'next_contact_on', 'assets', 'contribution', 'last_contact_on', 'tier_rank', 'stage_rank', 'status', 'kind', 'stage_status', 'tier_status', 'dormancy', 'is_near', 'branch', 'source', 'opened_on', 'score', 'id'], unique=False)
        batch_op.create_index('ix_client_branch', ['branch', 'assets', 'contribution', 'id'], unique=False)

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('number', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('source_key', sa.String(length=60), nullable=True))

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_up_answered_by_id'), ['answered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_up_contact_id'), ['contact_id'], unique=False)

    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.add_column(sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('taken_back_by', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('taken_back_operation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_import_batch_operation_id'), ['operation_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_import_batch_taken_back_operation_id_operation'), 'operation', ['taken_back_operation_id'], ['id'])

    with op.batch_alter_table('import_file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sheet', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('source', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('trust', sa.SmallInteger(), nullable=True))

    with op.batch_alter_table('provenance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('row_no', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('data_date', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('source_key', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('merged_from', sa.String(length=40), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_provenance_file_id_import_file'), 'import_file', ['file_id'], ['id'])

    with op.batch_alter_table('relation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_relation_other_client_id'), ['other_client_id'], unique=False)

    with op.batch_alter_table('risk_assessment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source_key', sa.String(length=60), nullable=True))

    with op.batch_alter_table('source_key', schema=None) as batch_op:
        batch_op.add_column(sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('row_no', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_source_key_file_id_import_file'), 'import_file', ['file_id'], ['id'])
