import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Walk } from "./walkSchema.ts";

const fastest = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** A walk as it is stored: JSON, packed by zstd to about a tenth. */
export const packWalk = (walk: Walk): Buffer => zstdCompressSync(JSON.stringify(walk), fastest);

export const unpackWalk = (packed: Buffer): Walk => JSON.parse(zstdDecompressSync(packed).toString("utf8"));
