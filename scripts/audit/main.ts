import { spawnSync } from "node:child_process";
import { packageRoot } from "../../src/base/package.ts";
import { verdictOf } from "./report.ts";

/** Asks the registry for known vulnerabilities. If it is unreachable, fails only if AUDIT_REQUIRED is 1. */
const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json"], { cwd: packageRoot, encoding: "utf8" });
const verdict = verdictOf(stdout);
switch (verdict.kind) {
  case "clean":
    process.stdout.write("audit: no known vulnerabilities in runtime dependencies\n");
    break;
  case "findings":
    process.stderr.write(`audit: findings in ${verdict.packages.join(", ")}; see npm audit --omit=dev\n`);
    process.exitCode = 1;
    break;
  case "no_response":
    process.stderr.write(`audit: SKIPPED: the registry is unreachable (${verdict.reason})\n`);
    process.exitCode = process.env.AUDIT_REQUIRED === "1" ? 1 : 0;
    break;
}
