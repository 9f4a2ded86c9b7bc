import { readFileSync } from "node:fs";
import { join } from "node:path";
import { streams } from "../../../src/streams/all.ts";
import { cursorOf } from "../../../src/streams/tracking.ts";
import { sourceFolder } from "../source.ts";
import { codes, row } from "./markdown.ts";

/** A stream of Airbyte's own connector, version 2.3. */
interface OfficialStream {
  /** Empty: none. */
  readonly primary_key: readonly string[];
  readonly cursor?: string;
  /** Fields that this connector doesn't declare. */
  readonly removed?: readonly string[];
}

/** Renders the table of the streams that both connectors have: Airbyte's own value, then this connector's if it differs. */
export function migrationPart(): string {
  const official: Readonly<Record<string, OfficialStream>> = JSON.parse(
    readFileSync(join(sourceFolder, "official-streams.json"), "utf8"),
  );
  return [
    row(["Stream", "Primary key", "Incremental by", "Removed"]),
    row([":---", ":---", ":---", ":---"]),
    ...Object.entries(official).map(([name, { primary_key: key, cursor, removed = [] }]) => {
      const stream = streams.find((each) => each.name === name);
      if (stream === undefined) throw new Error(`official-streams.json: this connector has no stream ${name}.`);
      return row([
        `\`${name}\``,
        change(codes(key), codes(stream.primaryKey)),
        change(cursor === undefined ? "" : codes([cursor]), codes([cursorOf(stream) ?? ""].filter(Boolean))),
        codes(removed),
      ]);
    }),
  ].join("\n");
}

function change(before: string, now: string): string {
  return before === now ? now : `${before === "" ? "none" : before} → ${now}`;
}
