import assert from "node:assert/strict";
import { pinMeasures } from "../../simulator/metrics/activity.ts";
import { daysOf, pinDays, type View } from "../../simulator/metrics/days.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";

describe("a hit", () => {
  for (const seed of [1, 2, 3])
    it(`makes most of the rise of an account, of the seed ${seed}`, async () => {
      const simulator = await startSimulator({ seed, scale: { ...extents.small, pins: 3_000, hits: 1 } });
      const { clock, world } = simulator;
      const view: View = { seed, account: world.me, today: clock.today() };
      const clicks = pinMeasures.names.indexOf("OUTBOUND_CLICK");
      const changes = world.me.publishedPins.map((pin) => {
        const sum = (first: number, last: number) =>
          pinDays(view, pin, daysOf(view.today - first, view.today - last, view.today))[clicks] ?? 0;
        return { isHit: pin.isHit === true, change: sum(29, 2) - sum(57, 30) };
      });
      await simulator.close();
      const ofHits = changes.filter(({ isHit }) => isHit).map(({ change }) => change);
      const rise = changes.reduce((all, { change }) => all + change, 0);
      assert.equal(ofHits.length, 1);
      assert.ok((ofHits[0] ?? 0) > rise / 2, `${ofHits[0]} of ${rise}`);
    });
});
