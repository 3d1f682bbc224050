import lists from "#components/lists/lists.module.css";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { TokenItem } from "#lib/access/tokenSchema.ts";
import { RevokeToken } from "./RevokeToken.tsx";

/** Tokens: what each may do, until when, and the button that takes it away. */
export function TokensTable({ tokens }: { tokens: readonly TokenItem[] }) {
  return (
    <ScrollTable
      className={lists.table}
      label="API tokens"
      columns={[
        "Token",
        "State",
        "May",
        "Made",
        "Expires",
        "Last used",
        { title: "What to do", hidden: true },
      ]}
    >
      <tbody>
        {tokens.map((token) => (
          <TokenRow key={token.tokenId} token={token} />
        ))}
      </tbody>
    </ScrollTable>
  );
}

const states: Record<TokenItem["state"], { status: Status; text: string }> = {
  valid: { status: "ok", text: "valid" },
  expired: { status: "none", text: "expired" },
  revoked: { status: "none", text: "revoked" },
};

function overWords({ accounts, owners }: TokenItem): string {
  if (accounts === null && owners === null) return "the whole fleet";
  const parts = [
    accounts?.length ? `accounts ${accounts.join(", ")}` : "",
    owners?.length ? `owners ${owners.join(", ")}` : "",
  ];
  return parts.filter(Boolean).join("; ");
}

function TokenRow({ token }: { token: TokenItem }) {
  const { tokenId, name, prefix, state, role, madeBy, madeAt, expiresAt, revokedAt, revokedBy, lastUsedAt } =
    token;
  return (
    <tr>
      <th scope="row">
        {name}
        <small className="mono">{prefix}…</small>
      </th>
      <td className={lists.nowrap}>
        <StatusMark status={states[state].status} /> {states[state].text}
        {revokedAt && (
          <small>
            <Time at={revokedAt} /> by {revokedBy}
          </small>
        )}
      </td>
      <td>
        {role}
        <small>{overWords(token)}</small>
      </td>
      <td className={lists.nowrap}>
        <Time at={madeAt} />
        <small>by {madeBy}</small>
      </td>
      <td className={lists.nowrap}>
        <Time at={expiresAt} />
      </td>
      <td className={lists.nowrap}>{lastUsedAt ? <Time at={lastUsedAt} /> : "never"}</td>
      <td>{state === "valid" && <RevokeToken tokenId={tokenId} name={name} />}</td>
    </tr>
  );
}
