import { SENSITIVITIES, highestOf, type CommandMetadata } from '@opsledger/kernel';
import { happened } from './record-facts.decider.js';

const metadata: CommandMetadata = { now: '2026-11-26T08:00:00.000Z', id: 'b-1', occurredAt: '2026-11-26' };

describe('ADR 4: a link gives nothing away', () => {
  it.each(SENSITIVITIES.flatMap((sensitivity) => SENSITIVITIES.map((linkedMark) => ({ sensitivity, linkedMark }))))(
    'what is asked to be $sensitivity and links to what is $linkedMark has the higher mark',
    ({ sensitivity, linkedMark }) => {
      const marked = happened({ ...metadata, sensitivity, linkedMark }, 'UNCLASSIFIED');
      expect(marked.sensitivity).toBe(highestOf(sensitivity, linkedMark));
    },
  );

  it('holds for what a letter says, which is public otherwise', () => {
    const source = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
    expect(happened({ ...metadata, source }, 'CONFIDENTIAL').sensitivity).toBe('UNCLASSIFIED');
    expect(happened({ ...metadata, source, linkedMark: 'CONFIDENTIAL' }, 'CONFIDENTIAL').sensitivity).toBe(
      'CONFIDENTIAL',
    );
  });
});
