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
import { judge } from "./judges/judges.ts";
import { Recorder, surveyed } from "./page.ts";
import { expectNoOther, reportOf, writeReport } from "./report.ts";
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
 * Asks an account what is true of Pinterest, prints it, and writes a report that can be shared. Changes nothing.
 * @throws ApiError if the account can't be read
 */
export async function runSurvey(options: OptionValues, context: CommandContext): Promise<boolean> {
  const { clock, signal, stdout } = context;
  const path = options.text("report");
  if (path !== undefined) await expectNoOther(path);
  const loaded = await loadConfig(options.required("config"), context);
  await expectUsable(loaded, context);
  const recorder = new Recorder();
  const { transport } = await context.network(loaded.config.baseUrl);
  const client = connect(loaded, recorder.watching(transport), context);
  const maxRequests = Number(options.text("budget") ?? usualBudget);
  const requests = await askAll({ config: loaded.config, client, now: clock.now(), maxRequests, signal });
  const sample = new Sample(recorder.pages, await surveyedSchemas());
  const findings = judge(sample);
  if (path !== undefined) {
    const facts = { connector: version(), run: dayOf(clock.now()), requests, secrets: loaded.raw };
    await writeReport(path, reportOf(findings, sample, facts));
  }
  stdout.write(surveyText(findings, requests, path));
  return true;
}
