import { parseArgs } from "node:util";
import { systemClock } from "./clock.ts";
import { knownCredentials, startSimulator } from "./simulator.ts";
import { isScale } from "./world/scale.ts";

/*
 * The simulator as a program: `--port`, `--seed`, `--scale small|medium|large`, and `--now` to start at another time
 * than this machine's. Prints one line of JSON when it listens: where, and with which credentials.
 */

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    scale: { type: "string", default: "small" },
    now: { type: "string" },
  },
});

function whole(name: string, text: string): number {
  if (!/^\d+$/u.test(text)) throw new RangeError(`--${name} must be a whole number`);
  return Number(text);
}

const { scale, now } = values;
if (!isScale(scale)) throw new RangeError("--scale must be small, medium or large");
const ahead = now === undefined ? 0 : Date.parse(now) - systemClock.now();
if (Number.isNaN(ahead)) throw new RangeError("--now must be a time such as 2026-07-09T12:00:00Z");

const simulator = await startSimulator({
  port: whole("port", values.port),
  seed: whole("seed", values.seed),
  scale,
  clock: { now: () => systemClock.now() + ahead },
});
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
