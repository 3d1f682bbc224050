-- A walk is 20 kB of JSON that nobody looks into with SQL: packed it is a tenth, which is what evaluating a large fleet
-- spends most on. What is stored is written anew by the next evaluation.
DELETE FROM "endpoint_diagnosis";
ALTER TABLE "endpoint_diagnosis" ALTER COLUMN "walk" TYPE BYTEA USING ''::bytea;
ALTER TABLE "endpoint_diagnosis" ALTER COLUMN "walk" SET STORAGE EXTERNAL;
