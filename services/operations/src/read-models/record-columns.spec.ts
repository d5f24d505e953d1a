import type { Column } from '@opsledger/platform';
import type { ActivityDocument } from './activities/activities.projection.js';
import { activityColumns } from './activities/activity-lists.js';
import { standbyColumns } from './standbys/standby-lists.js';
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
});
