// Prints the runtime dependencies of package-lock.json as CycloneDX 1.5, deterministically. (`npm sbom --omit=dev` also
// omits packages that both runtime and development need.)
import { readFileSync } from "node:fs";

const lockfile = JSON.parse(readFileSync("package-lock.json", "utf8"));
const { "": program, ...packages } = lockfile.packages;

const nameOf = (path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const referenceOf = (name, version) => `pkg:npm/${name.replace("@", "%40")}@${version}`;
const licensesOf = ({ license }) =>
  /^[\w.-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];

/** Resolves a package as Node.js does: in the requesting package's folder or a folder above. */
function found(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return referenceOf(name, packages[place].version);
    if (folder === "") return undefined;
  }
}

function dependenciesOf(path, { dependencies = {}, optionalDependencies = {}, peerDependencies = {} }) {
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return names.flatMap((name) => found(path, name) ?? []).toSorted();
}

const installed = Object.entries(packages).filter(([, { dev }]) => dev !== true);
const root = referenceOf(program.name, program.version);
const list = {
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  version: 1,
  metadata: {
    component: {
      "bom-ref": root,
      type: "application",
      name: program.name,
      version: program.version,
      purl: root,
      licenses: licensesOf(program),
    },
  },
  components: installed.map(([path, entry]) => ({
    "bom-ref": referenceOf(nameOf(path), entry.version),
    type: "library",
    name: nameOf(path),
    version: entry.version,
    purl: referenceOf(nameOf(path), entry.version),
    scope: "required",
    hashes: [
      { alg: "SHA-512", content: Buffer.from(entry.integrity.replace("sha512-", ""), "base64").toString("hex") },
    ],
    licenses: licensesOf(entry),
  })),
  dependencies: [["", program], ...installed].map(([path, entry]) => ({
    ref: path === "" ? root : referenceOf(nameOf(path), entry.version),
    dependsOn: dependenciesOf(path, entry),
  })),
};
process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
