import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** The end of a PNG: a chunk of length zero, with its name and checksum. */
const endLength = 12;
const keyword = "Comment\0";

/** Adds a digest of the picture's source to a PNG, so that a test can detect an outdated picture. */
export function labeled(png: Buffer, source: string): Buffer {
  const content = Buffer.from(`tEXt${keyword}${digestOf(source)}`, "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length - 4);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  const end = png.length - endLength;
  return Buffer.concat([png.subarray(0, end), length, content, checksum, png.subarray(end)]);
}

/** Whether a PNG was drawn from this source. */
export function isDrawnOf(png: Buffer, source: string): boolean {
  return png.includes(`tEXt${keyword}${digestOf(source)}`, 0, "latin1");
}

function digestOf(source: string): string {
  return createHash("sha256").update(source).digest("hex");
}
