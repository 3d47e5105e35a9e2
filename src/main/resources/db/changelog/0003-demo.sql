--liquibase formatted sql
-- A small catalogue to try things with: only where the context is set (dev mode, ./mvnw quarkus:dev). The ids are fixed, so that the
-- examples of the README work as they stand: concerts ...0001 to 0004, users ...00a1 to 00a3.

--changeset onsale:demo-concerts context:demo
INSERT INTO concert (id, title, artist, open_time, sold_out_time, created_at, updated_at)
SELECT UNHEX(CONCAT('01990000000070008000000000', LPAD(n, 6, '0'))), title, artist, open_time, sold_out_time, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
FROM (
  SELECT 1 AS n, 'Seoul Nights' AS title, 'The Night Ferry' AS artist, UTC_TIMESTAMP(3) - INTERVAL 1 HOUR AS open_time, NULL AS sold_out_time
  UNION ALL SELECT 2, 'Han River Sessions', 'Paper Lanterns', UTC_TIMESTAMP(3) - INTERVAL 1 DAY, NULL
  UNION ALL SELECT 3, 'Opening Soon', 'Countdown', UTC_TIMESTAMP(3) + INTERVAL 3 MINUTE, NULL
  UNION ALL SELECT 4, 'Gone in Ninety Seconds', 'Sold Out', UTC_TIMESTAMP(3) - INTERVAL 2 DAY, UTC_TIMESTAMP(3) - INTERVAL 2 DAY + INTERVAL 90 SECOND
) demo;

--changeset onsale:demo-dates context:demo
-- Dates 11 and 12 of concert 1, 21 of concert 2, 31 of concert 3, 41 of concert 4.
INSERT INTO concert_date (id, concert_id, date, deadline, seat_count)
SELECT UNHEX(CONCAT('01990000000070008000000000', LPAD(d, 6, '0'))),
       UNHEX(CONCAT('01990000000070008000000000', LPAD(c, 6, '0'))),
       UTC_TIMESTAMP(3) + INTERVAL days DAY, UTC_TIMESTAMP(3) + INTERVAL days - 1 DAY, 50
FROM (
  SELECT '11' AS d, '1' AS c, 30 AS days
  UNION ALL SELECT '12', '1', 31
  UNION ALL SELECT '21', '2', 45
  UNION ALL SELECT '31', '3', 60
  UNION ALL SELECT '41', '4', 20
) demo;

--changeset onsale:demo-seats context:demo
-- Fifty seats each; seat n of date 11 is ...0101 and up, of date 12 ...0201 and up, and so on.
INSERT INTO seat (id, concert_date_id, seat_no, grade, price, status, reservation_id)
WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 50)
SELECT UNHEX(CONCAT('01990000000070008000000000', LPAD(CONCAT(d.prefix, LPAD(HEX(n), 2, '0')), 6, '0'))),
       UNHEX(CONCAT('01990000000070008000000000', LPAD(d.id, 6, '0'))), n,
       CASE WHEN n <= 10 THEN 'VIP' WHEN n <= 30 THEN 'PREMIUM' ELSE 'NORMAL' END,
       CASE WHEN n <= 10 THEN 20000 WHEN n <= 30 THEN 15000 ELSE 10000 END, 'AVAILABLE', NULL
FROM numbers CROSS JOIN (
  SELECT '11' AS id, '1' AS prefix UNION ALL SELECT '12', '2' UNION ALL SELECT '21', '3' UNION ALL SELECT '31', '4' UNION ALL SELECT '41', '5'
) d;

--changeset onsale:demo-users context:demo
-- Three users: with 1,000,000 points, with 20,000, with none. A fourth has bought the whole of concert 4.
INSERT INTO user_account (id, balance, charge_month, charged, created_at)
SELECT UNHEX(CONCAT('01990000000070008000000000', LPAD(id, 6, '0'))), balance, 0, 0, UTC_TIMESTAMP(3)
FROM (SELECT 'A1' AS id, 1000000 AS balance UNION ALL SELECT 'A2', 20000 UNION ALL SELECT 'A3', 0) demo;

INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at)
SELECT UNHEX(CONCAT('01990000000070008001000000', LPAD(HEX(balance), 6, '0'))), id, 'WELCOME', balance, balance, NULL, created_at
FROM user_account WHERE balance > 0;

--changeset onsale:demo-sold-out context:demo
-- Fifty buyers of one seat each, so that nobody is above the seat limit; their accounts end at 0.
INSERT INTO user_account (id, balance, charge_month, charged, created_at)
SELECT UNHEX(CONCAT('0199000000007000800B000000', LPAD(HEX(seat_no), 6, '0'))), 0, 0, 0, UTC_TIMESTAMP(3)
FROM seat WHERE concert_date_id = UNHEX('01990000000070008000000000000041');

INSERT INTO reservation (id, user_id, concert_id, concert_date_id, seats, price, status, declines, expires_at, created_at, updated_at)
SELECT UNHEX(CONCAT('0199000000007000800C000000', LPAD(HEX(s.seat_no), 6, '0'))), UNHEX(CONCAT('0199000000007000800B000000', LPAD(HEX(s.seat_no), 6, '0'))),
       d.concert_id, d.id,
       CONCAT('[{"seatId":"', LOWER(CONCAT_WS('-', SUBSTR(HEX(s.id), 1, 8), SUBSTR(HEX(s.id), 9, 4), SUBSTR(HEX(s.id), 13, 4), SUBSTR(HEX(s.id), 17, 4), SUBSTR(HEX(s.id), 21))),
              '","seatNo":', s.seat_no, ',"price":', s.price, '}]'),
       s.price, 'SUCCESS', 0, c.sold_out_time + INTERVAL 5 MINUTE, c.sold_out_time, c.sold_out_time
FROM seat s JOIN concert_date d ON d.id = s.concert_date_id JOIN concert c ON c.id = d.concert_id
WHERE d.id = UNHEX('01990000000070008000000000000041');

INSERT INTO payment (id, reservation_id, user_id, amount, status, created_at, updated_at)
SELECT UNHEX(CONCAT('0199000000007000800D', RIGHT(HEX(id), 12))), id, user_id, price, 'SUCCESS', created_at, created_at
FROM reservation;

INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at)
SELECT UNHEX(CONCAT('0199000000007000800E', RIGHT(HEX(id), 12))), user_id, 'WELCOME', price, price, NULL, created_at FROM reservation
UNION ALL
SELECT UNHEX(CONCAT('0199000000007000800F', RIGHT(HEX(id), 12))), user_id, 'PAYMENT', -price, 0, id, created_at FROM reservation;

INSERT INTO seat_quota (user_id, concert_id, seats) SELECT user_id, concert_id, 1 FROM reservation;

UPDATE seat s JOIN reservation r ON HEX(r.user_id) = CONCAT('0199000000007000800B000000', LPAD(HEX(s.seat_no), 6, '0'))
SET s.status = 'ASSIGNED', s.reservation_id = r.id
WHERE s.concert_date_id = UNHEX('01990000000070008000000000000041');
