import { asText } from "../src/base/json.ts";
import type { Database } from "./database.ts";
import { literal } from "./tables.ts";

/** Matches a warning of the log that an ad account was skipped as a whole, with its ID and the reason. */
const skip = /^Warning: \w+: skipped ad account (\d+): ([^\n]*?\.)(?: To |\s|$)/u;

/** A read of ads, from which the ad accounts that it skipped are found. */
interface CoverageOptions {
  /** The lines of the log of the read. */
  readonly log: Iterable<string>;
  /** The ad accounts that the configuration names; empty: all. */
  readonly wanted: readonly string[];
  /** Whether the read continues an earlier one, whose skipped ad accounts remain. */
  readonly isContinued: boolean;
}

/** Stores which ad accounts a read was without, and why: those that Pinterest denied, and those that the configuration lacks. */
export async function storeCoverage(database: Database, { log, wanted, isContinued }: CoverageOptions): Promise<void> {
  const skipped = [...log].flatMap((line) => {
    const [, id, reason = ""] = skip.exec(line) ?? [];
    return id === undefined ? [] : [[id, reason] as const];
  });
  const rows = [...new Map(skipped)].map(([id, reason]) => `(${literal(id)}, ${literal(reason)})`);
  const leftOut = wanted.length === 0 ? "false" : `id NOT IN (${wanted.map(literal).join()})`;
  await database.rows(`${isContinued ? "" : "DELETE FROM _sync.skipped_ad_accounts;"}
    ${rows.length === 0 ? "" : `INSERT OR REPLACE INTO _sync.skipped_ad_accounts VALUES ${rows.join()};`}
    INSERT OR REPLACE INTO _sync.skipped_ad_accounts SELECT id, 'Not in ad_account_ids.' FROM ad_accounts WHERE ${leftOut}`);
}

/** Returns a sentence about the ad accounts that the numbers of ads are without; undefined: they are of all that are known. */
export async function coverageOf(database: Database): Promise<string | undefined> {
  const rows = await database.rows(`SELECT coalesce(a.name, a.id) AS name, reason,
    count(*) OVER () AS skipped, (SELECT count(*) FROM ad_accounts) AS known
    FROM ad_accounts a JOIN _sync.skipped_ad_accounts s ON s.ad_account_id = a.id ORDER BY name, a.id`);
  const [first] = rows;
  if (first === undefined) return undefined;
  const names = rows.map(({ name, reason }) => `${asText(name)} (${briefly(asText(reason))})`);
  const known = Number(first.known);
  const advice = names.some((name) => name.endsWith("(no access)")) ? " To include it, ask its owner for access." : "";
  return `Ads of ${known - Number(first.skipped)} of ${known} ad accounts. Not included: ${names.join(", ")}.${advice}`;
}

/** Returns a reason in few words. The file of warnings has all of them. */
function briefly(reason: string): string {
  if (/HTTP 40[134]/u.test(reason)) return "no access";
  if (reason.includes("no longer lists")) return "no longer listed";
  return reason.replace(/\.$/u, "").replace(/^Not /u, "not ");
}
