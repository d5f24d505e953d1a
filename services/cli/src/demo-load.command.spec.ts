import { ProblemFailure } from './api.js';
import { toldOtherwise } from './demo-load.command.js';

describe('demo load where the letters are as another version told them', () => {
  const rows = [
    { id: '1', key: 'F131', command: 'report-operation', data: { name: 'Mongoose' } },
    { id: '2', key: 'F140', command: 'report-activity', data: {} },
  ];
  const refused = (...codes: readonly string[]) =>
    new ProblemFailure(
      {
        code: 'IMPORT_ROWS_REJECTED',
        rows: codes.map((code, index) => ({ line: index + 1, problem: { code } })),
      },
      422,
    );

  it('says which rows differ, that nothing changed, and what to do', () => {
    const { message, exitCode } = toldOtherwise(refused('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_REUSED'), rows)!;
    expect(message).toMatch(
      /nothing changed.*2 of 2:\n {2}F131 report-operation Mongoose\n {2}F140 report-activity\n.*empty DATA_DIR/,
    );
    expect(exitCode).toBe(refused().exitCode);
  });

  it('leaves what was refused for another reason to be told as it is', () => {
    expect(toldOtherwise(refused('IDEMPOTENCY_KEY_REUSED', 'OPERATION_NAME_IS_TAKEN'), rows)).toBeUndefined();
    expect(toldOtherwise(refused(), rows)).toBeUndefined();
    expect(toldOtherwise(new TypeError('undefined'), rows)).toBeUndefined();
  });
});
