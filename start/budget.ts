import type { Plan } from "../src/commands/plan/plan-table.ts";
import type { HttpResponse } from "../src/pinterest/network/transport.ts";
import type { ConfiguredStream } from "../src/protocol/configured-catalog.ts";
import type { Command } from "./options.ts";

/** The streams of the page, what it needs most first. */
const pageStreams =
  `account account_snapshots user_account_analytics user_account_top_pins pins boards pin_analytics ad_accounts campaigns
  campaign_analytics_report user_account_analytics_split ads ad_groups pin_promotion_report trending_keywords search_boards search_pins
  following_interests following_boards following_users`.split(/\s+/u);

/** The streams to read from a real account: those of the page, and the lists that every account has. */
export const ownStreams: readonly string[] = [...pageStreams, "likes", "followers", "board_pins"];

/** Returns streams in the order in which a small budget is spent on them. */
function inOrderOfNeed(configured: readonly ConfiguredStream[]): readonly ConfiguredStream[] {
  const place = ({ descriptor: { name } }: ConfiguredStream) => {
    const index = ownStreams.indexOf(name);
    return index < 0 ? ownStreams.length : index;
  };
  return configured.toSorted((one, other) => place(one) - place(other));
}

/** Returns the streams of the page, and the others: a read under a budget begins the others when the page has what it needs. */
export function inPasses(configured: readonly ConfiguredStream[]): readonly (readonly ConfiguredStream[])[] {
  const isOfPage = ({ descriptor: { name } }: ConfiguredStream) => pageStreams.includes(name);
  const passes = [configured.filter(isOfPage), configured.filter((each) => !isOfPage(each))];
  return passes.filter((pass) => pass.length > 0);
}

/** The API calls that a read can still make. */
export interface Allowance {
  left: number;
}

/** What is known of the cost of a read, in API calls. */
interface Costs {
  readonly budget: number;
  /** The API calls that were made before the read. */
  readonly made: number;
  readonly plan: Plan | undefined;
  readonly command: Command;
}

/** Returns the maximum number of API calls of a plan. A small budget is for the read. */
export function callsOfPlan(left: number): number {
  return Math.max(3, Math.floor(left / 4));
}

/** Returns the streams that the remaining API calls are enough for. What was begun goes on, or its job would never end. */
export function affordableOf(
  configured: readonly ConfiguredStream[],
  costs: ReadonlyMap<string, number>,
  open: readonly string[],
  allowed: number,
): readonly ConfiguredStream[] {
  let left = allowed;
  return inOrderOfNeed(configured).filter(({ descriptor: { name } }) => {
    const cost = costs.get(name) ?? 0;
    const isAffordable = cost <= left || open.includes(name);
    if (isAffordable) left = Math.max(0, left - cost);
    return isAffordable;
  });
}

/** Returns why a stream isn't complete at the end of a budget, with a budget that is enough for all of the read. */
export function endOfBudget(cost: number, isBegun: boolean, { budget, made, plan, command }: Costs): string {
  // An estimate, hence the tenth more.
  const estimate = 10 * Math.ceil(0.11 * (made + (plan?.made ?? 0) + (plan?.requests ?? 0)));
  const isTooLow = estimate <= budget;
  const enough = command("--budget", String(isTooLow ? 2 * budget : estimate));
  if (cost > budget)
    return `It takes about ${cost.toLocaleString("en-US")} API calls, more than the budget of ${budget}. To read all: ${enough}`;
  if (isBegun && isTooLow)
    return `The budget of ${budget} API calls ended, since there is more to read than the plan knew. To continue: ${enough}`;
  return `The budget of ${budget} API calls is not enough. To read the rest: ${enough}`;
}

/** Returns a plan as a line. */
export function planLine({ requests, streams, made }: Plan, budget: number): string {
  const costly = streams
    .filter((stream) => stream.requests > 1)
    .toSorted((one, other) => other.requests - one.requests);
  const named = costly.slice(0, 4).map((stream) => `${stream.name} ${stream.requests.toLocaleString("en-US")}`);
  const all = `about ${requests.toLocaleString("en-US")} API calls for ${streams.length} streams`;
  const most = named.length === 0 ? "" : `; most for ${named.join(", ")}`;
  return `Plan: ${all}${most}. The budget is ${budget}. This plan took ${made}.`;
}

/** Returns whether later streams of a read request a list again: the boards, which lead to their Pins and sections. */
export function isSharedList(url: string): boolean {
  return new URL(url).pathname.endsWith("/boards");
}

/** Responses by URL, each of which replaces one request. */
export type KnownResponses = Map<string, HttpResponse>;
