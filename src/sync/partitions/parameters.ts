import type { Config } from "../../config/config.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { RunFacts, Stream } from "../../streams/stream.ts";
import type { Partition } from "./partition.ts";

/** All that a request of a partition says, but for the page. */
export function parametersOf(stream: Stream, { parameters }: Partition, facts: RunFacts): Parameters {
  return { ...commonParametersOf(stream, facts), ...parameters };
}

/** What all requests of a stream say. */
export function commonParametersOf(stream: Stream, facts: RunFacts): Parameters {
  return { ...actingFor(stream.operation, facts.config), ...stream.parameters?.(facts) };
}

/** The account to act for (Business Access), for operations that let one choose. */
export function actingFor(operation: string, { adAccountIds }: Config): Parameters {
  const [adAccountId] = adAccountIds;
  return adAccountId !== undefined && "ad_account_id" in operationNamed(operation).query
    ? { ad_account_id: adAccountId }
    : {};
}
