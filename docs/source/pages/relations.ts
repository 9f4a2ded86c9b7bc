import { readFileSync } from "node:fs";
import { join } from "node:path";
import { streams } from "../../../src/streams/all.ts";
import { childPartitionsOf } from "../../../src/streams/partitions.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { sourceFolder } from "../source.ts";

/** A relation between two streams: fields of the child that refer to a row of the parent. */
export interface Relation {
  readonly child: string;
  readonly fields: readonly string[];
  readonly parent: string;
  /** Default: `id`. */
  readonly parentFields?: readonly string[];
  /** Whether the field can be null, or refer to a row of another stream or to what the account can't see. */
  readonly isOptional?: boolean;
  /** Whether a parent has at most one row of the child. */
  readonly isUnique?: boolean;
}

/** Relations by fields of the rows. Requests determine further ones (`byRequest`). */
const declared: readonly Relation[] = JSON.parse(readFileSync(join(sourceFolder, "relations.json"), "utf8"));

/** All relations. Other ads streams join `ad_accounts` by `ad_account_id` or `AD_ACCOUNT_ID`. */
export const relations: readonly Relation[] = [
  ...declared,
  ...streams
    .flatMap(byRequest)
    .filter(({ child, parent }) => !declared.some((one) => one.child === child && one.parent === parent)),
];

/** Returns the relations to parent streams whose complete key a stream takes from its request. */
function byRequest({ name, partitions, fromRequest = {}, primaryKey }: Stream): readonly Relation[] {
  const sources = childPartitionsOf({ partitions });
  return sources.flatMap(({ parent: { stream: parent, bind } }): readonly Relation[] => {
    const { primaryKey: parentFields = [] } = streams.find((one) => one.name === parent) ?? {};
    const fields = parentFields.flatMap((key) =>
      Object.keys(fromRequest).filter((field) => bind[fromRequest[field] ?? ""] === key),
    );
    if (parent === "ad_accounts" || fields.length !== parentFields.length) return [];
    const isUnique = primaryKey.every((field) => fields.includes(field));
    return [{ child: name, fields, parent, parentFields, isOptional: sources.length > 1, isUnique }];
  });
}
