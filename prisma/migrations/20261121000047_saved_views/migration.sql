-- What people keep of a list: its address under a name. '' as browser: everybody's.
CREATE TABLE "saved_view" (
  "view_id" UUID NOT NULL,
  "list" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "query" TEXT NOT NULL,
  "browser" TEXT NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "saved_view_pkey" PRIMARY KEY ("view_id")
);
CREATE UNIQUE INDEX "saved_view_list_browser_name_key" ON "saved_view" ("list", "browser", "name");

-- With which view a browser opens a list.
CREATE TABLE "saved_view_start" (
  "browser" TEXT NOT NULL,
  "list" TEXT NOT NULL,
  "view_id" UUID NOT NULL,
  CONSTRAINT "saved_view_start_pkey" PRIMARY KEY ("browser", "list")
);
