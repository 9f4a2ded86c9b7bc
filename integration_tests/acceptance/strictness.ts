import type { Configuration, Exception } from "./configuration.ts";
import { type Problems, problemIf } from "./problems.ts";

/** What the files hold that the configuration names. */
export interface Coverage {
  /** Every stream that `discover` offers, and those of them that can be read incrementally. */
  readonly streams: readonly string[];
  readonly incremental: readonly string[];
  /** Streams with at least one expected record. */
  readonly expected: readonly string[];
  /** Streams with a state in the future. */
  readonly future: readonly string[];
}

/** What strictness `high` adds: nothing is left out without a reason. */
export function strictnessProblems(configuration: Configuration, coverage: Coverage): Problems {
  const { basic_read: basicRead, full_refresh: fullRefresh, incremental } = configuration.acceptance_tests;
  return [
    ...problemIf(configuration.test_strictness_level !== "high", "the strictness is not high"),
    ...Object.entries(configuration.acceptance_tests).flatMap(([name, { tests, bypass_reason: reason }]) =>
      problemIf(tests.length === 0 && isBlank(reason), `${name} has neither tests nor a bypass_reason`),
    ),
    ...basicRead.tests.flatMap((entry) => [
      ...problemIf(entry.configured_catalog_path !== undefined, "basic_read may not narrow the catalog"),
      ...problemIf(!entry.validate_schema, "basic_read must validate the schema"),
      ...unexplained("basic_read.empty_streams", entry.empty_streams),
      ...expectationProblems(entry, coverage),
    ]),
    ...fullRefresh.tests.flatMap(({ ignored_fields: fields }) =>
      Object.entries(fields).flatMap(([stream, ignored]) =>
        unexplained(`full_refresh.ignored_fields.${stream}`, ignored),
      ),
    ),
    ...incremental.tests.flatMap(({ future_state: future }) => futureProblems(future, coverage)),
  ];
}

type BasicRead = Configuration["acceptance_tests"]["basic_read"]["tests"][number];
type Incremental = Configuration["acceptance_tests"]["incremental"]["tests"][number];

function expectationProblems(
  { expect_records: expected, empty_streams: empty }: BasicRead,
  coverage: Coverage,
): Problems {
  if (expected?.path === undefined) {
    return problemIf(isBlank(expected?.bypass_reason), "basic_read has neither expected records nor a bypass_reason");
  }
  const names = empty.map(({ name }) => name);
  return coverage.streams
    .filter((name) => !names.includes(name) && !coverage.expected.includes(name))
    .map((name) => `${name} has no expected record`);
}

function futureProblems(future: Incremental["future_state"], coverage: Coverage): Problems {
  if (future?.future_state_path === undefined) {
    return problemIf(isBlank(future?.bypass_reason), "incremental has neither a future state nor a bypass_reason");
  }
  const excused = future.missing_streams.map(({ name }) => name);
  return [
    ...unexplained("incremental.future_state.missing_streams", future.missing_streams),
    ...coverage.incremental
      .filter((name) => !excused.includes(name) && !coverage.future.includes(name))
      .map((name) => `${name} has no state in the future`),
    ...excused
      .filter((name) => !coverage.incremental.includes(name))
      .map((name) => `${name} is excused from a state in the future and is no incremental stream`),
  ];
}

function unexplained(where: string, exceptions: readonly Exception[]): Problems {
  return exceptions
    .filter(({ bypass_reason: reason }) => isBlank(reason))
    .map(({ name }) => `${where}: ${name} has no bypass_reason`);
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}
