/** A Pinterest user whose boards, Pins, and organic metrics are read. */
export interface Profile {
  /** The user ID. */
  readonly id: string;
  /** How messages refer to it. */
  readonly username: string;
  /** The ad account that requests act for; undefined: the profile is that of the token. */
  readonly adAccountId: string | undefined;
}

/** The profiles of a run. */
export interface Profiles {
  /** In the order of their ad accounts, that of the token first. */
  readonly found: readonly Profile[];
  /** The ID of the profile that is read without `all_profiles`; undefined: its owner denies access. */
  readonly main: string | undefined;
  /** The usernames of owners who deny access, by their IDs. */
  readonly denied: ReadonlyMap<string, string>;
  /** The IDs of the owners of all ad accounts, by those of the ad accounts. */
  readonly ownersByAdAccount: ReadonlyMap<string, string>;
}

/** Learns the profiles of a read with `all_profiles`, and what it can't read of them. */
export interface ProfileObserver {
  /** Called once, unless the profiles can't be determined. */
  readonly found: (profiles: Profiles) => void;
  /**
   * Called when a stream has ended for a profile, unless a stop signal ended it.
   * @param problem the message of the error; undefined: the stream is complete for this profile
   */
  readonly ended: (stream: string, profile: Pick<Profile, "id">, problem: string | undefined) => void;
}
