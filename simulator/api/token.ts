import { authenticationFailed, invalidGrant, invalidParameter } from "../errors.ts";
import { accessTokenSeconds, knownCredentials, refreshTokenSeconds } from "../http/tokens/tokens.ts";
import type { Json } from "../json.ts";
import type { Operations, TokenCall } from "./operation.ts";

/** The token endpoint. */
export const tokenOperations: Operations = { "oauth/token": { access: "basic", respond } };

function respond({ headers, body, simulation }: TokenCall): Json {
  authenticateApp(headers.authorization);
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw invalidParameter("The request body must be application/x-www-form-urlencoded.");
  }
  const form = new URLSearchParams(body);
  const required = (name: string) => {
    const value = form.get(name);
    if (value === null || value === "") throw invalidParameter(`Parameter '${name}' is required.`);
    return value;
  };
  const { tokens, clock } = simulation;
  const grant = required("grant_type");
  if (grant !== "authorization_code" && grant !== "refresh_token")
    throw invalidParameter(`Parameter 'grant_type': '${grant}' is not a grant type.`);
  const { access, refreshToken } =
    grant === "refresh_token"
      ? tokens.refresh(required("refresh_token"))
      : tokens.exchange(required("code"), required("redirect_uri"));
  return {
    response_type: grant,
    access_token: access.token,
    token_type: "bearer",
    expires_in: accessTokenSeconds,
    scope: tokens.scopesOf(access).join(" "),
    refresh_token: refreshToken,
    refresh_token_expires_in: refreshTokenSeconds,
    refresh_token_expires_at: clock.seconds() + refreshTokenSeconds,
  };
}

function authenticateApp(authorization: string | undefined): void {
  const [, encoded] = /^Basic (.+)$/iu.exec(authorization ?? "") ?? [];
  if (encoded === undefined) throw authenticationFailed();
  const { client_id: id, client_secret: secret } = knownCredentials;
  if (Buffer.from(encoded, "base64").toString() !== `${id}:${secret}`) throw invalidGrant();
}
