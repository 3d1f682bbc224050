import { expect, it } from "vitest";
import { namesThisMachine } from "./localHost.ts";

it.each([
  "localhost:3000",
  "LOCALHOST",
  "127.0.0.1:3000",
  "127.8.9.1",
  "[::1]:3000",
  "app.localhost",
  undefined,
])("takes %s for this machine", (host) => expect(namesThisMachine(host)).toBe(true));

it.each([
  ...[
    "attacker.example:3000",
    "localhost.attacker.example",
    "127.0.0.1.attacker.example",
    "10.0.0.5",
    "[::2]",
  ],
  ...["", "127.0.0.1@attacker.example", "evil-localhost", "localhost:3000.attacker.example", "0.0.0.0"],
])("takes %s for another place", (host) => expect(namesThisMachine(host)).toBe(false));
