import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What runs in production, from the lockfile: for each workspace the packages it asks for, and all that those bring
 * along, with their licences.
 */
export function productionPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const of = (workspace) => {
    const direct = Object.keys(packages[workspace].dependencies ?? {}).filter(isForeign);
    return { direct, all: closureOf(packages, workspace, direct) };
  };
  return { server: joined(of('bff'), of('bff/contract')), app: joined(of('pwa'), of('bff/contract')) };
}

function isForeign(name) {
  return !name.startsWith('@orders/');
}

function joined(one, other) {
  return {
    direct: [...new Set([...one.direct, ...other.direct])].sort(),
    all: new Map([...one.all, ...other.all].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

/** Names and licences; a package in several versions counts once. */
function closureOf(packages, workspace, direct) {
  const found = new Map();
  const waiting = direct.map((name) => [workspace, name]);
  const seen = new Set();
  for (const [from, name] of waiting) {
    const path = placeOf(packages, from, name);
    if (path === null || seen.has(path)) continue;
    seen.add(path);
    found.set(name, packages[path].license ?? 'none');
    for (const next of Object.keys(packages[path].dependencies ?? {})) waiting.push([path, next]);
  }
  return found;
}

/** Where a package is found by one in a folder: beside it, or in a folder above. */
function placeOf(packages, from, name) {
  for (let folder = from; ; folder = folder.replace(/(?:^|\/)[^/]*$/, '')) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return null;
  }
}
