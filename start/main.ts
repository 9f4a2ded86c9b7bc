import { UsageError } from "../src/commands/command-line/arguments.ts";
import { logLines } from "../src/commands/output/log-lines.ts";
import { OutputCheck } from "../src/commands/output/output-check.ts";
import { textOutput } from "../src/commands/output/text-output.ts";
import { systemContext } from "../src/commands/system-context.ts";
import { identify } from "./identity.ts";
import { help, type Options, parseOptions } from "./options.ts";
import { audienceOf, ownAccount } from "./own-account.ts";

// The files have the data of an account: other users of the machine can't read them.
process.umask(0o077);
const outputs = new OutputCheck(process.stdout, process.stderr);
try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) textOutput(process.stdout).write(help);
  else await run(options);
} catch (error) {
  const isUsage = error instanceof UsageError;
  const message = explained(error instanceof Error ? error.message : String(error));
  textOutput(process.stderr).write(`${message}${isUsage ? " Options follow two dashes: npm start -- --help" : ""}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
if (!(await outputs.isWritten("run the same command again"))) process.exitCode = 1;

/** Says of a full disk, which the database reports in its own words, what to do. */
function explained(message: string): string {
  if (!/no space left on device/iu.test(message)) return message;
  const [reason = ""] = message.split("\n");
  return `The disk is full: ${reason}. Free some space, and run the same command again: it continues this read.`;
}

async function run(options: Options): Promise<void> {
  const { config, demo, streams, budget } = options;
  const own = demo ? undefined : ownAccount(config);
  if (own === undefined && !demo && (streams !== undefined || budget !== undefined))
    throw new UsageError("Whose streams? Add --config FILE for your account, or --demo for the simulated one.");
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const log = new Set<string>();
  const lines = logLines({ write: (line) => log.add(line) });
  const identified = own && {
    account: own,
    identity: await identify(own, systemContext(lines, stop.signal, audienceOf(own))),
  };
  // Loads the database and the charts only once the first request has succeeded.
  const { start } = await import("./start.ts");
  await start(options, identified, log, stop.signal);
}
