import type { Column } from '@opsledger/platform';
import type { ActivityDocument } from './activities/activities.projection.js';
import { activityColumns } from './activities/activity-lists.js';
import { standbyColumns } from './standbys/standby-lists.js';
import { priorityAreaColumns } from './priority-areas/priority-area-lists.js';
import type { PriorityAreaDocument } from './priority-areas/priority-areas.projection.js';
import type { StandbyDocument } from './standbys/standbys.projection.js';

const cellsOf = <Document>(columns: readonly Column<Document>[], document: Document, ...names: readonly string[]) =>
  names.map((name) => columns.find(([column]) => column === name)?.[1](document));

describe('A row of a table', () => {
  it('of a standby of about seven days does not say that there are seven', () => {
    const standby = { days: { value: 7, qualifier: 'about' } } as StandbyDocument;
    expect(cellsOf(standbyColumns, standby, 'days', 'daysQualifier')).toEqual([7, 'about']);
  });

  it('of an activity says what it responds to, and when that came', () => {
    const activity = { trigger: { kind: 'alert', at: { edtf: '2022-03-07T06:30Z' } } } as ActivityDocument;
    expect(cellsOf(activityColumns, activity, 'trigger', 'triggerAt')).toEqual(['alert', '2022-03-07T06:30Z']);
  });

  it('of a priority area has the latest activity, whatever was noted after it', () => {
    const area = (...at: readonly string[]) =>
      ({ activities: at.map((one) => ({ at: one })) }) as unknown as PriorityAreaDocument;
    const latestOf = (...at: readonly string[]) => cellsOf(priorityAreaColumns, area(...at), 'lastActivityAt');
    expect(latestOf('2026-11-20', '2026-11-05', '2026')).toEqual(['2026-11-20']);
    expect(latestOf('2026')).toEqual(['2026']);
    expect(latestOf()).toEqual([undefined]);
  });
});
