import { LogUnavailable } from '@opsledger/event-store';
import { GenerationDropped } from '@opsledger/projections';
import { ProblemFilter } from './problem.filter.js';
import { Problem } from './problem.js';

const logger = { error: jest.fn(), warn: jest.fn() };
const problems = new ProblemFilter({}, logger as never);
const of = (thrown: unknown) => {
  const { status, code, options } = problems.problemOf(thrown, 'r');
  return [status, code, options.headers?.['retry-after']];
};

it.each([
  ['the log is away', new LogUnavailable('gone'), [503, 'LOG_UNAVAILABLE', '5']],
  ['a read model was made anew elsewhere', new GenerationDropped('operations@1'), [503, 'READ_MODEL_IS_BEHIND', '1']],
  ['a fault', new TypeError('undefined'), [500, 'INTERNAL_FAULT', undefined]],
])('%s', (_, thrown, problem) => expect(of(thrown)).toEqual(problem));

describe('a request that has to be sent again', () => {
  beforeEach(() => jest.clearAllMocks());

  it.each(['READ_MODEL_IS_BEHIND', 'RECORD_IS_SET_ASIDE', 'TOO_MANY_STREAMS'])(
    'is logged once as a warning and without a stack, however many there are: %s',
    (code) => {
      const fresh = new ProblemFilter({}, logger as never);
      for (let count = 0; count < 100; count += 1) fresh.problemOf(new Problem(503, code), `r-${count}`);
      expect(logger.warn.mock.calls).toEqual([[{ requestId: 'r-0', code }, 'request has to be sent again']]);
      expect(logger.error).not.toHaveBeenCalled();
    },
  );

  it('is told from one that failed, which is logged each time with its stack', () => {
    const thrown = [new LogUnavailable('gone'), new Problem(503, 'SERVICE_IS_NOT_REACHED'), new TypeError('undefined')];
    for (const one of [...thrown, ...thrown]) problems.problemOf(one, 'r');
    expect(logger.error.mock.calls.map(([{ err }]) => err)).toEqual([...thrown, ...thrown]);
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
