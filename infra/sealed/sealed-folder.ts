import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the form of `sha256sum`, so that `sha256sum -c SHA256SUMS` says the same without us. */
const SEALS = 'SHA256SUMS';

const sealOf = (folder: string, name: string): string =>
  `${createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex')}  ${name}`;

/**
 * What is wrong with a folder whose files may be added to and never edited, in words that say what to do; empty if nothing is.
 * History must stay readable for ever, and a recording that was edited to suit the code proves nothing.
 */
export const brokenSeals = (folder: string): readonly string[] => {
  const seals = readFileSync(join(folder, SEALS), 'utf8').split('\n').filter(Boolean);
  const sealed = seals.map((seal) => seal.slice(seal.indexOf('  ') + 2));
  const present = readdirSync(folder).filter((name) => name !== SEALS);
  return [
    ...sealed.filter((name) => !present.includes(name)).map((name) => `${name} is gone. Bring it back.`),
    ...present.flatMap((name) => {
      const seal = sealOf(folder, name);
      if (seals.includes(seal)) return [];
      if (sealed.includes(name)) return [`${name} was edited. Bring it back, and add another file beside it.`];
      return [`${name} is not sealed yet. Add this line to ${SEALS}: ${seal}`];
    }),
  ];
};

/** Every folder of recordings in the sources of the workspace: samples of events, and golden histories. */
export const sealedFolders = (repository: string): readonly string[] =>
  ['libs', 'services'].flatMap((kind) =>
    readdirSync(join(repository, kind)).flatMap((project) =>
      readdirSync(join(repository, kind, project, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((path) => /(^|[\\/])(samples|golden)$/.test(path))
        .map((path) => join(kind, project, 'src', path)),
    ),
  );
