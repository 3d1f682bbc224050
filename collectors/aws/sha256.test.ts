import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Sha256 } from "./sha256.ts";

const bytes = () => fc.uint8Array({ maxLength: 200 });
const hex = (digest: Uint8Array) => Buffer.from(digest).toString("hex");

it("gives the digest that Node gives of the same parts", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(bytes(), fc.string())), async (parts) => {
      const ours = new Sha256();
      const theirs = createHash("sha256");
      for (const part of parts) {
        ours.update(part);
        theirs.update(part);
      }
      const expected = theirs.digest("hex");
      expect(hex(await ours.digest())).toBe(expected);
      // The SDK's may be asked again, and begun anew.
      expect(hex(await ours.digest())).toBe(expected);
      ours.reset();
      expect(hex(await ours.digest())).toBe(createHash("sha256").digest("hex"));
    }),
  );
});

it("signs as Node does, with keys of any length", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), bytes(), async (key, data) => {
      const ours = new Sha256(key);
      ours.update(data);
      expect(hex(await ours.digest())).toBe(createHmac("sha256", key).update(data).digest("hex"));
    }),
  );
  const text = new Sha256("AWS4schlüssel");
  text.update("20261122");
  const expected = createHmac("sha256", "AWS4schlüssel").update("20261122").digest("hex");
  expect(hex(await text.digest())).toBe(expected);
});

it("reads views and whole buffers as their bytes", async () => {
  const words = new Uint16Array([1, 2, 3, 4]);
  const of = async (data: ArrayBuffer | ArrayBufferView) => {
    const sha = new Sha256();
    sha.update(data);
    return hex(await sha.digest());
  };
  const expected = createHash("sha256")
    .update(Buffer.from([2, 0, 3, 0]))
    .digest("hex");
  expect(await of(words.subarray(1, 3))).toBe(expected);
  expect(await of(words.buffer.slice(2, 6))).toBe(expected);
});
