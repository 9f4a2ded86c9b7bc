import { RateGovernor } from "../../src/pinterest/rate-governor.ts";
import { FakeClock } from "../fake-clock.ts";
import { LimitedServer } from "./limited-server.ts";
describe("experiment", () => {
  for (const kind of ["fixed", "sliding"] as const)
    for (const workers of [1, 5, 20])
      for (const latency of [50, 400, 3000])
        for (const pace of ["steady", "bursts", "random"] as const)
      for (const offset of [0, 17_300, 52_000]) {
          it(`${kind} ${workers} workers ${latency} ms from ${offset} ${pace}`, async () => {
            const clock = new FakeClock(1_800_000_000_000 + offset);
            const start = clock.now();
            const server = new LimitedServer([
              { name: "safety_net", categories: ["a", "b"], limit: 100, seconds: 1, kind },
              { name: "a", categories: ["a"], limit: 60, seconds: 60, kind },
            ]);
            const governor = new RateGovernor(clock);
            let seed = 1;
            const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
            const end = start + 20 * 60_000;
            const signal = new AbortController().signal;
            const work = async () => {
              while (clock.now() < end) {
                const admission = await governor.admit("a", "x", signal, () => {});
                await clock.sleep(latency * (0.2 + random() * 0.6));
                const answer = server.answer("a", clock.now());
                await clock.sleep(latency * (0.2 + random() * 0.6));
                governor.learn(admission, answer.headers);
                if (answer.status === 429) governor.pause("a", clock.now() + 1000 * Number(answer.headers["x-ratelimit-reset"]) + 500);
                if (pace === "bursts" && random() < 0.05) await clock.sleep(random() * 50_000);
                if (pace === "random") await clock.sleep(random() * 2000 * workers);
              }
            };
            await Promise.all(Array.from({ length: workers }, work));
            const late = server.refused.filter(({ at }) => at > start + 60_000).length;
            console.log(`${kind} w${workers} l${latency} o${offset} ${pace}: ${(server.served.length / 20 / 60 * 100).toFixed(1)} %, refused ${server.refused.length}, after first minute ${late}`);
          });
        }
});
