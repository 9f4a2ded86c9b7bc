import type { Comparison, Counts, Medians, RequestCounts } from "./measures.ts";

/** A goal for a figure of the benchmark. */
export interface Goal {
  readonly figure: string;
  readonly goal: number;
  /** Whether the figure should be at least the goal, such as a ratio of the official connector to ours. */
  readonly isAtLeast: boolean;
  /** Undefined: not measured, for example without the official connector. */
  readonly measured: number | undefined;
  /** What keeps the figure from its goal. */
  readonly limit: string;
}

const floorDoesLess =
  "Loading axios, the settings, and the streams takes almost half as long as the floor's whole read of 40,000 Pins. Then the connector finds integers beyond 2^53, new and repeated rows, values that a column can't hold, and secrets. Parsing and writing alone, which the floor does too, take half of the time for a row.";
const axiosIsLarge =
  "Loading axios takes as long as starting Node.js, so the least for `check` is 2. It also loads the settings' schema and the streams, and sends seven requests. `spec` loads 23 modules and no package.";
const waitsForParents =
  "The floor knows all addresses in advance. A read gets the IDs of the children from the lists of their parents.";
const oneProcessor = "The server and the program share two processors, and both connectors wait for the server.";
const oneAtATime =
  "The time for one response after the other: a list gives each bookmark with the page before it, and children need the IDs of their parents.";
const oneRequestEach =
  "Pinterest lists Pins per board and section, sections per board, and keywords with negative ones per campaign. Both connectors send these requests.";
const pagesAreLarge =
  "A response of dense ad analytics has 7 MB. It takes memory as bytes, as text, and as rows, and the rest is objects that aren't collected yet. The floor takes more.";

/** Returns the goals with their measured figures. */
export function goalsOf(comparisons: readonly Comparison[], counts: readonly RequestCounts[]): readonly Goal[] {
  const named = (name: string) => comparisons.find((each) => each.name === name);
  const over = (name: string, of: (medians: Medians) => number, which: "floor" | "official") => {
    const found = named(name);
    const base = found?.[which];
    if (found === undefined || base === undefined) return undefined;
    return which === "floor" ? of(found.ours) / of(base) : of(base) / of(found.ours);
  };
  const atMost = (figure: string, goal: number, measured: number | undefined, limit: string): Goal => ({
    figure,
    goal,
    isAtLeast: false,
    measured,
    limit,
  });
  const atLeast = (figure: string, goal: number, measured: number | undefined, limit: string): Goal => ({
    ...atMost(figure, goal, measured, limit),
    isAtLeast: true,
  });
  const cpu = ({ cpuSeconds }: Medians) => cpuSeconds;
  const time = ({ wallSeconds }: Medians) => wallSeconds;
  const peak = (name: string) => named(name)?.ours.peakMegabytes;
  const requests = (account: string, read: number) => {
    const found = counts.find((each) => each.account === account);
    return totalRatio(found?.official?.[read], found?.ours[read]);
  };
  const slow = ", 0.2 s per response";
  const pins = "40,000 Pins";
  const rows = "ad analytics, 40,000 rows";
  const report = "report, 100,000 rows";
  return [
    atMost(`CPU ours / floor: ${pins}`, 1.4, over(pins, cpu, "floor"), floorDoesLess),
    atMost(`CPU ours / floor: ${rows}`, 1.6, over(rows, cpu, "floor"), floorDoesLess),
    atMost(`CPU ours / floor: ${report}`, 1.5, over(report, cpu, "floor"), floorDoesLess),
    atMost("CPU ours / `node -e 0`: spec", 1.1, over("spec", cpu, "floor"), axiosIsLarge),
    atMost("CPU ours / `node -e 0`: check", 2, over("check", cpu, "floor"), axiosIsLarge),
    ...(["small account", "medium account", `ad analytics, 40,000 rows`] as const).map((name) =>
      atMost(`Time ours / floor: ${name}${slow}`, 1.2, over(name + slow, time, "floor"), waitsForParents),
    ),
    atLeast(`Time official / ours: ${pins}`, 10, over(pins, time, "official"), oneProcessor),
    atLeast(`Time official / ours: ${rows}`, 12, over(rows, time, "official"), oneProcessor),
    atLeast(`Time official / ours: ${report}`, 22, over(report, time, "official"), oneProcessor),
    atLeast(
      `Time official / ours: small account${slow}`,
      40,
      over(`small account${slow}`, time, "official"),
      oneAtATime,
    ),
    ...(
      [
        ["small", 10, 8],
        ["medium", 25, 20],
        ["large", 35, 30],
      ] as const
    ).flatMap(([account, first, second]) => [
      atLeast(`Requests official / ours: ${account}, first read`, first, requests(account, 0), oneRequestEach),
      atLeast(`Requests official / ours: ${account}, second read`, second, requests(account, 1), oneRequestEach),
    ]),
    ...[pins, "1,000,000 Pins"].map((name) => atMost(`Peak MB: ${name}`, 150, peak(name), pagesAreLarge)),
    ...["default number", "16", "40"].map((number) => {
      const name = `ad analytics, 160,000 rows, ${number} in flight`;
      return atMost(`Peak MB: ${name}`, 150, peak(name), pagesAreLarge);
    }),
  ];
}

/** Returns whether a measured figure reaches its goal. */
export function isReached({ goal, isAtLeast, measured }: Goal): boolean | undefined {
  if (measured === undefined) return undefined;
  return isAtLeast ? measured >= goal : measured <= goal;
}

function totalRatio(official: Counts | undefined, ours: Counts | undefined): number | undefined {
  return official && ours && total(official) / total(ours);
}

/** Returns the total number of requests of a read. */
export function total({ organic, lists, analytics }: Counts): number {
  return organic + lists + analytics;
}
