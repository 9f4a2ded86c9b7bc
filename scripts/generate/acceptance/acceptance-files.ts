import { streams } from "../../../src/streams/all.ts";
import { isByDate } from "../../../src/streams/stream.ts";
import { cursorOf } from "../../../src/streams/tracking.ts";
import { jsonText } from "../json-text.ts";
import { accountConfig } from "./account-config.ts";
import { configuredCatalog } from "./configured-catalog.ts";
import { flatStatesUpTo } from "./states.ts";

/** Returns the files that Airbyte's test suites read. */
export function acceptanceFiles(): ReadonlyMap<string, string> {
  // Lists are compared by content, or with a list's own position, so a date in the distant future says nothing about them.
  const byDate = streams.filter(({ reading }) => isByDate(reading));
  // Airbyte's test demands that a second read differs; account_snapshots emits a row a day in each.
  const incremental = streams.filter(
    ({ reading, name }) => cursorOf({ reading }) !== undefined && name !== "account_snapshots",
  );
  return new Map([
    ["integration_tests/config.json", `${jsonText(accountConfig)}\n`],
    ["integration_tests/configured_catalog.json", `${jsonText(configuredCatalog(streams))}\n`],
    ["integration_tests/cat/incremental_catalog.json", `${jsonText(configuredCatalog(incremental))}\n`],
    ["integration_tests/sample_state.json", `${jsonText(flatStatesUpTo("2026-11-01", streams))}\n`],
    ["integration_tests/abnormal_state.json", `${jsonText(flatStatesUpTo("2999-12-31", streams))}\n`],
    ["integration_tests/cat/abnormal_state_catalog.json", `${jsonText(configuredCatalog(byDate))}\n`],
  ]);
}
