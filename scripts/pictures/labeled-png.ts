import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** Where the chunks of a PNG end: a length of zero, the name, and its checksum. */
const endLength = 12;
const keyword = "Comment\0";

/** Writes into a PNG what it was drawn of, as a digest, so that a test can tell when it is out of date. */
export function labeled(png: Buffer, source: string): Buffer {
  const content = Buffer.from(`tEXt${keyword}${digestOf(source)}`, "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length - 4);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  const end = png.length - endLength;
  return Buffer.concat([png.subarray(0, end), length, content, checksum, png.subarray(end)]);
}

/** Returns whether a PNG was drawn of this. */
export function isDrawnOf(png: Buffer, source: string): boolean {
  return png.includes(`tEXt${keyword}${digestOf(source)}`, 0, "latin1");
}

function digestOf(source: string): string {
  return createHash("sha256").update(source).digest("hex");
}
