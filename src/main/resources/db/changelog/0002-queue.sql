--liquibase formatted sql

--changeset onsale:queue-policy
CREATE TABLE queue_policy (
  concert_id BINARY(16) NOT NULL PRIMARY KEY,
  max_active INT NOT NULL,
  admit_per_second INT NULL,
  claim_seconds INT NOT NULL,
  active_seconds INT NOT NULL,
  paused BOOLEAN NOT NULL
);
