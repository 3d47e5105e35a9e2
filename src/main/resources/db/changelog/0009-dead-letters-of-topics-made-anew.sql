--liquibase formatted sql

--changeset onsale:dead-letter-payload-crc
-- Offsets of a topic that was deleted and made anew begin again: what tells its records from those of before is what they say. No row is touched.
ALTER TABLE dead_letter ADD COLUMN payload_crc BIGINT GENERATED ALWAYS AS (CRC32(COALESCE(payload, ''))) VIRTUAL;

--changeset onsale:dead-letter-record
ALTER TABLE dead_letter ADD UNIQUE KEY dead_letter_record (topic, topic_partition, topic_offset, consumer, payload_crc);

--changeset onsale:dead-letter-origin-dropped
ALTER TABLE dead_letter DROP KEY dead_letter_origin;
