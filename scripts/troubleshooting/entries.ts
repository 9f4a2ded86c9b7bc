/** The remedy for one or more messages with the same cause. */
export interface Entry {
  /** The start of each message in the code, with an ellipsis in place of each value. */
  readonly messages: readonly string[];
  /** The cause. */
  readonly cause: string;
  readonly fix: string;
  /** The effect on the tables. */
  readonly data: string;
}

/** A symptom and its messages. */
export interface Symptom {
  readonly title: string;
  readonly introduction: string;
  readonly entries: readonly Entry[];
}

const othersSynced = "The stream fails. Other streams are synced.";
const restSynced = "Everything else is synced.";
const nothingSynced = "Nothing is synced.";
const resumes = "Nothing is lost. Incremental streams resume there, full refreshes only in attempts of the same job.";

export const symptoms: readonly Symptom[] = [
  {
    title: "The sync succeeds, but rows are missing",
    introduction:
      "The connector skips what it can't read, and warns. Search the log for `WARN`; the line begins with the stream. Also see [Limitations](pinterest.md#limitations): incremental syncs don't detect deleted, moved, and changed Pins.",
    entries: [
      {
        messages: ["skipped …: …"],
        cause:
          "The account has no access to this board, ad account, or other resource, or Pinterest no longer has it, or the report on the [targeting types](ads.md#targeting) that it names failed. The log lists each resource once per kind of stream.",
        fix: "Ask the owner for access. For an ad account, ask for a role that can read it, or list the others under **Ad account IDs**.",
        data: restSynced,
      },
      {
        messages: ["Pinterest no longer has …: …"],
        cause: "The Pin of an ad was deleted.",
        fix: "None. The connector requests it again when one of its ads changes.",
        data: "`ad_pins` has no row of the Pin, or keeps the earlier one. Everything else is synced.",
      },
      {
        messages: ["Pinterest denied access to …: …"],
        cause: "The owner of the Pin or your role in the ad account doesn't let you read it.",
        fix: "Ask for the role that the warning names. The connector requests the Pin again after seven days; to read it at once, refresh the stream.",
        data: "`ad_pins` has no row of the Pin, or keeps the earlier one. Everything else is synced.",
      },
      {
        messages: ["Pinterest rejected the … …, and accepted the request without …"],
        cause:
          "Pinterest doesn't accept this column, metric, targeting type, or status at this level, or not yet: it rejected two requests with it, and accepted one without it.",
        fix: "If your settings name the value, remove it there. Once Pinterest accepts it, refresh the stream.",
        data: "The cells are empty from the named day on, or the rows of the value are missing. Everything else is synced.",
      },
      {
        messages: ["Pinterest rejected every value of a parameter."],
        cause: "None of the columns, metrics, or types of a request is accepted at this level.",
        fix: "Change the values in the settings, or deselect the stream.",
        data: othersSynced,
      },
      {
        messages: ["… had the key of an earlier row and other numbers; the last row of a key is kept"],
        cause: "A report of Pinterest has two rows of one key with different numbers.",
        fix: "None. If it persists, compare the numbers with Ads Manager and report the difference.",
        data: "The destination has the last row of the key.",
      },
      {
        messages: ["…: skipped … that Pinterest returned without …, a part of the primary key"],
        cause: "Pinterest's response has rows without an ID or another part of the key.",
        fix: "None. If it persists, report it with the name of the stream.",
        data: "These rows are missing.",
      },
      {
        messages: ["replaced bytes that aren't UTF-8 with U+FFFD in a response to …"],
        cause: "A text at Pinterest is cut within a character, such as an emoji.",
        fix: "Correct the text at Pinterest.",
        data: "The text has � in place of the character.",
      },
      {
        messages: [
          "changes are not tracked, since the connection still syncs …",
          "changes are no longer tracked, but the connection syncs by …",
        ],
        cause:
          "The setting **Track changes and deletions** was changed, and the connection still has the earlier schema.",
        fix: "Refresh the source schema.",
        data: "The stream is synced as if it were not tracked: without deletions.",
      },
      {
        messages: ["… can't be tracked, so it is synced without tracking."],
        cause:
          "The stream isn't a list, or Pinterest never deletes its records. See [Changes and deletions](changes-and-deletions.md).",
        fix: "Remove it from **Track changes and deletions**.",
        data: "The stream is synced as if it were not tracked: without deletions.",
      },
      {
        messages: ["changes are not tracked, since the connection deselects …"],
        cause:
          "The connection selects fields of a tracked stream, without the one that marks deletions. A deletion would then look like a record without values.",
        fix: "Select the field in the connection.",
        data: "The stream is synced as if it were not tracked: without deletions.",
      },
      {
        messages: ["changes are not tracked: the state has no room for …"],
        cause: "The stream has more rows than a state can hold, about 50,000.",
        fix: "Remove the stream from **Track changes and deletions**, and sync it with *Full refresh - Overwrite*.",
        data: "All rows are synced each time. Deletions aren't detected.",
      },
      {
        messages: ["absent records might be on secret boards, which the token can't read."],
        cause:
          "Boards or Pins are absent from their list. They can be deleted, or secret: the token lacks a scope, or your role in the ad account is not Owner or Admin.",
        fix: "Sign in again and grant `boards:read_secret` and `pins:read_secret`, or ask for the role Admin.",
        data: "The records stay as they are until then.",
      },
      {
        messages: ["the response to … lacked … of … IDs"],
        cause: "Pinterest's response has no data for these Pins.",
        fix: "None.",
        data: "The next sync rereads their days.",
      },
      {
        messages: ["skipped … of … Pins, which show no activity in the last 90 days."],
        cause: "`pin_analytics` skips Pins without activity, to save API calls.",
        fix: "To sync them too, turn on **Include inactive Pins in Pin analytics**.",
        data: "Their days are missing. Their metrics would be zeros.",
      },
      {
        messages: ["… of … templates are skipped:"],
        cause: "Pinterest doesn't create a readable file for these report templates.",
        fix: "None.",
        data: "`template_reports` has the other templates.",
      },
      {
        messages: ['This account has no board "…", or the token can\'t see it,'],
        cause:
          "Most accounts liked nothing before 2017. Otherwise, the board was renamed, or the token lacks the scopes of secret boards.",
        fix: "See [Likes](pinterest.md#likes).",
        data: "`likes` is empty.",
      },
      {
        messages: ["no catalog in this account; 0 records", "This account has no catalog."],
        cause: "The account has no product catalog.",
        fix: "None, or deselect the catalog streams.",
        data: "The catalog streams are empty.",
      },
      {
        messages: ["…: … is in the future, so no analytics and reports are synced until then."],
        cause: "The start date is after today.",
        fix: "Correct the start date.",
        data: "Analytics and reports are empty until then, or this custom report.",
      },
      {
        messages: ["…: reports at the level … have no …, so it is not synced."],
        cause: "Pinterest doesn't have this column at this level.",
        fix: "Remove it from the columns of the report, or choose another level.",
        data: "The report lacks the column. Everything else is synced.",
      },
      {
        messages: ["destinations cannot load some values."],
        cause: "Pinterest returned strings, dates, or numbers that databases reject.",
        fix: "None. [Data type map](pinterest.md#data-type-map) lists the changes.",
        data: "The values are changed; `meta.changes` of the record names the fields.",
      },
    ],
  },
  {
    title: "The sync or the connection test fails at sign-in",
    introduction: "Every stream fails. Sign in again or correct the credentials; the next sync resumes.",
    entries: [
      {
        messages: ["Pinterest rejected the access token."],
        cause: "An access token expires after 30 days, or earlier if the password changes or somebody revokes access.",
        fix: "Create a new token, or switch to **Sign in with Pinterest (OAuth 2.0)**, which stays connected.",
        data: nothingSynced,
      },
      {
        messages: [
          "Pinterest rejected the refresh token, but accepted the app ID and the app secret key.",
          "Pinterest rejected the refresh token, or the app ID and app secret key.",
        ],
        cause:
          "A refresh token expires after 60 days without a sync, and each refresh replaces it. Two sources with the same token replace it for each other.",
        fix: "Sign in again in the source settings. Give each source its own sign-in.",
        data: nothingSynced,
      },
      {
        messages: ["Pinterest rejected the app ID or the app secret key."],
        cause: "The app ID and the app secret key aren't of the same app, or one is mistyped.",
        fix: "Copy both from the page of your app.",
        data: nothingSynced,
      },
      {
        messages: ["The access token could not be renewed ahead of time;"],
        cause: "Pinterest's token endpoint failed. The current token still works.",
        fix: "None. If the warning persists, sign in again before the time that it names.",
        data: "Nothing is missing.",
      },
      {
        messages: ["The access token in … can't be renewed, since the new tokens couldn't be saved there: …"],
        cause:
          "`authorize` created the configuration file, and the program can't write it or its folder, as with a read-only mount. A renewal could make the refresh token in the file invalid.",
        fix: "Make the file and its folder writable; in Docker, mount the folder without `:ro`.",
        data: "The access token is used until it expires. After that, nothing is synced. The sign-in stays valid.",
      },
      {
        messages: ["This command would use up the refresh token in …, and renewed tokens are not saved in this file."],
        cause:
          "The configuration is from a platform, which saves renewed tokens itself. A person ran a command with it, and its access token has expired.",
        fix: "Create a configuration for the commands with `authorize`.",
        data: "Nothing is read. The sign-in of the platform stays valid.",
      },
      {
        messages: ["The renewed tokens could not be saved in …"],
        cause:
          "`authorize` created the configuration file, and writing it failed after Pinterest had renewed the tokens.",
        fix: "Make the file writable, then run `authorize` again.",
        data: "Nothing is missing. The next run can't sign in.",
      },
      {
        messages: ["Requests go through the proxy that the environment variable … names:"],
        cause: "The connection test reached the proxy, not Pinterest.",
        fix: "Check the proxy's address, and that it allows `api.pinterest.com`.",
        data: nothingSynced,
      },
      {
        messages: ["The clock of this machine is … minutes …"],
        cause: "Dates of analytics and the expiration of tokens depend on the clock.",
        fix: "Set the clock.",
        data: "Days can be missing until the clock is right.",
      },
    ],
  },
  {
    title: "A stream fails because access is denied",
    introduction:
      "The other streams are synced, but Airbyte shows the sync as failed. Get the access, or deselect the stream.",
    entries: [
      {
        messages: [
          "The token is missing a scope: it needs …",
          "the token lacks the scope …, which these streams need: …",
          "Streams that can't be read: …",
        ],
        cause: "The sign-in or the token doesn't grant this scope.",
        fix: "Sign in again and grant it, or create a token that has it. [Scopes](pinterest.md#scopes) lists what each is for.",
        data: othersSynced,
      },
      {
        messages: ["Pinterest hasn't enabled this endpoint for your app.", "Your app lacks …: this is a … endpoint."],
        cause: "Pinterest enables this endpoint for some apps only.",
        fix: "Request the access that the message names on the page of your app, or deselect the stream.",
        data: othersSynced,
      },
      {
        messages: ["This account has no access to this data."],
        cause: "The account's role in the ad account or business doesn't include this data.",
        fix: "Ask for a role that does, or deselect the stream.",
        data: othersSynced,
      },
      {
        messages: [
          "…: … … exist, or this account has no access.",
          "…: … … doesn't exist, or this account has no access to it.",
          "…: … cannot be read.",
        ],
        cause: "An ID under **Ad account IDs** or **Board IDs** is wrong, or the account has no access to it.",
        fix: "Correct the ID, ask the owner for access, or remove the ID.",
        data: restSynced,
      },
      {
        messages: ["Pinterest denied access in the middle of a list or a report:"],
        cause: "Access was revoked while the stream was read.",
        fix: "None. If it persists, ask for a role that has the access.",
        data: "Earlier pages are synced. The next sync rereads the list.",
      },
      {
        messages: ['Pinterest returned "not found" to a request.'],
        cause: "The IDs in the settings are wrong, or Pinterest doesn't offer this endpoint to your app.",
        fix: "Check the IDs. If they are right, deselect the stream.",
        data: othersSynced,
      },
    ],
  },
  {
    title: "A stream fails because of a rate limit or an outage",
    introduction: "Airbyte retries these failures automatically. The next attempt resumes where the one before ended.",
    entries: [
      {
        messages: ["Pinterest's rate limit is used up until …", "Pinterest's rate limit stayed exhausted."],
        cause: "With Trial access, an app has 1,000 API calls per day for all of its connections.",
        fix: "If it happens every day, request Standard access. [Many accounts](scheduling.md#many-accounts) says how connections share a limit.",
        data: resumes,
      },
      {
        messages: ["Pinterest failed to answer, even after retries."],
        cause: "Pinterest has an outage, or a report didn't finish within an hour.",
        fix: "Run the sync again. If one ads analytics stream keeps failing, lower **Analytics batch size**.",
        data: resumes,
      },
      {
        messages: ["Pinterest could not be reached, even after retries:"],
        cause: "The network, a firewall, or a proxy blocks the connection.",
        fix: "Allow HTTPS to `api.pinterest.com` and, for reports, to `pinterest-waterloo.s3.amazonaws.com`.",
        data: resumes,
      },
      {
        messages: ["Pinterest's response was invalid, even after retries:"],
        cause: "A response or report file is truncated, or its format differs from the documentation.",
        fix: "Run the sync again. If it persists, report it with the complete message.",
        data: resumes,
      },
      {
        messages: ["…; retrying in … s"],
        cause: "A request failed, and the connector retries it.",
        fix: "None.",
        data: "Nothing is missing, unless an error follows.",
      },
      {
        messages: ["The connector did not download the report:"],
        cause: "For security, reports are downloaded only by HTTPS from public addresses.",
        fix: "If the DNS of your network resolves the name to a private address, change that or set `HTTPS_PROXY`. See [SECURITY.md](../SECURITY.md).",
        data: othersSynced,
      },
      {
        messages: ["Unexpected response from Pinterest.", "Something went wrong in the connector."],
        cause: "The API changed, or the connector has a bug.",
        fix: "Update the connector. If it persists, report it with the log.",
        data: othersSynced,
      },
    ],
  },
  {
    title: "A setting is wrong",
    introduction:
      "The message names the field by its title in the form, or on a terminal by its key in the file, and what it accepts.",
    entries: [
      {
        messages: ["Invalid configuration: …", "It must be a JSON object."],
        cause: "A required field is empty, or a value has the wrong format.",
        fix: "Correct the fields that the message names.",
        data: nothingSynced,
      },
      {
        messages: ["Pinterest doesn't support this combination of windows."],
        cause: "Pinterest allows only some combinations of the three attribution windows.",
        fix: "Choose one that the message lists. See [Attribution windows](ads.md#attribution-windows).",
        data: nothingSynced,
      },
      {
        messages: ["…: unknown column …"],
        cause: "A column under **Ads columns** or in a custom report is misspelled.",
        fix: "Correct it.",
        data: nothingSynced,
      },
      {
        messages: ["…: unknown stream …"],
        cause: "A stream under **Track changes and deletions** is misspelled.",
        fix: "Correct it.",
        data: nothingSynced,
      },
      {
        messages: ["…: Pinterest rejected …"],
        cause: "Your settings contain values that Pinterest rejects at every synced level.",
        fix: "Correct or remove them.",
        data: restSynced,
      },
      {
        messages: ["Pinterest rejected a request."],
        cause: "A value in the settings or the custom report is invalid. The message has Pinterest's reason.",
        fix: "Check **Ads columns**, **Conversion attribution**, and the custom report. If they are right, report it.",
        data: othersSynced,
      },
      {
        messages: [
          "The custom report of the stream … filters by more than … statuses of entities below its level …",
          "The custom report of the stream … filters by ad statuses, but its level … has none",
        ],
        cause: "Pinterest can't create this report.",
        fix: "Select fewer statuses, leave **Ad statuses** empty, or choose another level.",
        data: "The connection test fails.",
      },
      {
        messages: ['…: the stream of this report is named "…"'],
        cause: "A custom report's name has characters other than lowercase letters, digits, and underscores.",
        fix: "None, or rename the report. The official connector names its stream the same way.",
        data: "Nothing is missing.",
      },
      {
        messages: ["Unknown setting …"],
        cause: "A configuration file has a key that the connector doesn't know.",
        fix: "Correct the name, or remove the key.",
        data: "The key is ignored.",
      },
      {
        messages: ["Stream … doesn't exist."],
        cause: "A custom report was renamed or removed, or the name is misspelled.",
        fix: "Refresh the source's schema in the connection.",
        data: othersSynced,
      },
      {
        messages: ["Stream … requires …. Set it in …, or deselect the stream."],
        cause: "The stream needs search queries, search terms, countries, or trend regions.",
        fix: "Set the field that the message names, or deselect the stream.",
        data: othersSynced,
      },
      {
        messages: ["The environment variable PINTEREST_API_BASE_URL must be …"],
        cause: "The variable is for tests.",
        fix: "Remove it.",
        data: nothingSynced,
      },
    ],
  },
  {
    title: "The saved state doesn't fit",
    introduction: "A state stores the progress of each stream.",
    entries: [
      {
        messages: ["starting from the beginning, since the saved state belongs to another user account"],
        cause: "The token, or the first of the **Ad account IDs**, now belongs to another user account.",
        fix: "If that is intended, clear the stream to remove the records of the earlier account.",
        data: "All records of the new account are synced. Those of the earlier one stay.",
      },
      {
        messages: ["starting from the beginning, since the report was changed from … to …."],
        cause:
          "The level or the granularity of a custom report was changed in the settings, or the start date of a `TOTAL` report.",
        fix: "Clear the stream to remove the earlier records.",
        data: "All records of the changed report are synced. Those of the earlier one stay, so don't add up the two.",
      },
      {
        messages: ["starting … from the beginning, since the saved state is inconsistent"],
        cause: "The state was edited.",
        fix: "None.",
        data: "All records of these boards, ad accounts, or other partitions are synced again.",
      },
      {
        messages: ["The state of … is ignored, since there is no such stream."],
        cause: "A custom report was renamed or removed, or the state is in the format of another tool.",
        fix: "If the stream was renamed, rename it in the state too. Otherwise none.",
        data: "A renamed stream is synced from the beginning.",
      },
      {
        messages: [
          "the state's … (…) is in the future; using the current time instead, so existing records count as synced.",
        ],
        cause: "The state was edited, or a clock was wrong.",
        fix: "If the state is wrong, clear the stream.",
        data: "Existing records count as synced.",
      },
      {
        messages: ["bookmark expired; restarting from the first page"],
        cause: "A bookmark expired between two syncs.",
        fix: "None.",
        data: "Some records might be duplicated.",
      },
      {
        messages: [
          "The state of … was written by a newer version of this connector",
          "The state of … is invalid or of another connector",
          "Invalid state: …",
        ],
        cause: "The state is of a newer release or another connection, or it was edited.",
        fix: "Use the newer release, or clear the stream.",
        data: nothingSynced,
      },
      {
        messages: [
          "Invalid catalog: …",
          'Stream …: the sync_mode in the catalog must be "full_refresh" or "incremental", not "…".',
        ],
        cause: "The catalog file was written by hand or edited.",
        fix: "Use the output of `discover`, or a configured catalog of Airbyte.",
        data: nothingSynced,
      },
    ],
  },
];
