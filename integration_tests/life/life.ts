import type { Settings } from "../../simulator/settings.ts";
import type { Extent } from "../../simulator/world/scale.ts";
import type { JsonObject } from "../../src/base/json.ts";

/** A life as data: what there is at the beginning, when runs begin, and what happens. */
export interface Life {
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly begin: number;
  readonly extent: Extent;
  readonly moreAdAccounts: readonly Extent[];
  readonly settings: Partial<Settings>;
  readonly config: JsonObject;
  readonly streams: readonly { readonly name: string; readonly refreshes: boolean }[];
  /** Whether the destination keeps a history of rows. */
  readonly history: boolean;
  /** The longest time of a response, in milliseconds. */
  readonly maxLatency: number;
  /** When runs begin, epoch milliseconds. */
  readonly times: readonly number[];
  readonly events: readonly LifeEvent[];
}

/** What happens before a run, as data. Equal events do equal things, whatever other events there are. */
export interface LifeEvent {
  /** The run before which it happens. */
  readonly run: number;
  /** When, as a share of the time since the run before. */
  readonly at: number;
  readonly what: string;
  /** Chooses among what there is: a Pin, a board, a request. */
  readonly pick: number;
  /** The number of runs that it lasts. */
  readonly runs: number;
}
