import type { Config } from "../../config/config.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { RunFacts, Stream } from "../../streams/stream.ts";
import type { Slice } from "../partition.ts";

/** Returns the parameters of all requests of a stream. */
export function commonParametersOf(stream: Stream, facts: RunFacts): Parameters {
  return { ...actingFor(stream.operation, facts.config), ...stream.parameters?.(facts) };
}

/**
 * Returns the parameters of a slice's requests, without dates.
 * @param single the parameter for a single ID, which the slice then has; undefined: that of the batch, if any
 */
export function parametersOf(
  { members: [first, ...others] }: Slice,
  stream: Stream,
  facts: RunFacts,
  single?: string,
): Parameters {
  const common = commonParametersOf(stream, facts);
  const { batch } = first;
  if (batch === undefined) return { ...common, ...first.parameters };
  const { [batch.parameter]: id = "", ...shared } = first.parameters;
  const one = others.length === 0 ? (single ?? batch.single) : undefined;
  const ids = [first, ...others].map(({ parameters }) => String(parameters[batch.parameter]));
  return {
    ...common,
    ...batch.groupParameters?.[first.group ?? ""],
    ...shared,
    ...(one === undefined ? { [batch.parameter]: ids } : { [one]: id }),
  };
}

/** Returns the parameter for the account to act for (Business Access), if the operation accepts it. */
export function actingFor(operation: string, { adAccountIds }: Config): Parameters {
  const [adAccountId] = adAccountIds;
  return adAccountId !== undefined && "ad_account_id" in operationNamed(operation).query
    ? { ad_account_id: adAccountId }
    : {};
}
