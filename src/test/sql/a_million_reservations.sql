-- Fills an empty schema with a million seats, reservations, users and quotas, 900,000 payments and 1,900,000 ledger entries, none of which
-- breaks an invariant: to see how long the check takes (docs/invariants.md). Seats and users come in another order than reservations.
SET time_zone = '+00:00', unique_checks = 0, foreign_key_checks = 0;
SET @now = UTC_TIMESTAMP(3);

CREATE TABLE million (r INT PRIMARY KEY, s INT NOT NULL UNIQUE, u INT NOT NULL);
INSERT INTO million
WITH RECURSIVE thousand AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM thousand WHERE i < 999)
SELECT r, r * 7919 % 1000000, r * 104729 % 1000000
FROM (SELECT a.i * 1000 + b.i AS r FROM thousand a CROSS JOIN thousand b) numbers;

INSERT INTO concert
SELECT UNHEX(CONCAT('01AA0000000070008001', LPAD(HEX(r), 12, '0'))), 'A million', 'Many', @now - INTERVAL 1 DAY, NULL, @now, @now
FROM million WHERE r < 10;
INSERT INTO concert_date
SELECT UNHEX(CONCAT('01AA0000000070008002', LPAD(HEX(r), 12, '0'))), UNHEX(CONCAT('01AA0000000070008001', LPAD(HEX(r), 12, '0'))),
       @now + INTERVAL 30 DAY, @now + INTERVAL 29 DAY, 100000
FROM million WHERE r < 10;
INSERT INTO seat
SELECT UNHEX(CONCAT('01AA0000000070008003', LPAD(HEX(s), 12, '0'))),
       UNHEX(CONCAT('01AA0000000070008002', LPAD(HEX(s DIV 100000), 12, '0'))), s % 100000 + 1, 'NORMAL', 1000,
       CASE WHEN r < 900000 THEN 'ASSIGNED' WHEN r < 950000 THEN 'RESERVED' ELSE 'AVAILABLE' END,
       IF(r < 950000, UNHEX(CONCAT('01AA0000000070008004', LPAD(HEX(r), 12, '0'))), NULL)
FROM million ORDER BY s;
INSERT INTO reservation
SELECT UNHEX(CONCAT('01AA0000000070008004', LPAD(HEX(r), 12, '0'))), UNHEX(CONCAT('01AA0000000070008005', LPAD(HEX(u), 12, '0'))),
       UNHEX(CONCAT('01AA0000000070008001', LPAD(HEX(s DIV 100000), 12, '0'))),
       UNHEX(CONCAT('01AA0000000070008002', LPAD(HEX(s DIV 100000), 12, '0'))),
       JSON_ARRAY(JSON_OBJECT(
           'seatId', CONCAT('01aa0000-0000-7000-8003-', LPAD(LOWER(HEX(s)), 12, '0')), 'seatNo', s % 100000 + 1, 'price', 1000)),
       1000, CASE WHEN r < 900000 THEN 'SUCCESS' WHEN r < 950000 THEN 'PENDING' ELSE 'EXPIRED' END, 0,
       IF(r < 950000, @now + INTERVAL 1 DAY, @now - INTERVAL 1 HOUR), @now, @now
FROM million ORDER BY r;
INSERT INTO user_account
SELECT UNHEX(CONCAT('01AA0000000070008005', LPAD(HEX(u), 12, '0'))), IF(r < 900000, 0, 1000), 0, 0, @now FROM million ORDER BY u;
INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at)
SELECT UNHEX(CONCAT('01AA0000000070008006', LPAD(HEX(u), 12, '0'))), UNHEX(CONCAT('01AA0000000070008005', LPAD(HEX(u), 12, '0'))),
       'WELCOME', 1000, 1000, NULL, @now
FROM million ORDER BY u;
INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at)
SELECT UNHEX(CONCAT('01AA0000000070008007', LPAD(HEX(r), 12, '0'))), UNHEX(CONCAT('01AA0000000070008005', LPAD(HEX(u), 12, '0'))),
       'PAYMENT', -1000, 0, UNHEX(CONCAT('01AA0000000070008004', LPAD(HEX(r), 12, '0'))), @now
FROM million WHERE r < 900000 ORDER BY r;
INSERT INTO payment
SELECT UNHEX(CONCAT('01AA0000000070008008', LPAD(HEX(r), 12, '0'))), UNHEX(CONCAT('01AA0000000070008004', LPAD(HEX(r), 12, '0'))),
       UNHEX(CONCAT('01AA0000000070008005', LPAD(HEX(u), 12, '0'))), 1000, 'SUCCESS', @now, @now
FROM million WHERE r < 900000 ORDER BY r;
INSERT INTO seat_quota
SELECT UNHEX(CONCAT('01AA0000000070008005', LPAD(HEX(u), 12, '0'))),
       UNHEX(CONCAT('01AA0000000070008001', LPAD(HEX(s DIV 100000), 12, '0'))), IF(r < 950000, 1, 0)
FROM million ORDER BY u;

DROP TABLE million;
ANALYZE TABLE seat, reservation, user_account, ledger_entry, payment, seat_quota;
