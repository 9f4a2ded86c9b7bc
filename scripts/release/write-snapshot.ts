import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { catalogEntry } from "../../src/commands/catalog.ts";
import { connectionSchema } from "../../src/config/spec.ts";
import { streams } from "../../src/streams/all.ts";
import { snapshotOf, storedSnapshot } from "../compatibility/snapshot.ts";
import { jsonText } from "../generate/json-text.ts";

// A step of a release: writes compatibility/released.json and released-spec.json, the base for comparisons of later versions,
// and empties the list of intended differences.
const { version }: { version: string } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
const snapshot = snapshotOf(connectionSchema(), await Promise.all(streams.map(catalogEntry)));
const stored: Json = JSON.parse(JSON.stringify(storedSnapshot(version, snapshot)));
writeFileSync(join(packageRoot, "compatibility/released.json"), `${jsonText(stored)}\n`);
copyFileSync(join(packageRoot, "spec.json"), join(packageRoot, "compatibility/released-spec.json"));
writeFileSync(join(packageRoot, "compatibility/changes.json"), "[]\n");
