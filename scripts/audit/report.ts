import { isObject } from "../../src/base/json.ts";

/** The result of an audit. */
type AuditVerdict =
  | { readonly kind: "clean" }
  | { readonly kind: "findings"; readonly packages: readonly string[] }
  | { readonly kind: "no_response"; readonly reason: string };

/** Reads the output of `npm audit --json`: a report, or the reason why there is none. */
export function verdictOf(output: string): AuditVerdict {
  const report = parsed(output);
  if (!isObject(report)) return { kind: "no_response", reason: "npm printed no report" };
  if (!isObject(report.vulnerabilities)) {
    const reason = typeof report.message === "string" ? report.message : "the registry gave no report";
    return { kind: "no_response", reason };
  }
  const packages = Object.keys(report.vulnerabilities);
  return packages.length === 0 ? { kind: "clean" } : { kind: "findings", packages };
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
