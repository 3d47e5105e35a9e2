--liquibase formatted sql

--changeset onsale:queue-policy-hold-limits
-- NULL: what the settings say, as for a policy that was set before.
ALTER TABLE queue_policy
  ADD COLUMN first_hold_seconds INT NULL,
  ADD COLUMN unpaid_holds INT NULL,
  ADD COLUMN release_spread INT NULL,
  ADD COLUMN entry_opens_at DATETIME(3) NULL;
