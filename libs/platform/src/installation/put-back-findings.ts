import type { EarlierName } from '@opsledger/event-store';
import type { Finding } from './finding.js';

/** Each time that a log was put back from a backup: what was given out beyond is void. */
export const putBackFindings = (names: readonly EarlierName[]): readonly Finding[] =>
  names.map(({ logId, upTo, at }) => ({
    ...{ part: 'log', outcome: 'ok', code: 'WAS_PUT_BACK' },
    details: { logId, upTo, at },
  }));
