--liquibase formatted sql

--changeset onsale:dead-letter
-- Records that a consumer has given up on. The origin is what makes one unique, so that storing it again changes nothing; headers are
-- those of the record itself, their values in base64.
CREATE TABLE dead_letter (
  id BINARY(16) NOT NULL PRIMARY KEY,
  consumer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  detail VARCHAR(1000) NOT NULL,
  attempts INT NOT NULL,
  topic VARCHAR(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  topic_partition INT NOT NULL,
  topic_offset BIGINT NOT NULL,
  record_key MEDIUMBLOB NULL,
  headers JSON NOT NULL,
  payload LONGBLOB NULL,
  died_at DATETIME(3) NOT NULL,
  status VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY dead_letter_origin (topic, topic_partition, topic_offset, consumer),
  KEY dead_letter_of_topic (topic, status, id),
  KEY dead_letter_of_status (status, id)
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:audit-log
-- What operators have done, written in the transaction of the act. Nothing changes or deletes a row.
CREATE TABLE audit_log (
  id BINARY(16) NOT NULL PRIMARY KEY,
  at DATETIME(3) NOT NULL,
  actor VARCHAR(255) NOT NULL,
  action VARCHAR(64) NOT NULL,
  target VARCHAR(255) NOT NULL,
  detail JSON NOT NULL
) DEFAULT CHARACTER SET utf8mb4;
