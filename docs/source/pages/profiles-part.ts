import { families } from "../../../src/streams/all.ts";
import { isOfProfile } from "../../../src/streams/profiles.ts";
import { codes, row } from "./markdown.ts";

/** Returns the table of the streams that are read for each profile, with `all_profiles`. */
export function profilesPart(): string {
  const rows = families.flatMap(({ title, streams }) => {
    const divided = streams.filter(isOfProfile).map(({ name }) => name);
    return divided.length === 0 ? [] : [row([title, codes(divided)])];
  });
  return [row(["Family", "Read for each profile"]), row([":---", ":---"]), ...rows].join("\n");
}
