import { Readable } from "node:stream";
import { digestOf } from "../../base/digest.ts";
import { type FileText, fileRows } from "./report-file.ts";
import type { ReportRequest } from "./report-request.ts";

/** In characters. */
const blockLength = 2 ** 16;
/** The length of the longest text to keep, in blocks: two million characters. Eight files can be open. */
const maxKeptBlocks = 32;

/** A repeated download has another text. */
export class OtherFileError extends Error {
  constructor() {
    super("a second download of the report differs from the first");
    this.name = "OtherFileError";
  }
}

/**
 * The proof that a file is complete and valid, before its first row goes out. Has the digest of each block of its text, so that
 * another download goes out only as far as it is the same, in memory that hardly depends on the size of the file. A short text is
 * kept, so that it is downloaded once. A copy on disk would be downloaded once, too, but a container can have a read-only
 * file system, or one in its memory.
 */
export class FileProof {
  readonly #size: number | undefined;
  readonly #digests: string[] = [];
  /** The blocks of a short text. */
  #kept: string[] | undefined = [];

  private constructor(size: number | undefined) {
    this.#size = size;
  }

  /**
   * Reads a file to its end.
   * @throws SyntaxError if it isn't a report; errors of its text, and of the request's `verify`
   */
  static async of({ nameColumns, verify }: ReportRequest, { text, size }: FileText): Promise<FileProof> {
    const proof = new FileProof(size);
    for await (const rows of fileRows({ text: proof.#record(text), size }, nameColumns))
      for (const { row } of verify === undefined ? [] : rows) verify?.(row);
    return proof;
  }

  /**
   * Returns the file again.
   * @param open downloads it
   */
  async again(open: () => Promise<FileText>): Promise<FileText> {
    const text = this.#kept === undefined ? this.#verified((await open()).text) : Readable.from(this.#kept);
    return { text, size: this.#size };
  }

  async *#record(text: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const block of blocksOf(text)) {
      if (this.#digests.length === maxKeptBlocks) this.#kept = undefined;
      this.#kept?.push(block);
      this.#digests.push(digestOfBlock(block));
      yield block;
    }
  }

  /** Yields a text. @throws OtherFileError before the first block that differs */
  async *#verified(text: AsyncIterable<string>): AsyncGenerator<string> {
    let count = 0;
    for await (const block of blocksOf(text)) {
      if (digestOfBlock(block) !== this.#digests[count]) throw new OtherFileError();
      count += 1;
      yield block;
    }
    if (count < this.#digests.length) throw new OtherFileError();
  }
}

const digestOfBlock = (block: string) => digestOf(block, 16);

/** Cuts a text into blocks that depend on it alone. A block is one character longer if its end would cut a surrogate pair. */
async function* blocksOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let block = "";
  for await (const chunk of text)
    for (let start = 0; start < chunk.length; ) {
      let end = start + blockLength - block.length;
      const last = chunk.charCodeAt(end - 1);
      if (last >= 0xd800 && last < 0xdc00) end += 1;
      block += chunk.slice(start, end);
      start = end;
      if (block.length < blockLength) continue;
      yield block;
      block = "";
    }
  if (block !== "") yield block;
}
