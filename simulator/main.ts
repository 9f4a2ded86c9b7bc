import { parseArgs } from "node:util";
import { systemClock } from "./clock.ts";
import { knownCredentials, type Simulator, startSimulator } from "./simulator.ts";
import { isScale, type Scale } from "./world/scale.ts";

/*
 * The simulator as a program. Prints one line of JSON with its URL and credentials once it listens.
 */

const help = `Usage: npm run simulator -- [OPTIONS]

Simulates Pinterest's API v5 on this machine. Prints one line of JSON with its URL and credentials.

Options:
  --port NUMBER   The port to listen on; 0 (default) takes any free port
  --seed NUMBER   The seed of the simulated account; 1 by default
  --scale SIZE    small (the default), medium, or large
  --now TIME      The initial time, such as 2026-07-09T12:00:00Z; the system time by default
  --help          Show this help

To connect, set PINTEREST_API_BASE_URL to the URL. See simulator/README.md.
`;

/** An invalid command line, or a failure to start. */
class StartError extends Error {}

interface Options {
  readonly port: number;
  readonly seed: number;
  readonly scale: Scale;
  /** Offset from the system clock, in milliseconds. */
  readonly ahead: number;
}

/** Returns undefined if `--help` is given. */
function parseOptions(): Options | undefined {
  const { help: isHelp, port, seed, scale, now } = valuesOf(process.argv.slice(2));
  if (isHelp) return undefined;
  if (!isScale(scale)) throw new StartError("--scale must be small, medium, or large.");
  const ahead = now === undefined ? 0 : Date.parse(now) - systemClock.now();
  if (Number.isNaN(ahead)) throw new StartError("--now must be a time such as 2026-07-09T12:00:00Z.");
  return { port: wholeNumber("port", port, 65_535), seed: wholeNumber("seed", seed), scale, ahead };
}

function valuesOf(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string", default: "0" },
        seed: { type: "string", default: "1" },
        scale: { type: "string", default: "small" },
        now: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string, max = Number.MAX_SAFE_INTEGER): number {
  if (!/^\d+$/u.test(text) || Number(text) > max)
    throw new StartError(`--${name} must be a whole number up to ${max}.`);
  return Number(text);
}

async function start({ ahead, ...options }: Options): Promise<Simulator> {
  try {
    return await startSimulator({ ...options, clock: { now: () => systemClock.now() + ahead } });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") throw new StartError(`Port ${options.port} is in use. Choose another, or omit --port.`);
    if (code === "EACCES") throw new StartError(`Port ${options.port} requires privileges. Choose one above 1023.`);
    throw error;
  }
}

try {
  const options = parseOptions();
  if (options === undefined) {
    process.stdout.write(help);
  } else {
    const simulator = await start(options);
    const { world } = simulator;
    const line = {
      url: simulator.url,
      ...knownCredentials,
      username: world.me.profile.username,
      ad_account_ids: world.adAccounts.map(({ id }) => id),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        void simulator.close();
      });
    }
  }
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n\n${help}`);
  process.exitCode = 2;
}
