import type { RecordedEvent } from '@opsledger/kernel';
import type { Projection, ReadModelDocument } from '@opsledger/projections';
import { recorded } from './command-sequence.js';
import { specifyProjection } from './projection-specification.js';

type Thing = ReadModelDocument & Readonly<{ names: readonly string[] }>;
const things: Projection<Thing> = {
  ...{ name: 'things', version: 1, streamPrefix: 'thing-' },
  evolve: (document, { streamversion, data }) => ({
    ...{ id: '1', version: Number(streamversion), sensitivity: 'UNCLASSIFIED', exercise: false },
    names: [...(document?.names ?? []), (data as { name: string }).name],
  }),
};
const named = (...names: readonly string[]): readonly RecordedEvent[] =>
  recorded(
    names.map((name) => ({ type: 'named', data: { name }, occurredAt: '2022', sensitivity: 'UNCLASSIFIED' })),
    { source: '/test', subject: 'thing-1' },
  );

describe('A projection specification', () => {
  it('passes what comes out as expected', () =>
    expect(() =>
      specifyProjection(things)
        .given(...named('A', 'B'))
        .thenDocument({ version: 2, names: ['A', 'B'] }),
    ).not.toThrow());

  it('fails what comes out otherwise', () => {
    expect(() =>
      specifyProjection(things)
        .given(...named('A'))
        .thenDocument({ names: ['B'] }),
    ).toThrow('deep-equal');
  });

  let count = 0;
  it.each<[string, Projection<Thing>['evolve'], string]>([
    [
      'counts how often it is called',
      (document, event) => ({ ...things.evolve(document, event), names: [String((count += 1))] }),
      'deep-equal',
    ],
    [
      'changes the document that it was given',
      (document, event) => {
        (document?.names as string[] | undefined)?.push('more');
        return things.evolve(document, event);
      },
      'not extensible',
    ],
    [
      'changes the event',
      (document, event) => {
        (event.data as { name: string }).name = 'other';
        return things.evolve(document, event);
      },
      'read only',
    ],
    [
      'keeps what JSON does not',
      (document, event) => {
        const seen = (document as { seen?: unknown } | undefined)?.seen instanceof Set;
        return { ...things.evolve(document, event), seen: new Set(['x']), names: [String(seen)] };
      },
      'deep-equal',
    ],
  ])('fails a projection that %s', (_, evolve, why) => {
    expect(() => specifyProjection({ ...things, evolve }).given(...named('A', 'B', 'C'))).toThrow(why);
  });
});
