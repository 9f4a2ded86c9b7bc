import { listOf } from "../base/text/list-of.ts";
import { minuteFrom } from "../base/text/minute-of.ts";
import type { SettingNames, SettingPath } from "../config/setting-names.ts";
import { ApiError, type ApiErrorKind } from "../pinterest/errors/api-error.ts";
import { isAboutOldDates, isAboutTrialAccess } from "../pinterest/errors/classify-error.ts";
import { missingScopes } from "../pinterest/errors/missing-scopes.ts";
import { operationNamed } from "../pinterest/operations/operations.ts";
import { ConnectorError, type FailureType, unexpectedError } from "../protocol/errors.ts";
import type { AccessRequirement, Stream } from "../streams/stream.ts";

/** What a user can change about the requests of a stream, and how messages refer to it. */
interface StreamFacts {
  /** What the stream requires besides scopes. */
  readonly accessRequirement?: AccessRequirement | undefined;
  /** The settings with values of its requests. */
  readonly settings?: readonly SettingPath[];
  readonly names: SettingNames;
  /** The stream whose records this one needs, if the request was for these. */
  readonly needed?: string | undefined;
}

/** Returns the error to report to the user and the platform for any error of a read. */
export function explain(error: unknown, facts: StreamFacts): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (error instanceof ApiError) return explainApiError(error, facts);
  return unexpectedError(error);
}

/** The errors that concern what was requested, and not the token, the network, or the limits. */
const kindsOfResources: ReadonlySet<ApiErrorKind> = new Set([
  "missing_scope",
  "restricted_feature",
  "permission_denied",
  "access_lost",
  "not_found",
  "no_catalog",
  "invalid_request",
]);

/** Returns the stream whose records were denied or not found; undefined if it is the stream that failed, or none. */
export function neededStream({ operation }: Stream, streams: Iterable<Stream>, error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.operation === operation || !kindsOfResources.has(error.kind))
    return undefined;
  return [...streams].find((each) => each.operation === error.operation)?.name;
}

