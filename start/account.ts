import { millisecondsOfDay } from "../simulator/clock.ts";
import { isInactive } from "../simulator/metrics/days.ts";
import { Random } from "../simulator/random.ts";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { type Clock, systemClock } from "../src/base/clock.ts";
import { addDays, dayOf } from "../src/base/dates.ts";
import type { JsonObject } from "../src/base/json.ts";

/** An account to read into the database. */
export interface Account {
  /** A noun phrase for the title. */
  readonly description: string;
  readonly isSimulated: boolean;
  /** The file of the configuration, in which renewed tokens are saved if it keeps them. */
  readonly path: string;
  /** The environment variable with the access token; undefined: the credentials are in the file. */
  readonly tokenVariable?: string | undefined;
  /** Returns the current configuration, whose tokens might have been renewed. */
  readonly config: () => Promise<JsonObject>;
  /** Environment variables for the connector. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The clock of the read; undefined: the system clock. */
  readonly clock?: Clock;
  readonly close: () => Promise<void>;
}

/** Large enough for every chart, small enough for a quick read. */
const scale = {
  ...extents.small,
  boards: 30,
  sections: 40,
  pins: 3_000,
  hits: 1,
  // The first of the past reads is at the end of the initial data.
  hitAge: 0,
  followers: 9_700,
  campaigns: 12,
  ads: 60,
};

/** Every seventh read comes after the deletion of a Pin. */
const readsPerDeletion = 7;

/**
 * Starts a simulated account, which changes before each further read: it gets Pins and followers, a few, and more per
 * day, and sometimes loses a Pin.
 * @param reads the times of earlier reads, epoch milliseconds, so that the account continues from there
 * @param now returns the time, epoch milliseconds
 * @param onRead called at each earlier read, with the ID of the Pin that is deleted after it, if one is
 */
export async function simulatedAccount(
  reads: readonly number[],
  now = Date.now,
  onRead?: (readAt: number, simulator: Simulator, gone: string | undefined) => void,
): Promise<Account> {
  let [moment, ...later] = reads;
  // With the counts of Pinterest's document, since live names have no likes, and each part of the page is to be seen.
  const simulator = await startSimulator({
    scale,
    clock: { now: () => moment ?? now() },
    pin_metric_names: "document",
    trend_weeks: "last",
  });
  for (const { advertising } of simulator.world.adAccounts) advertising.activateDelivering();
  const random = new Random(1);
  for (let read = 1; moment !== undefined; read += 1) {
    const gone = read % readsPerDeletion === 0 ? activePin(simulator, random) : undefined;
    onRead?.(moment, simulator, gone);
    const days = ((later[0] ?? now()) - moment) / millisecondsOfDay;
    [moment, ...later] = later;
    const change = { add_pins: 3 + Math.round(6 * days), add_followers: random.integer(5, 45) };
    simulator.change(gone === undefined ? change : { ...change, delete_pin: gone });
  }
  const columns = ["SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT"];
  const people = ["TOTAL_IMPRESSION", "TOTAL_IMPRESSION_USER"];
  const report = { level: "CAMPAIGN", granularity: "DAY", columns, view_window_days: 1 };
  const config = {
    credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
    search_queries: ["garden", "tea"],
    trend_regions: ["US"],
    track_changes: ["boards", "followers"],
    start_date: addDays(dayOf(now()), -365),
    custom_reports: [
      { ...report, name: "w7", click_window_days: 7, engagement_window_days: 7 },
      { ...report, name: "w30", click_window_days: 30, engagement_window_days: 30 },
      { ...report, name: "reach", granularity: "MONTH", columns: people },
    ],
  };
  const description = "a simulated account. It has an ad account without access and unusual text, so expect warnings.";
  const environment = { PINTEREST_API_BASE_URL: simulator.url };
  const clock = { ...systemClock, now };
  const close = () => simulator.close();
  return { description, isSimulated: true, path: "", config: () => Promise.resolve(config), environment, clock, close };
}

/** Returns the ID of one of the account's own Pins that was seen in the last 90 days. */
function activePin({ seed, clock, world }: Simulator, random: Random): string {
  const { me } = world;
  const own = me.pins.filter(({ owner }) => owner === me.profile.username);
  let pin = random.pick(own);
  while (isInactive({ seed, account: me, today: clock.today() }, pin)) pin = random.pick(own);
  return pin.id;
}
