import type { CommandBus } from '@nestjs/cqrs';
import { Problem, ProblemFilter, RehearseCommands, type CommandPath, type RequestContext } from '@opsledger/platform';
import { Imports } from './imports.js';

const row = (key: string) =>
  JSON.stringify({
    ...{
      key,
      command: 'report-operation',
      data: { name: key },
      occurredAt: '2022-03',
      knownAt: '2022-06-02T00:00:00Z',
    },
    source: { kind: 'letter', ref: 'A letter' },
  });
const outcome = { document: { id: 'id' }, version: 1, isReplay: false };

/** Three rows that pass, of which the second meets something when its turn comes. */
const importing = (met: unknown) => {
  let run = 0;
  const execute = async (command: unknown) => {
    if (command instanceof RehearseCommands) return [1, 2, 3].map(() => ({ outcome: { id: 'id', version: 1 } }));
    if ((run += 1) === 2) throw met;
    return outcome;
  };
  const path = {
    commands: async () => new Map([['report-operation', 'new']]),
    fieldErrors: async (rows: readonly unknown[]) => rows.map(() => []),
  };
  const problems = new ProblemFilter({}, { error: () => undefined } as never, {} as never);
  const imports = new Imports({ execute } as unknown as CommandBus, path as unknown as CommandPath, problems);
  const caller = { actor: 'actor-1', roles: ['importer'], clearance: 'UNCLASSIFIED' };
  const context = { requestId: 'r', path: '/v1/imports', caller } as unknown as RequestContext;
  return imports.run(['a', 'b', 'c'].map(row).join('\n'), false, context, 'en');
};

it.each([
  [new Problem(503, 'SERVICE_IS_NOT_REACHED', { headers: { 'retry-after': '2' } }), 503, 'SERVICE_IS_NOT_REACHED'],
  [new SyntaxError('not JSON'), 500, 'INTERNAL_FAULT'],
])(
  'IMPORT an import that breaks off tells which rows stand and what the next one met: %s',
  async (met, status, code) => {
    await expect(importing(met)).rejects.toMatchObject({
      ...{ status, code: 'IMPORT_BROKE_OFF' },
      options: {
        details: { line: 2, applied: 1, rows: 3 },
        members: { applied: 1, line: 2, results: [{ line: 1, key: 'a', outcome: 'applied' }], problem: { code } },
      },
    });
  },
);
