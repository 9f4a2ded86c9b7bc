import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { isIP } from "node:net";

/*
 * Keeps tests and the programs that they start from name servers: all names but localhost don't exist.
 */

const isLocal = (name: string) => name === "localhost" || isIP(name) !== 0;

const notFound = (hostname: string) =>
  Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
    code: "ENOTFOUND",
    syscall: "getaddrinfo",
    hostname,
  });

const { lookup } = dns;
const { lookup: lookupPromise } = dns.promises;

Object.assign(dns, {
  lookup: (hostname: string, ...rest: readonly unknown[]): void => {
    const callback = rest.at(-1);
    if (isLocal(hostname)) Reflect.apply(lookup, dns, [hostname, ...rest]);
    else if (typeof callback === "function") setImmediate(() => void callback(notFound(hostname)));
  },
});
Object.assign(dns.promises, {
  lookup: (hostname: string, options: dns.LookupAllOptions) =>
    isLocal(hostname) ? lookupPromise(hostname, options) : Promise.reject(notFound(hostname)),
});
// For modules that import the functions by name.
syncBuiltinESMExports();
