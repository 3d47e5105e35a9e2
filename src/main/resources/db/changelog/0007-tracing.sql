--liquibase formatted sql

--changeset onsale:outbox-traceparent
-- W3C Trace Context of the request that recorded the event; null where nobody traces, and from instances of the release before.
ALTER TABLE outbox ADD COLUMN traceparent VARCHAR(55) CHARACTER SET ascii NULL;
