import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { JsonObject } from "../../src/json.ts";
import { isObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";

/**
 * Runs the built connector as Airbyte does, with files for arguments and messages on stdout.
 * @param onMessage told of each message as it comes
 * @returns its exit code; null when a signal ended it
 */
export async function runConnector(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  onMessage: (message: JsonObject) => void,
): Promise<number | null> {
  const child = spawn(process.execPath, [join(packageRoot, "dist/src/main.js"), ...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
    const message: unknown = JSON.parse(line);
    if (isObject(message)) onMessage(message);
  }
  return exit;
}
