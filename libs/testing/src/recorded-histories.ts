import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedEvent } from '@opsledger/kernel';

/** A stream that was recorded once and what it folds to: the state of the rules and the document of the read model. */
export type RecordedHistory = Readonly<{
  name: string;
  events: readonly RecordedEvent[];
  /** What it led to under this version of the projection. Throws, with what to commit, if nobody has said so yet. */
  expected: <Folded>(folded: Folded) => Folded;
}>;

/** The histories in a folder `golden`, each with what it leads to under a version of its projection in a file of its own. */
export const recordedHistories = (folder: string, projectionVersion: number): readonly RecordedHistory[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => ({
      name,
      events: readFileSync(join(folder, name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as RecordedEvent),
      expected: <Folded>(folded: Folded): Folded => {
        const file = name.replace(/ndjson$/, `v${projectionVersion}.expected.json`);
        if (!existsSync(join(folder, file)))
          throw new Error(`If this is what it must fold to, put it into ${file}: ${JSON.stringify(folded)}`);
        return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Folded;
      },
    }));
