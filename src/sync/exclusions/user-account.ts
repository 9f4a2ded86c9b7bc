/** The number of failed requests for the user account after which it stays unknown. */
const maxFailures = 3;

/** Shares the responses with the user accounts, which most streams need. Each is requested once, and again if it failed. */
export class UserAccounts {
  readonly #responses = new Map<string, Promise<unknown>>();
  #failures = 0;

  /**
   * Returns the body of a response.
   * @param key identifies the account
   * @param request sends the request
   */
  async bodyOf(key: string, request: () => Promise<unknown>): Promise<unknown> {
    const known = this.#responses.get(key);
    const response = known ?? request();
    if (known === undefined) {
      this.#responses.set(key, response);
      // A later stream can succeed. Not without end, since each failure costs several requests of a daily quota.
      response.catch(() => {
        this.#failures += 1;
        if (this.#failures < maxFailures) this.#responses.delete(key);
      });
    }
    // Rows become records, so each stream gets its own copy.
    return structuredClone(await response);
  }
}
