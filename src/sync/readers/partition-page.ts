import type { JsonObject } from "../../json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";

/** A page of a partition. */
export interface PartitionPage {
  readonly rows: readonly JsonObject[];
  /** What the request said. */
  readonly parameters: Parameters;
  /** Where the partition goes on: null after its end, undefined where no bookmark leads to. */
  readonly bookmark: string | null | undefined;
}
