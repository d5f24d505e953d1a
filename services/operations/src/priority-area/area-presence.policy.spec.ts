import { newlyWanted } from '@opsledger/platform';
import type { ActivityDocument } from '../read-models/activities/activities.projection.js';
import { noteActivityInAreas, presentUntil, type AreaWithClock } from './area-presence.policy.js';

const PATROL = '01a20000-0000-7000-8000-00000000a001';
const AREA = '01a20000-0000-7000-8000-00000000b001';
const activity = (members: Partial<ActivityDocument> = {}): ActivityDocument =>
  ({
    ...{ id: PATROL, kind: 'patrol', state: 'COMPLETED', outcome: 'COMPLETED', isQuarantined: false, statements: [] },
    ...{ startedAt: { edtf: '2026-11-03T06:00:00.000Z' }, endedAt: { edtf: '2026-11-03T09:00:00.000Z' }, ...members },
  }) as unknown as ActivityDocument;
const set: AreaWithClock = { id: AREA, lastActivityAt: '2026-11-01T08:00:00.000Z' };
const noted = (occurredAt: string) => [
  { command: 'note-priority-area-activity', target: AREA, occurredAt, data: { activityId: PATROL } },
];
const wants = (members: Partial<ActivityDocument> = {}, areas: readonly AreaWithClock[] = [set]) =>
  noteActivityInAreas(activity(members), areas);

describe('PRIORITY-AREA: an activity that was carried out in an area begins the time there anew', () => {
  it('is noted at its end, in every area in which it was', () => {
    expect(wants()).toEqual(noted('2026-11-03T09:00:00.000Z'));
    expect(wants({}, [set, { ...set, id: PATROL }])).toHaveLength(2);
    expect(wants({}, [])).toEqual([]);
  });

  it('goes by what was told, as precise as that is, and never by when it was told', () => {
    const { startedAt: _, endedAt: __, ...undated } = activity();
    expect(presentUntil({ ...undated, period: { edtf: '2026-11-02/2026-11-04' } })).toBe('2026-11-02/2026-11-04');
    const told = { version: 1, occurredAt: '2026-11', movesState: true, status: 'COMPLETED', statusAsStated: 'done' };
    expect(presentUntil({ ...undated, statements: [told as never], stateOccurredAt: '2026-11-20' })).toBe('2026-11');
    expect(presentUntil({ ...undated, stateOccurredAt: '2026-11-20' })).toBeUndefined();
    expect(noteActivityInAreas({ ...undated, period: { edtf: '2026-11-02/..' } }, [set])).toEqual([]);
  });

  it.each(['2026', '2026-11', '2026-11-04/2026-12', '2026~'])('told as vaguely as %s begins nothing anew', (edtf) =>
    expect(wants({ endedAt: { edtf } })).toEqual([]),
  );

  it.each(['2026-11-03', '2026-11-03?', '2026-10/2026-11-03'])('told to the day as %s begins the time anew', (edtf) =>
    expect(wants({ endedAt: { edtf } })).toEqual(noted(edtf)),
  );

  it('stays noted, and is not noted anew, when its report is filed', () =>
    expect(newlyWanted(wants(), wants({ state: 'REPORTED' }))).toEqual([]));

  it.each<[string, Partial<ActivityDocument>]>([
    ['is under way', { state: 'IN_PROGRESS', outcome: undefined! }],
    ['is only planned', { state: 'PLANNED', outcome: undefined! }],
    ['was denied', { state: 'DENIED', outcome: 'DENIED' }],
    ['was broken off', { state: 'ABORTED', outcome: 'ABORTED' }],
    ['was broken off and reported', { state: 'REPORTED', outcome: 'ABORTED' }],
    ['is left open by its source', { state: 'UNKNOWN', outcome: undefined! }],
    ['was done from afar', { mode: 'remote' }],
    ['waits for a check (OPS-9)', { isQuarantined: true }],
  ])('is not noted while it %s', (_, members) => expect(wants(members)).toEqual([]));

  it('is noted once its check is settled', () =>
    expect(newlyWanted(wants({ isQuarantined: true }), wants())).toEqual(noted('2026-11-03T09:00:00.000Z')));

  it('is noted anew by a correction that says it went on for longer, and not by one that says it ended sooner', () => {
    const since = { ...set, lastActivityAt: '2026-11-03T09:00:00.000Z' };
    const corrected = (edtf: string) => newlyWanted(wants({}, [since]), wants({ endedAt: { edtf } }, [since]));
    expect(corrected('2026-11-03T10:00:00.000Z')).toEqual(noted('2026-11-03T10:00:00.000Z'));
    expect(corrected('2026-11-03T08:00:00.000Z')).toEqual([]);
  });

  it('before the area was set, or before what was last done there, begins nothing anew', () =>
    expect(wants({}, [{ ...set, lastActivityAt: '2026-11-03T09:00:00.000Z' }])).toEqual([]));

  it('is noted where nobody can say when something was last done', () =>
    expect(wants({}, [{ id: AREA }])).toHaveLength(1));
});
