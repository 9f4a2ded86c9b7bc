import type { Config } from "../../src/config/config.ts";
import type { JsonObject } from "../../src/json.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { AccessClient } from "../../src/sync/access/access-client.ts";
import { recordMaker } from "../../src/sync/output/records.ts";
import { onlyParent, type Partition } from "../../src/sync/partitions/partition.ts";
import type { Progress } from "../../src/sync/progress/progress.ts";
import type { Page, Slice } from "../../src/sync/readers/reader.ts";
import { FakeClock } from "../fake-clock.ts";
import { type ApiRequest, type ApiResponse, configWith, ScriptedApi } from "../scripted-api.ts";
import { MessageLog } from "./message-log.ts";
import { contextWith, loopWith } from "./surroundings.ts";

/** Returns the dependencies of a read against an API that a function implements. */
export function scriptedLoop(
  stream: Stream,
  script: (request: ApiRequest) => ApiResponse,
  {
    config = {},
    partitions,
    parents = partitions.length,
    today = "2026-06-30",
  }: { config?: Partial<Config>; partitions: readonly Partition[]; parents?: number; today?: string },
) {
  const clock = new FakeClock(Date.parse(today));
  const log = new MessageLog(clock);
  const api = new ScriptedApi(clock, script);
  const only = { ...onlyParent, discover: () => Promise.resolve({ partitions }) };
  const found = { parents, partitions: partitions.length };
  const context = contextWith(clock, {
    config: configWith(config),
    client: new AccessClient(api.client),
    router: { parentsOf: () => Promise.resolve({ parents: [only], missing: undefined, noCatalog: false, found }) },
  });
  const halt = new AbortController();
  const loop = loopWith(stream, log, context, {
    caller: { signal: halt.signal },
    makeRecords: recordMaker(stream, {}),
    halt: () => halt.abort(),
  });
  return { clock, log, api, loop, context };
}

/** Progress over given slices that records closed partitions. */
export class CutProgress implements Progress<string> {
  readonly closed: string[] = [];
  readonly pages: Page<string>[] = [];
  readonly #cut: (partitions: readonly Partition[]) => readonly Slice[];
  readonly #from: string | undefined;
  #isBegun = false;

  /** @param from the position to resume each slice from */
  constructor(cut: (partitions: readonly Partition[]) => readonly Slice[], from?: string) {
    this.#cut = cut;
    this.#from = from;
  }

  nextPass(): boolean {
    const isNext = !this.#isBegun;
    this.#isBegun = true;
    return isNext;
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    return parents;
  }

  open(_: Partition, partitions: readonly Partition[]) {
    return { slices: this.#cut(partitions), readBefore: [] };
  }

  positionOf(): string | undefined {
    return this.#from;
  }

  advance(_: Slice, page: Page<string>): void {
    this.pages.push(page);
    this.closed.push(...page.closed.map(({ key }) => key));
  }

  close(): void {}

  endPass(): void {}

  toState(): JsonObject {
    return { closed: [...this.closed] };
  }

  endState(): JsonObject {
    return this.toState();
  }
}
