/** Runs requests one at a time, newest first, until the outcome of one shows that the others can run concurrently. */
export class FirstRequest {
  #isConclusive = false;
  #isRunning = false;
  readonly #waiting: (() => void)[] = [];

  /**
   * Runs a request when it is its turn.
   * @param saysNothing whether the error of a request leaves open what the others can expect
   * @throws what the request throws
   */
  async run<Result>(request: () => Promise<Result>, saysNothing: (error: unknown) => boolean): Promise<Result> {
    if (this.#isConclusive) return request();
    if (this.#isRunning) await new Promise<void>((begin) => this.#waiting.push(begin));
    this.#isRunning = true;
    try {
      const result = await request();
      this.#isConclusive = true;
      return result;
    } catch (error) {
      this.#isConclusive ||= !saysNothing(error);
      throw error;
    } finally {
      this.#end();
    }
  }

  #end(): void {
    if (this.#isConclusive) {
      for (const begin of this.#waiting.splice(0)) begin();
      return;
    }
    const begin = this.#waiting.pop();
    // Otherwise the next request runs, even if another arrives before it.
    if (begin === undefined) this.#isRunning = false;
    else begin();
  }
}