function explainApiError(
  error: ApiError,
  { accessRequirement, settings = [], names, needed }: StreamFacts,
): ConnectorError {
  const { kind, reason, requestId } = error;
  const internalMessage = requestId === undefined ? error.message : `${error.message}, request ${requestId}`;
  const failure = (type: FailureType) => (message: string) =>
    new ConnectorError(type, message, { internalMessage, cause: error });
  const config = failure("config_error");
  const transient = failure("transient_error");
  const of = needed === undefined ? "" : ` for ${needed}, which this stream needs`;
  const response = `Pinterest's response${of}: ${sentence(error.response)}`;

  switch (kind) {
    case "authentication":
      return config(
        `Pinterest rejected the access token. A token made on your app's page expires after 24 hours, as several people report, at the latest after 30 days, and whenever the password changes or somebody revokes access. ${names.replaceToken} ${response}`,
      );
    case "authorization_grant":
      return config(
        `Pinterest rejected the refresh token, or the app ID and app secret key. Check that all three are of the same app. If they are, the token expired (60 days after its last renewal), was revoked, or was replaced, as by another source with the same token or by a renewal whose response was lost: ${names.signIn}. ${response}`,
      );
    case "missing_scope": {
      const scopes = scopesOf(error);
      // The button's scopes are in spec.json.
      const signIn = scopes.includes("billing:read")
        ? "Sign in again with the command authorize, since Airbyte's button doesn't request billing:read"
        : "Sign in again and grant it";
      return config(`The token is missing a scope: it needs ${scopes}. ${signIn}, or deselect the stream. ${response}`);
    }
    case "app_without_access":
      return config(
        `Pinterest doesn't give your app access to its API: the app's Trial access is pending, or was denied. Check its status on ${appPage}. Neither a new token nor another scope helps. ${response}`,
      );
    case "restricted_feature":
      return config(`${adviceOnFeature(reason, accessRequirement)} ${response}`);
    case "permission_denied":
      return config(
        `This account has no access to this data. Ask for a role that has it, or deselect the stream.${accessRequirement === undefined ? "" : ` If the role is right, ${accessRequirement.access} might be missing. ${accessRequirement.ask}`} ${response}`,
      );
    case "access_lost":
      return transient(
        `Pinterest denied access in the middle of a list or a report: rows before that point were synced, the rest is missing. The next sync reads it again; if access stays denied, ask for a role that has it. ${response}`,
      );
    case "not_found":
      return config(
        `Pinterest returned "not found" to a request. Check the IDs in ${names.place}. If they are right, Pinterest doesn't offer this endpoint to your app: deselect the stream. ${response}`,
      );
    case "no_catalog":
      return config(
        `This account has no product catalog, so there is nothing to sync. Deselect the stream. ${response}`,
      );
    case "invalid_request":
      return config(`Pinterest rejected a request. ${settingsAdvice(settings, names)} ${response}`);
    case "rate_limited":
      return transient(
        error.retryAt === undefined
          ? `Pinterest's rate limit stayed exhausted. The next sync resumes here. ${response}`
          : `Pinterest's rate limit is used up until ${minuteFrom(error.retryAt)}. The next sync after that resumes here. If your app has Trial access (1,000 API calls per day), request Standard access for more.`,
      );
    case "server_fault":
      if (isAboutOldDates(reason))
        return transient(
          `Pinterest rejected dates as too old, even after retries and without the first one. The connector requests only dates that Pinterest has: check the date of this machine's clock, and run the sync again. ${response}`,
        );
      return transient(`Pinterest failed to answer, even after retries. Run the sync again. ${response}`);
    case "network":
      return transient(
        `Pinterest could not be reached, even after retries: ${sentence(reason)} Check the network and the firewall: the connector needs HTTPS access to api.pinterest.com.`,
      );
    case "invalid_body":
      return transient(
        `Pinterest's response was invalid, even after retries: ${sentence(reason)} The next sync resumes here. ${reportIt}`,
      );
    case "other_dates":
      return transient(
        `Pinterest returned other dates than the connector requested: ${sentence(reason)} The next sync requests them again. ${reportIt}`,
      );
    case "unsafe_link":
      return config(
        `The connector did not download the report: ${sentence(reason)} The connector downloads reports only by HTTPS from public addresses. If your network resolves the host to a private address, correct its DNS, or set HTTPS_PROXY so that the proxy resolves it.`,
      );
    case "unexpected":
      return failure("system_error")(`Unexpected response from Pinterest. ${reportIt} ${response}`);
  }
}

/** Returns what to do about a feature that the app lacks, and that Pinterest's response might name. */
function adviceOnFeature(reason: string, requirement: AccessRequirement | undefined): string {
  if (isAboutTrialAccess(reason))
    return `Apps with Trial access can't read this. Request Standard access on ${appPage}, or deselect the stream.`;
  const [, feature] = /restricted feature:? ["']?(\w+)/iu.exec(reason) ?? [];
  if (requirement === undefined) {
    const missing = feature === undefined ? "this endpoint" : `the feature ${feature}`;
    return `Pinterest hasn't enabled ${missing} for your app. Request access on ${appPage}, or deselect the stream.`;
  }
  const named = feature === undefined ? "" : `, which needs the feature ${feature}`;
  return `Your app lacks ${requirement.access}: this is a ${requirement.stage} endpoint${named}. ${requirement.ask} Until then, deselect the stream; the others don't need it.`;
}

const appPage = "the page of your app (developers.pinterest.com/apps)";

function settingsAdvice(settings: readonly SettingPath[], names: SettingNames): string {
  const checked = settings.length === 0 ? "the values" : listOf(settings.map(names.of), "and");
  return `Check ${checked} in ${names.place}. If they are right, report this message.`;
}

const reportIt = "If it happens again, report it with this message.";

/** Returns the scopes that Pinterest names as missing, or else all that the operation needs. */
function scopesOf({ operation, reason }: ApiError): string {
  const named = missingScopes(reason);
  return (named.length > 0 ? named : operationNamed(operation).scopes).join(", ");
}

/** Returns a text with a period at its end, if it has no other one. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
