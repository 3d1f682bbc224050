-- From where a session was begun, so that people can tell theirs; and who made a token, beyond a name that others may have.
ALTER TABLE "access_session" ADD COLUMN "address" TEXT;
ALTER TABLE "access_token" ADD COLUMN "made_by_subject" TEXT;
