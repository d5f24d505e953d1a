import { LogUnavailable } from '@opsledger/event-store';
import { GenerationDropped } from '@opsledger/projections';
import { ProblemFilter } from './problem.filter.js';

const problems = new ProblemFilter({}, { error: () => undefined } as never);
const of = (thrown: unknown) => {
  const { status, code, options } = problems.problemOf(thrown, 'r');
  return [status, code, options.headers?.['retry-after']];
};

it.each([
  ['the log is away', new LogUnavailable('gone'), [503, 'LOG_UNAVAILABLE', '5']],
  ['a read model was made anew elsewhere', new GenerationDropped('operations@1'), [503, 'READ_MODEL_IS_BEHIND', '1']],
  ['a fault', new TypeError('undefined'), [500, 'INTERNAL_FAULT', undefined]],
])('%s', (_, thrown, problem) => expect(of(thrown)).toEqual(problem));
