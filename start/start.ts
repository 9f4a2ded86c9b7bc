import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { asText } from "../src/base/json.ts";
import { replaceFile } from "../src/base/replace-file.ts";
import { alignedColumns } from "../src/base/text/aligned-columns.ts";
import { countOf } from "../src/base/text/count-of.ts";
import { shortList } from "../src/base/text/list-of.ts";
import { textOutput } from "../src/commands/output/text-output.ts";
import { Recorder } from "../src/commands/survey/page.ts";
import { prepareFolderOf } from "../src/protocol/files.ts";
import { type Account, simulatedAccount } from "./account.ts";
import { writeAnswers } from "./answers.ts";
import { coverageOf } from "./coverage.ts";
import { type Database, openDatabase } from "./database.ts";
import { exportTables } from "./export.ts";
import { handOver } from "./hand-over.ts";
import type { Identity } from "./identity.ts";
import type { Command, Options } from "./options.ts";
import { embeddedPictures, placeholders } from "./page/drawings/pictures.ts";
import { mainPage, pagesOfProfiles, renderPages } from "./page/profiles/profile-pages.ts";
import { readPast } from "./past.ts";
import { readAccount } from "./read.ts";
import { literal } from "./tables.ts";
import { causesOf, warningsText } from "./warnings.ts";

/** The streams to list if there are more than a screen shows: an account, and what it and its followers do. */
const reports = `account boards board_pins followers following_boards following_interests following_users likes pins
  search_boards search_pins`.split(/\s+/u);
const maxListed = 20;
/** The maximum number of causes of warnings on the terminal. */
const maxCauses = 4;

const output = textOutput(process.stdout);
const progress = textOutput(process.stderr);
const say = (text: string) => output.write(`${text}\n`);
const shown = (path: string) => (path.startsWith(process.cwd()) ? relative(process.cwd(), path) : path);

/**
 * Reads an account into its database, writes its page, and prints a summary.
 * @param own the user's account; undefined: the simulated one
 * @param log the lines of the log so far
 */
export async function start(
  { data, streams, budget, all, pictures, export: exportFolder, command }: Options,
  own: { readonly account: Account; readonly identity: Identity } | undefined,
  log: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  const folder = join(data, own?.identity.folder ?? "demo");
  const databasePath = join(folder, "pinterest.duckdb");
  const pagePath = join(folder, mainPage);
  const warningsPath = join(folder, "warnings.txt");
  await prepareFolderOf(databasePath, "database");
  for (const each of [data, folder]) await warnIfOthersCanWrite(each);
  if (exportFolder !== undefined) await prepareFolderOf(join(exportFolder, "pins.parquet"), "Parquet");
  const database = await openDatabase(databasePath);
  if (own !== undefined) await claim(database, own.identity);
  const account = own?.account ?? (await simulatedAccount(await readPast(database)));
  try {
    say(`Reading ${account.description}`);
    const limits = own === undefined && budget === undefined ? {} : { budget: budget ?? 300, onPlan: say };
    const recorder = new Recorder();
    const wanted = { streams, made: own?.identity.made ?? 0, log, command, progress, recorder, signal };
    const outcomes = await readAccount(database, account, { ...wanted, ...limits });
    const missing = new Set<string>();
    const drawn = pictures ? embeddedPictures((url) => missing.add(url)) : placeholders;
    await rm(join(folder, pagesOfProfiles), { recursive: true, force: true });
    const steps = handOver(shown(databasePath), command);
    for (const [path, page] of await renderPages(database, drawn, steps)) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await replaceFile(file, page);
    }
    const exported = exportFolder === undefined ? undefined : await exportTables(database, exportFolder);
    sayOutcomes(outcomes, all, command);
    const coverage = await coverageOf(database);
    if (coverage !== undefined) say(coverage);
    const lines = [...log];
    const causes = causesOf(lines.filter((line) => line.startsWith("Warning: ")));
    const errors = lines.filter((line) => line.startsWith("Error: "));
    await replaceFile(warningsPath, [...causes.map(warningsText), ...errors].join(""));
    const count = causes.reduce((sum, cause) => sum + cause.lines.length, 0);
    if (count > 0)
      say(`\n${countOf(count, "warning")} with ${countOf(causes.length, "cause")}: ${shown(warningsPath)}`);
    for (const { title, lines: own } of causes.slice(0, maxCauses)) say(`${own.length} × ${title}`);
    const answers = join(folder, "survey.json");
    const failing = await writeAnswers(answers, recorder, await account.config(), Date.now());
    if (failing.length > 0)
      say(
        `\nPinterest differs from what the connector assumes (${shortList(failing)}): see docs/assumptions.md and ${shown(answers)}`,
      );
    if (missing.size > 0) say(`\n${countOf(missing.size, "picture")} could not be loaded: the page has placeholders.`);
    say(`\nDatabase  ${shown(databasePath)}\nPage      ${shown(pagePath)}`);
    if (exportFolder !== undefined) say(`Parquet   ${shown(exportFolder)} (${countOf(exported ?? 0, "table")})`);
    say(`\nGo on from here:\n${steps.map(([name, what, use]) => `${name.padEnd(6)}${what}  (${use})`).join("\n")}`);
  } finally {
    await account.close();
    await database.close();
  }
}

/** Prints what the streams have, and why some are incomplete. @param all whether to list all of many streams */
function sayOutcomes(outcomes: Awaited<ReturnType<typeof readAccount>>, all: boolean, command: Command): void {
  const isShort = all || outcomes.length <= maxListed;
  const listed = outcomes.filter(({ stream }) => isShort || reports.includes(stream));
  const rows = listed.map((outcome) => [outcome.stream, outcome.rows, outcome.records]);
  say(alignedColumns([["stream", "rows", "read now"], ...rows]));
  if (!isShort) say(`${outcomes.length - listed.length} more: ${command("--all")}`);
  for (const problem of new Set(outcomes.flatMap((outcome) => outcome.problem || []))) {
    const incomplete = outcomes.filter((outcome) => outcome.problem === problem);
    say(`Incomplete: ${shortList(incomplete.map(({ stream }) => stream))}. ${problem}`);
    process.exitCode = 1;
  }
}

/**
 * Assigns a database to an account.
 * @throws Error if it belongs to another one, whose username this account has taken
 */
async function claim(database: Database, { id, folder }: Identity): Promise<void> {
  await database.rows(`INSERT INTO _sync.account SELECT ${literal(id)} WHERE NOT EXISTS (FROM _sync.account)`);
  const [owner] = await database.rows("FROM _sync.account");
  if (id !== "" && asText(owner?.id) !== id)
    throw new Error(`The folder ${folder} has the data of another account. Move it away, or name another with --data.`);
}

/** Warns of a folder in which other users of the machine can replace what is read and shown. */
async function warnIfOthersCanWrite(folder: string): Promise<void> {
  const { mode, uid } = await stat(folder);
  const own = process.getuid?.();
  // Windows has neither a mode nor an owner here.
  if (own === undefined || ((mode & 0o022) === 0 && [own, 0].includes(uid))) return;
  const isOwn = uid === own;
  progress.write(
    `Warning: other users of this machine can change what is in ${shown(folder)}. ${isOwn ? `To prevent it: chmod go-w ${shown(folder)}` : "Name a folder of your own with --data."}\n`,
  );
}
