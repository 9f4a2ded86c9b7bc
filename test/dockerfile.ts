import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isStringArray } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";

type Instruction = readonly [name: string, argument: string];

/** Contents of the Dockerfile. */
export interface ImageFacts {
  readonly instructions: readonly Instruction[];
  /** Instructions from the last FROM on, which make the image. */
  readonly lastStage: readonly Instruction[];
  readonly environment: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly entrypoint: readonly string[];
}

/** Reads the project's Dockerfile. */
export function imageFacts(): ImageFacts {
  const instructions = instructionsOf(readFileSync(join(packageRoot, "Dockerfile"), "utf8"));
  const lastStage = instructions.slice(instructions.findLastIndex(([name]) => name === "FROM"));
  const pairs = (name: string) =>
    new Map(lastStage.filter(([each]) => each === name).flatMap(([, text]) => [...pairsOf(text)]));
  const entrypoint: unknown = JSON.parse(lastStage.findLast(([name]) => name === "ENTRYPOINT")?.[1] ?? "null");
  if (!isStringArray(entrypoint)) throw new TypeError("the Dockerfile has no ENTRYPOINT in the form of a list");
  return { instructions, lastStage, environment: pairs("ENV"), labels: pairs("LABEL"), entrypoint };
}

/** Returns the instructions of a Dockerfile, such as `["FROM", "node:24-slim"]`, without comments. */
function instructionsOf(dockerfile: string): readonly Instruction[] {
  return dockerfile
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .join("\n")
    .replace(/\\\n\s*/gu, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/u.exec(line) ?? [];
      return [name, rest] as const;
    });
}

/** Returns the pairs of an ENV or LABEL instruction: `a=1 b="2 3"`. */
function pairsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/gu)].map(([, name = "", quoted, bare]) => [
      name,
      quoted ?? bare ?? "",
    ]),
  );
}
