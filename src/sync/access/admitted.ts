import { asText, type JsonObject } from "../../json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { childPartitionsOf, dimensionsOf } from "../partitions/stream-partitions.ts";
import type { StreamRead } from "../read-context.ts";
import { isRejection } from "./disposition.ts";
import type { RejectedValues, ValueLists, ValueRequest } from "./rejected-values.ts";

/**
 * What a request gives, without the values that the API rejects: they are taken out and the request is repeated.
 * @param open sends the request with the values that are left
 * @throws ApiError when the request is rejected whatever the values are
 */
export async function* readAdmitted<Item>(
  rejectedValues: RejectedValues,
  request: ValueRequest,
  open: (values: ValueLists) => AsyncIterable<Item>,
): AsyncGenerator<Item> {
  for (;;) {
    const values = await rejectedValues.admitted(request);
    let isTaken = false;
    try {
      for await (const item of open(values)) {
        if (!isTaken) rejectedValues.take(request, values);
        isTaken = true;
        yield item;
      }
      if (!isTaken) rejectedValues.take(request, values);
      return;
    } catch (error) {
      if (isTaken || !isRejection(error, request.operation)) throw error;
      await rejectedValues.learn(request, values, error);
    }
  }
}

/**
 * A request of a stream, its values told from what it is about: lists of columns, types and statuses, and what partitions
 * are cut by.
 * @param common what all requests of the stream say
 * @param own what this one says besides, but for its days
 * @param probe see `ValueRequest`
 */
export function valueRequest(
  { stream, log }: Pick<StreamRead, "stream" | "log">,
  { common, own }: { readonly common: Said; readonly own: Said },
  probe: ValueRequest["probe"],
): ValueRequest {
  const dimensions = dimensionsOf(stream);
  const ids = new Set(
    childPartitionsOf(stream).flatMap((part) => (part.of === "batches" ? [part.batch.parameter] : [])),
  );
  const isValue = ([name, value]: readonly [string, Said[string]]) =>
    !ids.has(name) && (Array.isArray(value) || (dimensions.has(name) && typeof value !== "boolean"));
  const rest = (said: Said) =>
    JSON.stringify(Object.entries(said).filter((entry) => !ids.has(entry[0]) && !isValue(entry)));
  const values = Object.entries({ ...common, ...own }).filter(isValue);
  return {
    stream: stream.name,
    operation: stream.operation,
    scope: rest(common),
    resource: rest(own),
    values: Object.fromEntries(
      values.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : [asText(value)]]),
    ),
    probe,
    log,
  };
}

type Said = Parameters | JsonObject;

/** What a request says, with fewer values in its lists. */
export function withValues<Facts extends Said>(said: Facts, values: ValueLists): Facts {
  const lists = Object.entries(values).filter(([name]) => Array.isArray(said[name]));
  return { ...said, ...Object.fromEntries(lists) };
}
