-- How long the attempts of a run worked, in microseconds, without waiting between them and without pauses. NULL: it was not measured.
ALTER TABLE run ADD COLUMN worked INTEGER;
