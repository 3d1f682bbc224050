// npm run backup -- FOLDER: copies the embedded database while it runs. The folder is then a data folder of its own.
import { resolve } from "node:path";
import { BackupError, backUpEmbedded } from "#lib/db/backup.ts";
import { readEnv } from "#lib/env.ts";
import { say } from "./lib/say.mjs";

const [folder] = process.argv.slice(2);
const env = readEnv();
if (!folder)
  throw new BackupError("expected a folder for the backup, as in: npm run backup -- /backups/2026-11-21");
if (env.databaseUrl) {
  throw new BackupError(
    "DATABASE_URL is set: back that database up with pg_dump -Fc, as docs/operations.md says",
  );
}
const begun = Date.now();
const { bytes } = await backUpEmbedded({ dataDir: env.dataDir, target: resolve(folder) });
const seconds = (Date.now() - begun) / 1000;
say(
  `${folder}: ${Math.round(bytes / 1024 / 1024)} MB in ${seconds.toFixed(1)} s. LINKLEDGER_DATA_DIR=${folder} npm start opens it.`,
);
