import type { Config } from "../../config/config.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { RunFacts, Stream } from "../../streams/stream.ts";

/** Returns the parameters of all requests of a stream. */
export function commonParametersOf(stream: Pick<Stream, "operation" | "parameters">, facts: RunFacts): Parameters {
  return { ...actingFor(stream.operation, facts.config), ...stream.parameters?.(facts) };
}

/** Returns the parameter for the account to act for (Business Access), if the operation accepts it. */
export function actingFor(operation: string, { adAccountIds }: Pick<Config, "adAccountIds">): Parameters {
  const [adAccountId] = adAccountIds;
  return adAccountId !== undefined && "ad_account_id" in operationNamed(operation).query
    ? { ad_account_id: adAccountId }
    : {};
}
