import { deepStrictEqual } from 'node:assert/strict';
import { correctionOf, type RecordedEvent } from '@opsledger/kernel';
import { project, type Projection, type ReadModelDocument } from '@opsledger/projections';
import { frozen } from './command-sequence.js';

/**
 * Tests of a projection: given what was recorded, this is the document. The events are folded a second time, and once more from
 * every place at which a consumer may stop and go on from the stored document; all must come out alike. Nothing may change what it
 * was given.
 */
export const specifyProjection = <Document extends ReadModelDocument>(projection: Projection<Document>) => ({
  given: (...events: readonly RecordedEvent[]) => {
    const history = frozen(events);
    const guarded: Projection<Document> = {
      ...projection,
      evolve: (document, event) => frozen(projection.evolve(document, event)),
    };
    const folded = project(guarded, history);
    deepStrictEqual(project(guarded, history), folded);
    for (let stop = 1; stop < history.length; stop += 1) {
      const stored = throughJson(project(guarded, history.slice(0, stop)));
      // As a consumer goes on from a stored document: one event at a time, the whole stream anew after a correction.
      const goneOn = history
        .slice(stop)
        .reduce(
          (document, event, index) =>
            correctionOf(event)
              ? project(guarded, history.slice(0, stop + index + 1))!
              : guarded.evolve(document, event),
          stored!,
        );
      deepStrictEqual(throughJson(goneOn), throughJson(folded));
    }
    return {
      /** The document has these members; others may be there. */
      thenDocument: (expected: Partial<Document>): void => {
        const members = Object.fromEntries(
          Object.keys(expected).map((name) => [name, folded?.[name as keyof Document]]),
        );
        deepStrictEqual(members, { ...expected });
      },
      document: folded,
    };
  },
});

const throughJson = <Value>(value: Value): Value =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
