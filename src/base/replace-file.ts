import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";

/** Replaces a file atomically. Other users of the machine can't read it. If the path is a symbolic link, replaces the link. */
export async function replaceFile(path: string, content: string): Promise<void> {
  await replaceBy(path, async (next) => {
    const file = await open(next, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/**
 * Replaces a file as `replaceFile` does.
 * @param create creates a file at a path whose name nobody can guess
 */
export async function replaceBy(path: string, create: (next: string) => Promise<unknown>): Promise<void> {
  const next = nextTo(path);
  try {
    await create(next);
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}

/** Returns the path of a new file in the same folder. */
export function nextTo(path: string): string {
  return `${path}.${randomBytes(6).toString("hex")}.new`;
}
