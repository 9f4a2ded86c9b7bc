import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Measurements of the source of `src/sync`. */
export interface SourceMeasures {
  readonly types: number;
  readonly files: number;
  readonly lines: number;
  /** `for await` statements, each of which moves data through all or part of the program. */
  readonly loops: number;
  /** Points where work waits: for a limit, a slot, or the reader of the output. */
  readonly limits: number;
  /** Files that name a kind of error. */
  readonly filesOfErrors: number;
}

const declaration = /^(?:export )?(?:abstract )?(?:interface|type|class) /gmu;
const kind =
  /"(?:authentication|authorization_grant|missing_scope|restricted_feature|permission_denied|access_lost|not_found|no_catalog|invalid_request|rate_limited|server_fault|network|invalid_body|unsafe_link|unexpected)"/u;
/** One pattern per limit that work waits for. */
const limits = [
  /\bslots = new WorkersByCategory\(/u,
  /#workers = new WorkersByCategory\(/u,
  /#jobs = new Workers\(/u,
  /\bfunction runBranches\b|\bfunction runQueue\b/u,
  /\b(?:governor|limiter)\.admit\(/u,
  /\bwriter\.room\(/u,
  /\bslots\.of\(category\)\.run\(/u,
  /#openSlices = new SlotsByCategory\(/u,
];

/** @param root the project's folder */
export function measureSource(root: string): SourceMeasures {
  const texts = sourcesIn(join(root, "src/sync"));
  const all = texts.join("\n");
  const withClient = [all, ...sourcesIn(join(root, "src/pinterest"))].join("\n");
  return {
    types: all.match(declaration)?.length ?? 0,
    files: texts.length,
    lines: texts.reduce((sum, text) => sum + text.split("\n").length - 1, 0),
    loops: all.match(/\bfor await\b/gu)?.length ?? 0,
    limits: limits.filter((limit) => limit.test(withClient)).length,
    filesOfErrors: texts.filter((text) => kind.test(text)).length,
  };
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(join(folder, path), "utf8"));
}
