--liquibase formatted sql

--changeset onsale:ledger-entry-reference
-- What a charge is called where its money came from, in UTF-8: bytes, since every collation takes some names for one. Null for all other
-- movements, and from instances of the release before. No row is touched.
ALTER TABLE ledger_entry ADD COLUMN reference VARBINARY(400) NULL, ALGORITHM=INSTANT;

--changeset onsale:ledger-entry-reference-once
-- The unique key makes a second charge of one reference impossible. It is built beside the bookings, which go on writing entries.
ALTER TABLE ledger_entry ADD UNIQUE KEY ledger_entry_reference_once (reference), ALGORITHM=INPLACE, LOCK=NONE;
