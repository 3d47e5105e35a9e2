-- Returns the time, as a number by which reads of the database are put in order: microseconds since the epoch. Later calls get higher
-- numbers, since no two scripts begin in the same microsecond.
-- KEYS[1] any key of what is read: names the node whose clock it is
return time[1] * 1000000 + time[2]
