-- Returns a stamp that orders reads of the database: the time in microseconds since the epoch. Later calls get higher numbers, since no two
-- scripts begin in the same microsecond.
-- KEYS[1] any key of what is read: it determines the node, and so the clock
return time[1] * 1000000 + time[2]
