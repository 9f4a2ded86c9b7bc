import { ApiError } from "../pinterest/errors/api-error.ts";
import { operationNamed } from "../pinterest/operations/operations.ts";
import { ConnectorError, unexpectedError } from "../protocol/errors.ts";
import type { AccessRequirement } from "../streams/stream.ts";

/**
 * The sentence for the person who must act, and what the platform should do next, for any error of a read.
 * @param accessRequirement what the stream's app or account needs besides scopes, if it does
 */
export function explain(error: unknown, accessRequirement?: AccessRequirement): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (error instanceof ApiError) return explainApiError(error, accessRequirement);
  return unexpectedError(error);
}

function explainApiError(error: ApiError, accessRequirement: AccessRequirement | undefined): ConnectorError {
  const { kind, operation, reason, requestId } = error;
  const internalMessage = requestId === undefined ? error.message : `${error.message}, request ${requestId}`;
  const config = (message: string) => new ConnectorError("config_error", message, { internalMessage, cause: error });
  const transient = (message: string) =>
    new ConnectorError("transient_error", message, { internalMessage, cause: error });
  const said = `Pinterest said: ${sentence(reason)}`;

  switch (kind) {
    case "authentication":
      return config(
        `Pinterest does not accept the access token. ${said} Make a new token, or re-authenticate in the source's settings.`,
      );
    case "authorization_grant":
      return config(
        `Pinterest does not accept the refresh token or the app's id and secret. ${said} A new sign-in, or another source with the same tokens, may have replaced it. Re-authenticate in the source's settings.`,
      );
    case "missing_scope":
      return config(
        `The token is missing a scope: ${operation} needs ${scopesOf(operation)}. ${said} Grant these scopes and re-authenticate, or deselect the stream.`,
      );
    case "restricted_feature":
      if (accessRequirement !== undefined) {
        return config(
          `${operation} is a ${accessRequirement.stage} operation, and the app lacks ${accessRequirement.access}. ${said} ${accessRequirement.ask} Or leave the stream out: the others do not depend on it.`,
        );
      }
      return config(
        `The app has no access to ${operation}, which Pinterest opens app by app. ${said} Ask Pinterest for access on the app's page (developers.pinterest.com/apps), or leave the stream out.`,
      );
    case "permission_denied":
      return config(
        `The account may not see what ${operation} reads. ${said} Ask for a role that may, or leave the stream out.${accessRequirement === undefined ? "" : ` If the role is right, ${accessRequirement.access} may be what is missing. ${accessRequirement.ask}`}`,
      );
    case "access_lost":
      return transient(
        `Pinterest denied access to ${operation} in the middle of a list: the rows up to there are read, the rest is missing. ${said} The next sync reads the list again. If access stays denied, ask for a role that has it.`,
      );
    case "not_found":
      return config(
        `Pinterest has nothing for ${operation} to read, whatever it was asked for. ${said} Pinterest may have withdrawn it, or not offer it to this app: then leave the stream out. If the configuration names ids, check them.`,
      );
    case "no_catalog":
      return config(`The account has no catalogue, which ${operation} needs. ${said}`);
    case "invalid_request":
      return config(
        `Pinterest rejected a request of ${operation}. ${said} Check the values in the configuration; if they are right, the connector is at fault.`,
      );
    case "rate_limited":
      return transient(
        error.retryAt === undefined
          ? `Pinterest's rate limit for ${operation} stayed exhausted. ${said} The next sync goes on where this one stopped.`
          : `Pinterest's rate limit for ${operation} is used up until ${new Date(error.retryAt).toISOString()}. A sync after that goes on where this one stopped.`,
      );
    case "server_fault":
      return transient(`Pinterest failed to answer ${operation}, also when asked again. ${said}`);
    case "network":
      return transient(`Pinterest could not be reached for ${operation}, also when tried again: ${sentence(reason)}`);
    case "invalid_body":
      return transient(`Pinterest's response to ${operation} was invalid, also when asked again: ${sentence(reason)}`);
    case "unsafe_link":
      return config(
        `The connector did not download the report of ${operation}: ${sentence(reason)} The connector downloads reports only by https from public addresses. If the DNS of your network resolves the name to another address, change that, or set HTTPS_PROXY.`,
      );
    case "unexpected":
      return new ConnectorError(
        "system_error",
        `Pinterest gave an answer to ${operation} that the connector does not know. ${said}`,
        {
          internalMessage,
          cause: error,
        },
      );
  }
}

function scopesOf(operation: string): string {
  return operationNamed(operation).scopes.join(", ");
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
