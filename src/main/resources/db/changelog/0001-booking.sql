--liquibase formatted sql
-- Runs on MySQL 8.0, 8.4, 9.x and MariaDB 10.11, 11.4. Ids are UUIDs in their 16 bytes; times are UTC; money is whole won.

--changeset onsale:concert
CREATE TABLE concert (
  id BINARY(16) NOT NULL PRIMARY KEY,
  title VARCHAR(200) NOT NULL,
  artist VARCHAR(200) NOT NULL,
  open_time DATETIME(3) NOT NULL,
  sold_out_time DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  KEY concert_open_time (open_time)
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:concert-date
CREATE TABLE concert_date (
  id BINARY(16) NOT NULL PRIMARY KEY,
  concert_id BINARY(16) NOT NULL,
  date DATETIME(3) NOT NULL,
  deadline DATETIME(3) NOT NULL,
  seat_count INT NOT NULL,
  UNIQUE KEY concert_date_once (concert_id, date),
  CONSTRAINT concert_date_concert FOREIGN KEY (concert_id) REFERENCES concert (id)
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:seat
-- The truth about a seat. reservation_id is set while it is RESERVED or ASSIGNED and has no index: seats are always addressed by id,
-- so that no transaction takes gap locks between the seats of others.
CREATE TABLE seat (
  id BINARY(16) NOT NULL PRIMARY KEY,
  concert_date_id BINARY(16) NOT NULL,
  seat_no INT NOT NULL,
  grade VARCHAR(16) NOT NULL,
  price BIGINT NOT NULL,
  status VARCHAR(9) NOT NULL,
  reservation_id BINARY(16) NULL,
  UNIQUE KEY seat_number_once (concert_date_id, seat_no),
  KEY seat_status (concert_date_id, status),
  CONSTRAINT seat_date FOREIGN KEY (concert_date_id) REFERENCES concert_date (id),
  CONSTRAINT seat_owned CHECK ((status = 'AVAILABLE') = (reservation_id IS NULL))
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:user-account
-- charged is what was charged in charge_month (year * 100 + month, Asia/Seoul).
CREATE TABLE user_account (
  id BINARY(16) NOT NULL PRIMARY KEY,
  balance BIGINT NOT NULL,
  charge_month INT NOT NULL,
  charged BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  CONSTRAINT balance_not_negative CHECK (balance >= 0)
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:ledger-entry
-- The unique key makes a second debit or refund of one reservation impossible.
CREATE TABLE ledger_entry (
  id BINARY(16) NOT NULL PRIMARY KEY,
  user_id BINARY(16) NOT NULL,
  kind VARCHAR(8) NOT NULL,
  amount BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  reservation_id BINARY(16) NULL,
  at DATETIME(3) NOT NULL,
  UNIQUE KEY ledger_entry_once (reservation_id, kind),
  KEY ledger_entry_of_user (user_id, id)
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:reservation
-- seats holds what was reserved, as it was then: [{"seatId","seatNo","price"}]. The status and price of a seat live in seat.
CREATE TABLE reservation (
  id BINARY(16) NOT NULL PRIMARY KEY,
  user_id BINARY(16) NOT NULL,
  concert_id BINARY(16) NOT NULL,
  concert_date_id BINARY(16) NOT NULL,
  seats JSON NOT NULL,
  price BIGINT NOT NULL,
  status VARCHAR(9) NOT NULL,
  declines INT NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  KEY reservation_of_user (user_id, id),
  KEY reservation_due (status, expires_at)
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:seat-quota
-- Seats that a user holds or has bought of one concert: a row per user and concert, so that it is hot for nobody else.
CREATE TABLE seat_quota (
  user_id BINARY(16) NOT NULL,
  concert_id BINARY(16) NOT NULL,
  seats INT NOT NULL,
  PRIMARY KEY (user_id, concert_id),
  CONSTRAINT seats_not_negative CHECK (seats >= 0)
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:payment
CREATE TABLE payment (
  id BINARY(16) NOT NULL PRIMARY KEY,
  reservation_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  amount BIGINT NOT NULL,
  status VARCHAR(8) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY payment_once (reservation_id)
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:outbox
-- Events of committed changes on their way to Kafka, in the order in which changes to one key were committed.
CREATE TABLE outbox (
  position BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  event_id BINARY(16) NOT NULL,
  type VARCHAR(64) NOT NULL,
  event_key BINARY(16) NOT NULL,
  schema_version INT NOT NULL,
  payload JSON NOT NULL,
  occurred_at DATETIME(3) NOT NULL
) DEFAULT CHARACTER SET utf8mb4;

--changeset onsale:idempotency-key
-- status is null while the first request runs; attempt is the one that may write the answer.
CREATE TABLE idempotency_key (
  caller BINARY(16) NOT NULL,
  idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fingerprint BINARY(32) NOT NULL,
  attempt BINARY(16) NOT NULL,
  started_at DATETIME(3) NOT NULL,
  status INT NULL,
  body MEDIUMTEXT NULL,
  PRIMARY KEY (caller, idempotency_key),
  KEY idempotency_key_age (started_at)
) DEFAULT CHARACTER SET utf8mb4;
