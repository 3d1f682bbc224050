import { hash } from "node:crypto";
import type { EC2ClientConfig } from "@aws-sdk/client-ec2";

type Checksums = NonNullable<EC2ClientConfig["sha256"]>;
type Source = NonNullable<ConstructorParameters<Checksums>[0]>;

const blockBytes = 64;

/**
 * SHA-256 and, with a secret, HMAC-SHA-256 (RFC 2104), as the SDK signs with. A request takes eight of them, since the
 * SDK keeps the keys of 50 accounts and regions and makes all others anew each time: by one call each they take a third
 * of what they take as objects that are made, fed, copied and read.
 */
export class Sha256 {
  readonly digestLength = 32;
  readonly #key: Uint8Array | undefined;
  #data: Uint8Array[] = [];

  constructor(secret?: Source) {
    if (secret) this.#key = keyOf(bytesOf(secret));
  }

  update(data: Source): void {
    this.#data.push(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    if (!this.#key) return hashOf(this.#data);
    const inner = hashOf([padded(this.#key, 0x36), ...this.#data]);
    return hashOf([padded(this.#key, 0x5c), inner]);
  }

  reset(): void {
    this.#data = [];
  }
}

function hashOf(parts: readonly Uint8Array[]): Uint8Array {
  const data = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  return hash("sha256", data, "buffer");
}

const keyOf = (secret: Uint8Array) => (secret.length > blockBytes ? hashOf([secret]) : secret);

function padded(key: Uint8Array, pad: number): Uint8Array {
  const block = Buffer.alloc(blockBytes, pad);
  for (let i = 0; i < key.length; i++) block[i] = (key[i] as number) ^ pad;
  return block;
}

function bytesOf(data: Source): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(data);
}
