import type { ChildProcess } from "node:child_process";
import type { JournalEntry } from "../../../simulator/http/journal.ts";
import type { Random } from "../../../simulator/random.ts";
import type { Simulator } from "../../../simulator/simulator.ts";
import { isObject, type JsonObject } from "../../../src/json.ts";
import type { Outcome, RunOptions } from "../../connector.ts";

/** When a run is stopped. Counts begin at 1. */
export type Moment =
  /** Before it has said or asked anything. */
  | { readonly at: "start" }
  | { readonly at: "record"; readonly count: number }
  /** After so many characters, as a rule in the middle of a line; whatever the program wrote after them is lost. */
  | { readonly at: "character"; readonly count: number }
  /** In the middle of a STATE line; its rest is lost. */
  | { readonly at: "state"; readonly count: number }
  /** As soon as a STATE says something new. */
  | { readonly at: "progress" }
  /** While a request is answered. */
  | { readonly at: "request"; readonly count: number }
  /** While a report's job is started, polled or its file is loaded. */
  | { readonly at: "report"; readonly count: number };

/** How much a read comes to: the moments to choose from. */
export interface Extent {
  readonly records: number;
  readonly characters: number;
  readonly states: number;
  readonly requests: number;
  readonly reportRequests: number;
}

export function extentOf(
  { messages, stdout }: Pick<Outcome, "messages" | "stdout">,
  requests: readonly JournalEntry[],
): Extent {
  return {
    records: messages.filter(({ type }) => type === "RECORD").length,
    characters: stdout.length,
    states: messages.filter(({ type }) => type === "STATE").length,
    requests: requests.length,
    reportRequests: requests.filter(isAboutReport).length,
  };
}

/** What is left of a read that comes to so much, when runs have brought this and made these requests. */
export function leftOf(
  whole: Extent,
  runs: readonly { readonly outcome: Outcome; readonly messages: readonly JsonObject[] }[],
  requests: readonly JournalEntry[],
): Extent {
  const stdout = runs.map(({ outcome }) => outcome.stdout).join("");
  const messages = runs.flatMap((run) => run.messages);
  const gone = extentOf({ stdout, messages }, requests);
  return {
    records: whole.records - gone.records,
    characters: whole.characters - gone.characters,
    states: whole.states - gone.states,
    requests: whole.requests - gone.requests,
    reportRequests: whole.reportRequests - gone.reportRequests,
  };
}

/**
 * A random moment of a read that comes to so much; the early ones come more often, so that there is something left for
 * the next.
 */
export function randomMoment(
  random: Random,
  { records, characters, states, requests, reportRequests }: Extent,
): Moment {
  if (random.chance(0.08)) return { at: "start" };
  const totals = { record: records, character: characters, state: states, request: requests, report: reportRequests };
  const possible = momentKinds.filter((kind) => totals[kind] > 0);
  // Even a run that finds nothing left says so in a STATE.
  if (possible.length === 0) return { at: "state", count: 1 };
  const at = random.pick(possible);
  return { at, count: 1 + Math.floor(totals[at] * random.next() * random.next()) };
}

const momentKinds = ["record", "character", "state", "request", "report"] as const;

/**
 * Makes a run that begins with these states stop at a moment. `arrived` gives the part of what it wrote that the platform has
 * got hold of.
 */
export function interruption(
  moment: Moment,
  signal: NodeJS.Signals,
  simulator: Simulator,
  states: readonly JsonObject[],
): { readonly options: RunOptions; readonly arrived: (outcome: Outcome) => readonly JsonObject[] } {
  let seen = 0;
  const count = (child: ChildProcess, more = 1): void => {
    if (moment.at === "start" || moment.at === "progress") return;
    if (seen < moment.count && seen + more >= moment.count) child.kill(signal);
    seen += more;
  };
  const onStart = (child: ChildProcess): void => {
    if (moment.at === "start") child.kill(signal);
    if (moment.at === "character") child.stdout?.on("data", (chunk: string) => count(child, chunk.length));
    if (moment.at !== "request" && moment.at !== "report") return;
    const stop = simulator.journal.watch((entry) => {
      if (moment.at === "request" || isAboutReport(entry)) count(child);
    });
    child.once("close", stop);
  };
  const known = new Set(states.map(contentOf));
  const isNew = ({ state }: JsonObject) => isObject(state) && !known.has(contentOf(state));
  const onMessage = (message: JsonObject, child: ChildProcess): void => {
    const { type } = message;
    if (moment.at === "progress" && isNew(message)) child.kill(signal);
    if (moment.at === "record" && type === "RECORD") count(child);
    if (moment.at === "state" && type === "STATE") count(child);
  };
  const arrived = ({ signal: ended, stdout, messages }: Outcome): readonly JsonObject[] => {
    // After SIGTERM the platform reads on to the end.
    if (ended !== "SIGKILL") return messages;
    if (moment.at === "character") return wholeLines(stdout.slice(0, moment.count));
    if (moment.at === "progress") return messages.slice(0, messages.findIndex(isNew) + 1);
    if (moment.at === "state") return messages.slice(0, indexOfState(messages, moment.count));
    return messages;
  };
  return { options: { onStart, onMessage }, arrived };
}

/** Where the STATE of this number is among the messages; the end, when there are not so many. */
function indexOfState(messages: readonly JsonObject[], count: number): number {
  let states = 0;
  const index = messages.findIndex(({ type }) => {
    if (type === "STATE") states += 1;
    return states === count;
  });
  return index < 0 ? messages.length : index;
}

/** What a state says of which stream. */
function contentOf({ stream }: JsonObject): string {
  return JSON.stringify(stream);
}

function wholeLines(text: string): readonly JsonObject[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const message: unknown = JSON.parse(line);
      if (!isObject(message)) throw new Error(`not a message: ${line}`);
      return message;
    });
}

function isAboutReport({ operation }: JournalEntry): boolean {
  return operation !== null && /report/u.test(operation);
}
