import { hash } from "../../random.ts";
import type { AdAccount } from "../world.ts";
import type { Ad } from "./advertising-records.ts";

/** Yields ads without parents that deliver every day, to make a report large. */
export function* extraAds({ id: adAccountId, advertising }: AdAccount, count: number): Generator<Ad> {
  const [ad] = advertising.everyAd;
  if (ad === undefined) return;
  // Each ad account has its own ID range.
  const first = 990_000_000_000_000_000n + BigInt(hash(adAccountId) % 1_000_000) * 1_000_000_000n;
  for (let index = 0; index < count; index++) {
    const id = String(first + BigInt(index) * 7n);
    yield { ...ad, id, status: "ACTIVE", everyDay: true, firstDay: 0, lastDay: Number.MAX_SAFE_INTEGER };
  }
}
