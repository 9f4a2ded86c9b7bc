import type { ChildProcess } from "node:child_process";
import type { JournalEntry } from "../../../simulator/http/journal.ts";
import type { Random } from "../../../simulator/random.ts";
import type { Simulator } from "../../../simulator/simulator.ts";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import type { Outcome, RunOptions } from "../../bed/connector.ts";

/** The moment of a stop. Counts start at 1. */
export type Moment =
  /** Before any output or request. */
  | { readonly at: "start" }
  | { readonly at: "record"; readonly count: number }
  /** After this many characters, usually within a line; later output is lost. */
  | { readonly at: "character"; readonly count: number }
  /** Within a STATE line, whose rest is lost. */
  | { readonly at: "state"; readonly count: number }
  /** After a STATE that differs from the previous one. */
  | { readonly at: "progress" }
  /** During a request. */
  | { readonly at: "request"; readonly count: number }
  /** During the creation, polling, or download of a report. */
  | { readonly at: "report"; readonly count: number };

/** The size of a read, from which moments are chosen. */
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

/** Returns the remaining size of a read after runs with this output and these requests. */
export function remainingOf(
  total: Extent,
  runs: readonly { readonly outcome: Outcome; readonly messages: readonly JsonObject[] }[],
  requests: readonly JournalEntry[],
): Extent {
  const stdout = runs.map(({ outcome }) => outcome.stdout).join("");
  const messages = runs.flatMap((run) => run.messages);
  const done = extentOf({ stdout, messages }, requests);
  return {
    records: total.records - done.records,
    characters: total.characters - done.characters,
    states: total.states - done.states,
    requests: total.requests - done.requests,
    reportRequests: total.reportRequests - done.reportRequests,
  };
}

/** Returns a random moment of a read, more often an early one, so that the next run has work left. */
export function randomMoment(
  random: Random,
  { records, characters, states, requests, reportRequests }: Extent,
): Moment {
  if (random.chance(0.08)) return { at: "start" };
  const totals = { record: records, character: characters, state: states, request: requests, report: reportRequests };
  const possible = momentKinds.filter((kind) => totals[kind] > 0);
  // Even a run without work left emits a STATE.
  if (possible.length === 0) return { at: "state", count: 1 };
  const at = random.pick(possible);
  return { at, count: 1 + Math.floor(totals[at] * random.next() * random.next()) };
}

const momentKinds = ["record", "character", "state", "request", "report"] as const;

/** Makes a run with these states stop at a moment. `arrived` returns the output that the platform has received. */
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
    // After SIGTERM, the platform reads until the end.
    if (ended !== "SIGKILL") return messages;
    if (moment.at === "character") return wholeLines(stdout.slice(0, moment.count));
    if (moment.at === "progress") return messages.slice(0, messages.findIndex(isNew) + 1);
    if (moment.at === "state") return messages.slice(0, indexOfState(messages, moment.count));
    return messages;
  };
  return { options: { onStart, onMessage }, arrived };
}

/** Returns the position of the n-th STATE, or the end if there are fewer. */
function indexOfState(messages: readonly JsonObject[], count: number): number {
  let states = 0;
  const index = messages.findIndex(({ type }) => {
    if (type === "STATE") states += 1;
    return states === count;
  });
  return index < 0 ? messages.length : index;
}

/** Identifies the stream and content of a state. */
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
