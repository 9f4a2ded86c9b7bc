/** Replaces secrets in texts for people. More secrets can become known while the program runs. */
export class Redactor {
  #forms: readonly string[] = [];

  /** Adds secrets. Those under four characters are left out: hiding them would garble every message. */
  add(secrets: readonly string[]): void {
    const forms = secrets
      .filter((secret) => secret.length >= 4)
      .flatMap((secret) => [
        secret,
        encodeURIComponent(Buffer.from(secret).toString()),
        new URLSearchParams({ secret }).toString().slice("secret=".length),
        Buffer.from(secret).toString("base64"),
        JSON.stringify(secret).slice(1, -1),
      ]);
    // Longest first, so that a secret that contains another is hidden whole.
    this.#forms = [...new Set([...this.#forms, ...forms])].sort((one, other) => other.length - one.length);
  }

  redact(text: string): string {
    return this.#forms.reduce((clean, secret) => clean.replaceAll(secret, "****"), text);
  }
}
