import { dayOf } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { version } from "../../base/package.ts";
import type { OperationId } from "../../pinterest/operations/operations.ts";
import { streams } from "../../streams/all.ts";
import { schemaOf } from "../catalog.ts";
import type { CommandContext } from "../command-line/command.ts";
import type { OptionValues } from "../command-line/option-values.ts";
import { loadConfig } from "../configuration.ts";
import { connect, expectUsable } from "../connect.ts";
import { askAll } from "./ask.ts";
import { askReport } from "./ask-report.ts";
import { Budget } from "./budget.ts";
import { judge, withChanges } from "./judges/judges.ts";
import { compareWithNotes } from "./notes.ts";
import { ownFile } from "./own-file.ts";
import { type Page, Recorder, surveyed } from "./page.ts";
import { reportOf, writeReport } from "./report.ts";
import { Sample } from "./sample.ts";
import { surveyText } from "./survey-text.ts";

/** The default of `--budget`. */
const usualBudget = "60";

/** Returns the schemas of the surveyed streams' records, by operation. */
export async function surveyedSchemas(): Promise<ReadonlyMap<OperationId, JsonObject>> {
  const wanted = streams.filter(({ name }) => surveyed.includes(name));
  return new Map(await Promise.all(wanted.map(async (stream) => [stream.operation, await schemaOf(stream)] as const)));
}

/**
 * Asks an account what is true of Pinterest, prints it, and writes a report that can be shared. Creates a report with
 * `--reports`, and changes nothing.
 * @throws ApiError if the account can't be read
 */
export async function runSurvey(options: OptionValues, context: CommandContext): Promise<boolean> {
  const { clock, signal, stdout } = context;
  const [path, notes] = [options.text("report"), options.text("notes")];
  if (path !== undefined) await ownFile(path, "found");
  if (notes !== undefined) await ownFile(notes, "salt");
  const loaded = await loadConfig(options.required("config"), context);
  await expectUsable(loaded, context);
  const recorder = new Recorder();
  const { transport, download } = await context.network(loaded.config.baseUrl);
  const client = connect(loaded, recorder.watching(transport), context);
  const budget = new Budget(Number(options.text("budget") ?? usualBudget), signal);
  const adAccount = await askAll({ config: loaded.config, client, now: clock.now(), budget });
  const files: Page[] = [];
  if (options.has("reports") && adAccount !== undefined)
    for (const split of ["people", "feed_type"] as const)
      files.push(...(await askReport(split, adAccount, budget, { ...context, client, download })));
  const sample = new Sample([...recorder.pages, ...files], await surveyedSchemas());
  const changes = notes === undefined ? undefined : await compareWithNotes(notes, sample, clock.now());
  const findings = withChanges(judge(sample), changes ?? new Map());
  if (path !== undefined) {
    const runs = changes === undefined ? 1 : 2;
    const facts = {
      connector: version(),
      run: dayOf(clock.now()),
      runs,
      requests: budget.used,
      secrets: loaded.raw,
    } as const;
    await writeReport(path, reportOf(findings, sample, facts));
  }
  stdout.write(surveyText(findings, budget.used, path));
  return true;
}
