--liquibase formatted sql
-- A small catalogue to try things with: only where the context demo is set (dev mode, ./run-packaged). Its ids are fixed, so that the
-- examples of the README work as they stand: concerts end in 1 to 4, their dates in 11, 12, 21, 31, 41, users in a1, a2, a3.

--changeset onsale:demo-concerts context:demo
INSERT INTO concert (id, title, artist, open_time, sold_out_time, created_at, updated_at)
SELECT id, title, artist, open_time, sold_out_time, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
FROM (
  SELECT X'01990000000070008000000000000001' AS id, 'Seoul Nights' AS title, 'The Night Ferry' AS artist,
         UTC_TIMESTAMP(3) - INTERVAL 1 HOUR AS open_time, NULL AS sold_out_time
  UNION ALL
  SELECT X'01990000000070008000000000000002', 'Han River Sessions', 'Paper Lanterns',
         UTC_TIMESTAMP(3) - INTERVAL 1 DAY, NULL
  UNION ALL
  SELECT X'01990000000070008000000000000003', 'Opening Soon', 'Countdown',
         UTC_TIMESTAMP(3) + INTERVAL 3 MINUTE, NULL
  UNION ALL
  SELECT X'01990000000070008000000000000004', 'Gone in Ninety Seconds', 'Sold Out',
         UTC_TIMESTAMP(3) - INTERVAL 2 DAY, UTC_TIMESTAMP(3) - INTERVAL 2 DAY + INTERVAL 90 SECOND
) demo;

--changeset onsale:demo-dates context:demo
INSERT INTO concert_date (id, concert_id, date, deadline, seat_count)
SELECT id, concert_id, UTC_TIMESTAMP(3) + INTERVAL days DAY, UTC_TIMESTAMP(3) + INTERVAL days - 1 DAY, 50
FROM (
  SELECT X'01990000000070008000000000000011' AS id, X'01990000000070008000000000000001' AS concert_id, 30 AS days
  UNION ALL SELECT X'01990000000070008000000000000012', X'01990000000070008000000000000001', 31
  UNION ALL SELECT X'01990000000070008000000000000021', X'01990000000070008000000000000002', 45
  UNION ALL SELECT X'01990000000070008000000000000031', X'01990000000070008000000000000003', 60
  UNION ALL SELECT X'01990000000070008000000000000041', X'01990000000070008000000000000004', 20
) demo;

--changeset onsale:demo-seats context:demo
-- Fifty seats a date. Their ids end in the number of the block and of the seat, in hexadecimal: 0101 to 0132 on date 11.
INSERT INTO seat (id, concert_date_id, seat_no, grade, price, status, reservation_id)
WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 50)
SELECT UNHEX(CONCAT('0199000000007000800000000000', block, LPAD(HEX(n), 2, '0'))), date_id, n, grade, price, 'AVAILABLE', NULL
FROM (
  SELECT X'01990000000070008000000000000011' AS date_id, '01' AS block
  UNION ALL SELECT X'01990000000070008000000000000012', '02'
  UNION ALL SELECT X'01990000000070008000000000000021', '03'
  UNION ALL SELECT X'01990000000070008000000000000031', '04'
  UNION ALL SELECT X'01990000000070008000000000000041', '05'
) demo
CROSS JOIN numbers
JOIN (
  SELECT 'VIP' AS grade, 20000 AS price, 1 AS first_no, 10 AS last_no
  UNION ALL SELECT 'PREMIUM', 15000, 11, 30
  UNION ALL SELECT 'NORMAL', 10000, 31, 50
) grades ON n BETWEEN first_no AND last_no;

--changeset onsale:demo-users context:demo
-- One has points for many seats, one for a single VIP seat, one none.
INSERT INTO user_account (id, balance, charge_month, charged, created_at) VALUES
  (X'019900000000700080000000000000A1', 1000000, 0, 0, UTC_TIMESTAMP(3)),
  (X'019900000000700080000000000000A2', 20000, 0, 0, UTC_TIMESTAMP(3)),
  (X'019900000000700080000000000000A3', 0, 0, 0, UTC_TIMESTAMP(3));

INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at) VALUES
  (X'019900000000700080010000000000A1', X'019900000000700080000000000000A1', 'WELCOME', 1000000, 1000000, NULL, UTC_TIMESTAMP(3)),
  (X'019900000000700080010000000000A2', X'019900000000700080000000000000A2', 'WELCOME', 20000, 20000, NULL, UTC_TIMESTAMP(3));

--changeset onsale:demo-sold-out context:demo
-- Concert 4 was bought by fifty users, a seat each, with all the points they had. The ids of a sale end as that of its seat does:
-- user 800b…, reservation 800c…, payment 800d…, ledger entries 800e… and 800f….
UPDATE seat
SET status = 'ASSIGNED', reservation_id = UNHEX(CONCAT('0199000000007000800C00000000', RIGHT(HEX(id), 4)))
WHERE concert_date_id = X'01990000000070008000000000000041';

INSERT INTO reservation (id, user_id, concert_id, concert_date_id, seats, price, status, declines, expires_at, created_at, updated_at)
SELECT s.reservation_id, UNHEX(CONCAT('0199000000007000800B00000000', RIGHT(HEX(s.id), 4))), d.concert_id, d.id,
       JSON_ARRAY(JSON_OBJECT(
           'seatId', CONCAT('01990000-0000-7000-8000-00000000', LOWER(RIGHT(HEX(s.id), 4))),
           'seatNo', s.seat_no,
           'price', s.price)),
       s.price, 'SUCCESS', 0, c.sold_out_time + INTERVAL 5 MINUTE, c.sold_out_time, c.sold_out_time
FROM seat s JOIN concert_date d ON d.id = s.concert_date_id JOIN concert c ON c.id = d.concert_id
WHERE d.id = X'01990000000070008000000000000041';

INSERT INTO user_account (id, balance, charge_month, charged, created_at)
SELECT user_id, 0, 0, 0, created_at
FROM reservation WHERE concert_id = X'01990000000070008000000000000004';

INSERT INTO payment (id, reservation_id, user_id, amount, status, created_at, updated_at)
SELECT UNHEX(CONCAT('0199000000007000800D', RIGHT(HEX(id), 12))), id, user_id, price, 'SUCCESS', created_at, created_at
FROM reservation WHERE concert_id = X'01990000000070008000000000000004';

INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at)
SELECT UNHEX(CONCAT('0199000000007000800E', RIGHT(HEX(id), 12))), user_id, 'WELCOME', price, price, NULL, created_at
FROM reservation WHERE concert_id = X'01990000000070008000000000000004'
UNION ALL
SELECT UNHEX(CONCAT('0199000000007000800F', RIGHT(HEX(id), 12))), user_id, 'PAYMENT', -price, 0, id, created_at
FROM reservation WHERE concert_id = X'01990000000070008000000000000004';

INSERT INTO seat_quota (user_id, concert_id, seats)
SELECT user_id, concert_id, 1
FROM reservation WHERE concert_id = X'01990000000070008000000000000004';
