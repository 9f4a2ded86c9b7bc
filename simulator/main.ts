import { parseArgs } from "node:util";
import { systemClock } from "./clock.ts";
import { knownCredentials, startSimulator } from "./simulator.ts";
import { isScale } from "./world/scale.ts";

/*
 * The simulator as a program. Prints one line of JSON with its URL and credentials once it listens.
 */

const usage = `Usage: npm run simulator -- [OPTIONS]

Simulates Pinterest's API v5 on this machine. Prints one line of JSON with its URL and credentials.

Options:
  --port NUMBER   The port to listen on; 0 (default) takes any free port
  --seed NUMBER   The seed of the simulated account; 1 by default
  --scale SIZE    small (the default), medium, or large
  --redirect URL  The redirect link of its app; http://localhost:8085/ by default
  --now TIME      The initial time, such as 2026-07-09T12:00:00Z; the system time by default
  --help          Show this help

To connect, set PINTEREST_API_BASE_URL to the URL. See simulator/README.md.
`;

const { help, port, seed, scale, redirect, now } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    scale: { type: "string", default: "small" },
    redirect: { type: "string", default: "http://localhost:8085/" },
    now: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
}).values;

if (help) {
  process.stdout.write(usage);
} else {
  if (!isScale(scale)) throw new RangeError("--scale must be small, medium, or large.");
  const ahead = now === undefined ? 0 : Date.parse(now) - systemClock.now();
  if (Number.isNaN(ahead)) throw new RangeError("--now must be a time such as 2026-07-09T12:00:00Z.");
  const clock = { now: () => systemClock.now() + ahead };
  const simulator = await startSimulator({
    port: Number(port),
    seed: Number(seed),
    scale,
    redirect_uri: redirect,
    clock,
  });
  const { url, world } = simulator;
  const account = { username: world.me.profile.username, ad_account_ids: world.adAccounts.map(({ id }) => id) };
  process.stdout.write(`${JSON.stringify({ url, ...knownCredentials, ...account })}\n`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void simulator.close();
    });
  }
}
