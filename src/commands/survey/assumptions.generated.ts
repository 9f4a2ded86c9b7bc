// Generated from docs/source/assumptions.json by `npm run generate`. Do not edit.

/** The assumptions that `survey` tests, what is lost if one is false, and what to do then. */
export const assumptions = {
  "L1": {
    "says": "A list ends where a page has no bookmark, unless it has more than 100,000 rows.",
    "loses": "Rows beyond the cut are missing; tracked followers beyond it count as deleted.",
    "do": "Don't track this list, and compare the number of its rows with Pinterest's own counter. Rows beyond the cut can't be synced."
  },
  "L2": {
    "says": "A bookmark names a row, not a number of rows, except in searches.",
    "loses": "A deletion during a read moves a row onto a page that was read already. The next complete read brings it.",
    "do": "Nothing now: the connector reads each list completely at least every seven days, and that brings what a sync missed."
  },
  "L4": {
    "says": "Pinterest rejects an invalid or expired bookmark with 400 or 404.",
    "loses": "A list that expired during its read ends INCOMPLETE. The next sync reads it again from the first page, whatever the error.",
    "do": "If streams end INCOMPLETE with the same error in each sync, report it."
  },
  "L5": {
    "says": "A page has up to 250 rows, and Pinterest rejects a larger page size.",
    "loses": "Smaller pages only make syncs slower.",
    "do": "Nothing: syncs need more API calls than plan says."
  },
  "L6": {
    "says": "The same list has the same order each time.",
    "loses": "Each read lacks other rows.",
    "do": "Use Full refresh for pins and board_pins, and compare the number of their rows with Pinterest's own counter."
  },
  "L11": {
    "says": "The primary key of each stream is unique in its list.",
    "loses": "The destination merges two rows into one.",
    "do": "Load the stream without deduplication (Append), and report its name."
  },
  "L12": {
    "says": "Pinterest reads the values of a list in an address that are joined by commas.",
    "loses": "Campaigns, ads, and their metrics are missing.",
    "do": "Set \"Analytics batch size\" to 1, and \"Campaign, ad group, and ad statuses\" to one status."
  },
  "T1": {
    "says": "No page of the account's Pins has a Pin that is newer than all on the page before.",
    "loses": "An incremental sync misses Pins below the first page for up to seven days.",
    "do": "If up to seven days are too late, use Full refresh for pins."
  },
  "T2": {
    "says": "Pins of a board or section are listed newest first.",
    "loses": "An incremental sync misses Pins of the board for up to seven days.",
    "do": "If up to seven days are too late, use Full refresh for board_pins and board_section_pins."
  },
  "T4": {
    "says": "The creation time of a Pin never changes.",
    "loses": "Duplicates, or Pins that arrive up to seven days later.",
    "do": "Use Full refresh for pins and board_pins."
  },
  "T5": {
    "says": "Times without a time zone are UTC.",
    "loses": "All times in the tables are wrong by the offset.",
    "do": "Correct created_at and board_pins_modified_at in the warehouse by the offset, and report it."
  },
  "T7": {
    "says": "The update time of a campaign, ad group, or ad moves with each change of it, apart from fields that Pinterest derives.",
    "loses": "Nothing: the connector compares complete rows. Own queries by update time miss changes; it can also move without one.",
    "do": "Nothing in the connector, which compares complete rows. Don't filter your own queries by updated_time."
  },
  "T8": {
    "says": "The update time of an ad moves with its review.",
    "loses": "Nothing: the connector compares complete rows. Own queries by update time miss changes.",
    "do": "Nothing in the connector, which compares complete rows. Don't filter your own queries by updated_time."
  },
  "B1": {
    "says": "The time of change of a board moves with each Pin that is saved to it, moved, or removed.",
    "loses": "An incremental sync skips the board for up to seven days.",
    "do": "If up to seven days are too late, use Full refresh for board_pins and likes."
  },
  "B3": {
    "says": "A board of the account that Pins name, and the list of boards lacks, comes by its ID.",
    "loses": "Pins of such boards are missing in board_pins. Tracked boards and Pins don't count as deleted, since the connector asks for each by its ID.",
    "do": "Take the Pins from the stream pins, which has them."
  },
  "B5": {
    "says": "The Pins of a board include those in its sections.",
    "loses": "These Pins are missing in board_pins.",
    "do": "Read board_section_pins beside board_pins."
  },
  "B9": {
    "says": "A deleted or unknown Pin is 404.",
    "loses": "A deleted Pin stays in a tracked table.",
    "do": "Don't track pins, board_pins, and likes."
  },
  "O1": {
    "says": "A Pin whose 90-day metrics are all zero has no metric on any of these days.",
    "loses": "The metrics of these Pins arrive up to seven days later; the log says how many Pins were skipped.",
    "do": "If seven days are too late, turn on \"Include inactive Pins in Pin analytics\"."
  },
  "O2": {
    "says": "Each day of a period has a row, also without activity.",
    "loses": "Days are requested again in each sync, which is slower.",
    "do": "Nothing: syncs need more API calls."
  },
  "O3": {
    "says": "The metrics of a day that is READY don't change any more.",
    "loses": "Older days keep outdated metrics.",
    "do": "Set \"Lookback window (days)\" to 30."
  },
  "O6": {
    "says": "Pinterest returns the metrics of each active Pin of a batch of 100.",
    "loses": "Pins that a response omits are requested again in each sync.",
    "do": "Nothing: syncs need more API calls."
  },
  "O11": {
    "says": "The metrics of a Pin in a list have the names that the connector declares; live ones are impression, pin_click, outbound_click, and save.",
    "loses": "Destinations with fixed columns lack the metric.",
    "do": "Nothing: a later release adds the metric. Share the survey."
  },
  "O12": {
    "says": "The metrics of a Pin are its own, not those of all Pins with its image and link.",
    "loses": "A sum over Pins counts an activity more than once.",
    "do": "Use user_account_analytics for totals."
  },
  "E1": {
    "says": "Pinterest accepts the five statuses together, and returns archived entities and drafts.",
    "loses": "Archived entities and their metrics are missing.",
    "do": "Compare the number of campaigns with Ads Manager; use the streams of reports for the spend of archived ones."
  },
  "E4": {
    "says": "The account of a shared ad account is that of its owner.",
    "loses": "Rows of two profiles are mixed.",
    "do": "Turn off \"All profiles of the ad accounts\", and use one source per owner."
  },
  "A1": {
    "says": "An entity without a row on a day had no activity, whatever the size of the batch.",
    "loses": "Spend is missing.",
    "do": "Set \"Analytics batch size\" to 10."
  },
  "A3": {
    "says": "Pinterest rejects an unknown column, names it, and lists the columns that it has.",
    "loses": "A column that Pinterest renames stays empty. If Pinterest rejects it without naming it, the stream ends INCOMPLETE.",
    "do": "Compare the columns that you use with Ads Manager after each release."
  },
  "A9": {
    "says": "The columns of ads metrics are those that the connector requests.",
    "loses": "New columns are missing. Columns that Pinterest dropped are empty, with a warning.",
    "do": "Nothing: a later release requests what Pinterest lists. Share the survey."
  },
  "A10": {
    "says": "In ads metrics, each status has one number, and 1 is ACTIVE.",
    "loses": "A query that filters by 1 finds other rows.",
    "do": "Filter by the status in campaigns, ad_groups, and ads instead. Share the survey."
  },
  "A11": {
    "says": "The ID of a product group in metrics is that of its promotion, not that of the catalog's product group.",
    "loses": "product_group_analytics is empty.",
    "do": "Use product_group_report, and share the survey."
  },
  "R1": {
    "says": "The file of a report is an object with a list of rows per entity, which have the requested columns.",
    "loses": "The stream ends INCOMPLETE.",
    "do": "Use the streams of analytics instead of reports, and share the survey."
  },
  "R3": {
    "says": "The link to a report is https, on a public host, and its size that of the file.",
    "loses": "The stream ends INCOMPLETE.",
    "do": "Use the streams of analytics instead of reports, and share the survey."
  },
  "R5": {
    "says": "Rows of reports are unique by the primary key of their stream.",
    "loses": "The last of equal rows is kept, with a warning.",
    "do": "Compare sums by targeting value with Ads Manager, and share the survey."
  },
  "R7": {
    "says": "FEED_TYPE is a targeting type of reports, though Pinterest's document lacks it.",
    "loses": "Rows of this type are missing.",
    "do": "Nothing: the other types have the same totals."
  },
  "X2": {
    "says": "An ad account without a role is denied or not found, never an empty list.",
    "loses": "Lists of a lost role seem empty, and tracked rows count as deleted.",
    "do": "Don't track streams of ads."
  },
  "K1": {
    "says": "The header with rate limits has the known form, and a reset within a day.",
    "loses": "Syncs exceed the limits, wait, and are slower.",
    "do": "Set \"Concurrent requests\" to 2."
  },
  "D1": {
    "says": "A row that two complete reads an hour apart lack is deleted.",
    "loses": "Rows count as deleted, and come back later.",
    "do": "Don't track the list, or read it with Full refresh."
  },
  "S1": {
    "says": "Each field has its declared type, or is null.",
    "loses": "A typed column of the destination rejects the value.",
    "do": "Load the field as text, and share the survey."
  },
  "S2": {
    "says": "Rows have no undeclared fields.",
    "loses": "Destinations with fixed columns lack the field.",
    "do": "Nothing: a later release adds the field. Share the survey."
  }
} as const;

