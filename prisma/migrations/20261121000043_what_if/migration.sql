-- What a month of the fleet would cost otherwise, as the last evaluation has it.

CREATE TABLE "what_if_answer" (
    "account_id" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "saving_usd" DECIMAL(18,9),
    "answer" JSONB NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "what_if_answer_pkey" PRIMARY KEY ("account_id","question","subject")
);
