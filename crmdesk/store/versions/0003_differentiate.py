"""What version 0003 added. Generated from the declared tables by tests/make_migration.py."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
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