export type AssumptionId = keyof typeof assumptions;

/** By reason of an outcome: what it says, or for one that can't be told what would help. */
export const reasons = {
  "enough_cases": "Enough cases, and no counterexample.",
  "counterexample": "A counterexample in a successful response.",
  "right_status": "Pinterest rejected the mistake as expected.",
  "wrong_status": "Pinterest accepted the mistake, or rejected it in another way.",
  "not_listed": "A rejection that lists the columns that Pinterest has.",
  "not_asked": "An account with an ad account, or a higher --budget.",
  "denied": "A token with all read scopes, and a role in the ad account that can read it.",
  "server_error": "A run at another time: Pinterest failed.",
  "few_rows": "An account with more than 100 Pins or followers.",
  "one_page": "An account with more than 50 Pins.",
  "few_pins": "An account with more than 25 Pins of its own.",
  "few_boards": "An account with Pins on three boards or more.",
  "nothing_recent": "Save a Pin, and run the survey again within the hour.",
  "not_read_to_end": "An account with fewer than 750 boards.",
  "all_listed": "An account with a Pin on a board that its list of boards lacks.",
  "no_section": "An account with Pins in a section of one of the five boards that changed last.",
  "few_silent_pins": "An account with three Pins without activity in 90 days.",
  "no_twins": "Two Pins of your own with the same image and link, and impressions.",
  "no_activity": "A business account with metrics of the last month.",
  "gated": "An app that Pinterest lets read the metrics of many Pins at once.",
  "few_ads": "An ad account with several campaigns, of which three are archived.",
  "no_archived": "An ad account with an archived campaign.",
  "no_delivery": "An ad account with spend in the last 30 days.",
  "no_product_groups": "An ad account with metrics of a promoted product group in the last 30 days.",
  "own_ad_accounts_only": "A role in an ad account of another owner.",
  "no_report": "The option --reports, which creates two reports, and an ad account.",
  "no_header": "A run without a proxy that removes headers.",
  "second_run": "A second run on another day, with the same --notes FILE both times.",
  "nothing_changed": "A second run after something changed: a Pin saved or moved, an ad edited.",
  "nothing_gone": "A run after a board or Pin was deleted, and one more after that."
} as const;

export type Reason = keyof typeof reasons;
