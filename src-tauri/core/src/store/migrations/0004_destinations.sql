-- How objects are written, and the whole of the last connection test, both JSON; the test of an earlier version kept its verdict only.
ALTER TABLE destination ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE destination ADD COLUMN last_test TEXT;
ALTER TABLE destination DROP COLUMN last_verdict;

-- When the secret ends, where that is known.
ALTER TABLE credential ADD COLUMN expires INTEGER;
