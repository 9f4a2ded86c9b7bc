import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made = () => mkdtempSync(join(tmpdir(), "source-pinterest-test-"));

/** Calls a function with a temporary folder, and removes it at the end. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = made();
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns what has the path of a temporary folder for the suite in which it is called. Call it before other hooks. */
export const folderOfSuite = () => folderBetween(before, after);

/** Returns what has the path of a temporary folder for each test of the suite. Call it before other hooks. */
export const folderOfTest = () => folderBetween(beforeEach, afterEach);

function folderBetween(begin: Mocha.HookFunction, end: Mocha.HookFunction): { readonly path: string } {
  const folder = { path: "" };
  begin(() => {
    folder.path = made();
  });
  end(() => rmSync(folder.path, { recursive: true }));
  return folder;
}
