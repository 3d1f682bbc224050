import { signOut } from "#lib/access/signIn.ts";
import { postOnly } from "#lib/api/handler.ts";

export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = postOnly(signOut);
