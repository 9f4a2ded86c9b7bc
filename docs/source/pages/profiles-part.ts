import { families } from "../../../src/streams/all.ts";
import { isOfProfile } from "../../../src/streams/profiles.ts";

/** Returns the table of the streams that are read for each profile, with `all_profiles`. */
export function profilesPart(): string {
  const rows = families.flatMap(({ title, streams }) => {
    const divided = streams.filter(isOfProfile).map(({ name }) => `\`${name}\``);
    return divided.length === 0 ? [] : [`| ${title} | ${divided.join(", ")} |`];
  });
  return ["| Family | Read for each profile |", "| :--- | :--- |", ...rows].join("\n");
}
