--liquibase formatted sql

--changeset onsale:processed-message
-- What each consumer has acted on, written in the transaction of its effect; kept longer than Kafka keeps the records.
CREATE TABLE processed_message (
  consumer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id BINARY(16) NOT NULL,
  processed_at DATETIME(3) NOT NULL,
  PRIMARY KEY (event_id, consumer),
  KEY processed_message_age (processed_at)
) DEFAULT CHARACTER SET utf8mb4;
