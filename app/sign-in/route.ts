import { beginSignIn } from "#lib/access/signIn.ts";
import { readOnly } from "#lib/api/handler.ts";

export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(beginSignIn);
