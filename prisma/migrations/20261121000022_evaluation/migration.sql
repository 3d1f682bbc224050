-- How the judgements of the whole fleet went: one row per evaluator. Verdicts themselves are tables of their domain.
CREATE TABLE "evaluation" (
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    "judged" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "first_pass_through" BOOLEAN NOT NULL,
    "error_message" TEXT,
    "last_success_at" TIMESTAMPTZ(3),

    CONSTRAINT "evaluation_pkey" PRIMARY KEY ("name")
);
