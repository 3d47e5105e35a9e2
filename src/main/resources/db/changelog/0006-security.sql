--liquibase formatted sql

--changeset onsale:queue-policy-proof-of-work
-- With a default, since instances of the release before go on writing rows while this one is rolled out.
ALTER TABLE queue_policy ADD COLUMN proof_of_work_bits INT NOT NULL DEFAULT 0;
