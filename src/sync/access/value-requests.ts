import { asText, type JsonObject } from "../../json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { childPartitionsOf, dimensionsOf } from "../partitions/stream-partitions.ts";
import type { StreamRead } from "../read-context.ts";
import { isRejection } from "./disposition.ts";
import type { RejectedValues, ValueRequest } from "./rejected-values.ts";
import type { ValueLists } from "./skipped-values.ts";

/**
 * Yields the results of a request, repeated without the values that the API rejects.
 * @param open sends the request with the given values
 * @throws ApiError if the request is rejected with any values
 */
export async function* readAcceptedValues<Item>(
  rejectedValues: RejectedValues,
  request: ValueRequest,
  open: (values: ValueLists) => AsyncIterable<Item>,
): AsyncGenerator<Item> {
  for (;;) {
    const values = await rejectedValues.withoutRejected(request);
    let isAccepted = false;
    try {
      for await (const item of open(values)) {
        if (!isAccepted) rejectedValues.recordAccepted(request, values);
        isAccepted = true;
        yield item;
      }
      if (!isAccepted) rejectedValues.recordAccepted(request, values);
      return;
    } catch (error) {
      if (isAccepted || !isRejection(error, request.operation)) throw error;
      await rejectedValues.recordRejection(request, values, error);
    }
  }
}

/** The parameters of a request: those of all requests of the stream, and those of this one, except dates. */
export interface RequestParameters {
  readonly common: Parameters | JsonObject;
  readonly specific: Parameters | JsonObject;
}

/** Separates the values of a request (columns, types, statuses, dimensions) from the parameters that identify its resource. */
export function valueRequest(
  { stream, log }: Pick<StreamRead, "stream" | "log">,
  { common, specific }: RequestParameters,
  probe: ValueRequest["probe"],
): ValueRequest {
  const dimensions = dimensionsOf(stream);
  const ids = new Set(
    childPartitionsOf(stream).flatMap((part) => (part.of === "batches" ? [part.batch.parameter] : [])),
  );
  const isValue = ([name, value]: readonly [string, Parameters[string] | JsonObject[string]]) =>
    !ids.has(name) && (Array.isArray(value) || (dimensions.has(name) && typeof value !== "boolean"));
  const rest = (parameters: Parameters | JsonObject) =>
    JSON.stringify(Object.entries(parameters).filter((entry) => !ids.has(entry[0]) && !isValue(entry)));
  const values = Object.entries({ ...common, ...specific }).filter(isValue);
  return {
    stream: stream.name,
    operation: stream.operation,
    scope: rest(common),
    resource: rest(specific),
    values: Object.fromEntries(
      values.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : [asText(value)]]),
    ),
    probe,
    log,
  };
}

/** Returns the parameters with their lists replaced by the given values. */
export function withValues<Given extends Parameters | JsonObject>(parameters: Given, values: ValueLists): Given {
  const lists = Object.entries(values).filter(([name]) => Array.isArray(parameters[name]));
  return { ...parameters, ...Object.fromEntries(lists) };
}
