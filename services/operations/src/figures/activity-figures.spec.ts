import type { Assessment } from '@opsledger/contracts';
import type { ActivityDocument } from '../read-models/activities/activities.projection.js';
import { FigureCount, type FigureQuestion } from './figure-answer.js';
import { findFigure } from './figure-catalogue.js';
import type { Beside } from './figure.js';

const march: FigureQuestion = { period: { from: '2022-03-01', to: '2022-03-31' }, every: 'period' };
const AS_OF = '2022-06-10T08:00:00.000Z';
const activity = (members: Partial<ActivityDocument> = {}): ActivityDocument =>
  ({
    ...{ kind: 'patrol', state: 'COMPLETED', notDone: false, timeOfDay: 'day', isQuarantined: false },
    ...{
      startedAt: { edtf: '2022-03-07T08:00:00.000Z' },
      places: [{ asStated: 'Ménaka' }],
      statements: [],
      ...members,
    },
  }) as unknown as ActivityDocument;
const rowsOf = (
  name: string,
  activities: readonly ActivityDocument[],
  asked: Partial<FigureQuestion> = {},
  assessed: Beside['assessed'] = [],
  asOf = AS_OF,
) => {
  const count = new FigureCount(findFigure(name)!, { ...march, ...asked });
  for (const one of activities) count.add(one, asOf);
  return count
    .rows((_, bucket) => bucket, asOf, assessed)
    .map(({ values, population, days, ...row }) => ({
      ...{ population, days },
      values: Object.fromEntries(values.map((one) => [one.name, one.value])),
      all: values,
      buckets: Object.fromEntries(
        [...row.counted, ...row.excluded, ...row.unknown]
          .filter(({ records }) => records > 0)
          .map(({ name: bucket, records }) => [bucket, records]),
      ),
    }));
};
const night = activity({ timeOfDay: 'night', startedAt: { edtf: '2022-03-15T22:00:00.000Z' } });

describe('Patrols', () => {
  it('are counted by day and by night, each week, with the ratio of the two (question 4)', () => {
    const weeks = rowsOf('patrols', [activity(), activity(), night], { every: 'week' });
    expect(weeks.map(({ values }) => [values['patrols'], values['day-night-ratio']])).toEqual([
      [0, null],
      [2, null],
      [1, 0],
      [0, null],
      [0, null],
    ]);
    expect(rowsOf('patrols', [activity(), activity(), night])[0]!.values).toEqual({
      ...{ patrols: 3, day: 2, night: 1, time_of_day_unknown: 0, 'day-night-ratio': 2 },
    });
  });

  it('that were not carried out, are held for check or tell of several are shown, never counted (U8, OPS-9)', () => {
    const [row] = rowsOf('patrols', [
      activity({ timeOfDay: 'unknown' }),
      activity({ state: 'CANCELLED', notDone: true }),
      activity({ state: 'ORDERED' }),
      activity({ isQuarantined: true }),
      activity({ recurrence: 'daily' }),
      activity({ state: 'UNKNOWN' }),
      activity({ startedAt: { edtf: '2022' } }),
      activity({ startedAt: { edtf: '2022-04-02' } }),
      activity({ kind: 'escort' }),
      activity({ state: 'REPORTED', outcome: 'COMPLETED' }),
    ]);
    expect(row).toMatchObject({
      values: { patrols: 2, time_of_day_unknown: 1, day: 1 },
      buckets: {
        ...{ time_of_day_unknown: 1, day: 1, not_carried_out: 1, not_begun: 1, held_for_check: 1, recurring: 1 },
        ...{ outcome_unknown: 1, dates_too_vague: 1 },
      },
    });
    expect(row!.all[0]).toMatchObject({ qualifier: 'at_least' });
  });

  it('that a document tells of without a date began no later than it was true: none of later weeks, perhaps of earlier', () => {
    const undated = activity({ startedAt: undefined as never, stateOccurredAt: '/2022-03-10' });
    const weeks = rowsOf('patrols', [undated], { every: 'week' });
    expect(weeks.map(({ buckets }) => buckets)).toEqual([{ dates_too_vague: 1 }, { dates_too_vague: 1 }, {}, {}, {}]);
  });

  it('that a document gives an interval for began with it', () => {
    const over = activity({ startedAt: undefined as never, period: { edtf: '2022-03-07/2022-03-24' } });
    const goesOn = activity({ startedAt: undefined as never, period: { edtf: '2022-03-14/..' }, state: 'IN_PROGRESS' });
    const weeks = rowsOf('patrols', [over, goesOn], { every: 'week' });
    expect(weeks.map(({ buckets }) => buckets)).toEqual([{}, { day: 1 }, { day: 1 }, {}, {}]);
  });

  it('that are several without a count are unknown as long as they may go on, and no longer', () => {
    const daily = { recurrence: 'daily', startedAt: undefined as never } as const;
    const over = activity({ ...daily, stateOccurredAt: '/2022-03-10' });
    const goesOn = activity({ ...daily, stateOccurredAt: '/2022-03-10', state: 'IN_PROGRESS' });
    const bucketsOf = (one: ActivityDocument) => rowsOf('patrols', [one], { every: 'week' }).map((row) => row.buckets);
    expect(bucketsOf(over)).toEqual([{ recurring: 1 }, { recurring: 1 }, {}, {}, {}]);
    expect(bucketsOf(goesOn)).toEqual(Array.from({ length: 5 }, () => ({ recurring: 1 })));
    // They may go on beyond what was planned, and beyond what was told so far.
    const plan = { plannedStart: { edtf: '2022-03-01' }, plannedEnd: { edtf: '2022-03-10' } };
    for (const dates of [plan, { period: { edtf: '2022-03-01/2022-03-10' } }, { period: { edtf: '/2022-03-10' } }])
      expect(bucketsOf({ ...goesOn, ...dates })).toEqual(Array.from({ length: 5 }, () => ({ recurring: 1 })));
  });

  it('of several kinds are in each', () => {
    const documents = [activity({ patrolKinds: ['foot', 'night'] }), activity({ patrolKinds: ['foot'] }), activity()];
    expect(rowsOf('patrols-by-kind', documents)[0]!.buckets).toEqual({ foot: 2, night: 1, kind_not_stated: 1 });
  });
});

it('One that was cancelled makes no zero of what nobody recorded: it stands where it was left out', () => {
  const cancelled = activity({ state: 'CANCELLED', notDone: true });
  const [row] = rowsOf('patrols', [cancelled]);
  expect(row).toMatchObject({ population: 0, buckets: { not_carried_out: 1 } });
  for (const { value, qualifier } of row!.all) expect([value, qualifier]).toEqual([null, undefined]);
  expect(row!.all[0]!.because).toEqual({
    ...{ en: expect.stringMatching(/that is not zero/), fr: expect.stringMatching(/ce n'est pas zéro/) },
  });
  expect(rowsOf('patrols', [cancelled, activity()])[0]!.values['patrols']).toBe(1);
});

describe('Time that has not come', () => {
  const asOf = '2022-03-16T12:00:00.000Z';
  const patrolsOf = (name: string) => rowsOf(name, [activity(), activity(), night], { every: 'week' }, [], asOf);

  it('has no zero: a week that is to come has no number and says why, in one that is not over a count is "at least"', () => {
    const weeks = patrolsOf('patrols');
    expect(weeks.map(({ days, all: [patrols] }) => [days, patrols!.value, patrols!.qualifier])).toEqual([
      [6, 0, 'exact'],
      [7, 2, 'exact'],
      [3, 1, 'at_least'],
      [0, null, undefined],
      [0, null, undefined],
    ]);
    for (const { value, because } of weeks.at(-1)!.all)
      expect([value, because]).toEqual([
        null,
        { en: expect.stringMatching(/had not come/), fr: expect.stringMatching(/pas encore venu/) },
      ]);
  });

  it('is not divided by', () => {
    const perDay = patrolsOf('patrol-tempo').map(({ all: [value] }) => [value!.value, value!.qualifier]);
    expect(perDay).toEqual([
      [0, 'exact'],
      [0.286, 'exact'],
      [0.333, 'at_least'],
      [null, undefined],
      [null, undefined],
    ]);
  });

  it('begins after the last moment of a day', () => {
    const of = (moment: string) => rowsOf('patrols', [activity()], {}, [], moment)[0]!.all[0]!.qualifier;
    expect([of('2022-03-31T23:59:59.000Z'), of('2022-04-01T00:00:00.000Z')]).toEqual(['at_least', 'exact']);
  });

  it('is no time of which nothing was recorded: what is planned for it stands in its bucket', () => {
    const { startedAt: _, ...planned } = activity({ state: 'PLANNED', plannedStart: { edtf: '2022-03-29' } });
    const period = { from: '2022-03-28', to: '2022-03-31' };
    const [row] = rowsOf('patrols', [planned as ActivityDocument], { period }, [], asOf);
    expect([row!.values['patrols'], row!.buckets]).toEqual([null, { not_begun: 1 }]);
  });
});

describe('The tempo of patrols', () => {
  const doubled: Assessment = {
    ...{
      indicator: 'patrol_tempo',
      direction: 'up',
      basis: 'figure',
      asStated: 'doubled',
      period: { edtf: '2022-03' },
    },
    percentOfBaseline: { value: 200, qualifier: 'exact' },
  };
  const february: Partial<Assessment> = {
    ...{ baseline: { value: 14, qualifier: 'exact' }, baselinePeriod: { edtf: '2022-02' } },
  };
  const patrols = Array.from({ length: 31 }, () => activity());

  it('has no factor where a source says "doubled" and nobody says of what (F24)', () => {
    expect(rowsOf('patrol-tempo', patrols, {}, [doubled])[0]!.all).toEqual([
      expect.objectContaining({ name: 'patrols-per-day', value: 1 }),
      {
        ...{ name: 'tempo-factor', value: null, unit: 'factor' },
        because: expect.objectContaining({ en: expect.stringMatching(/^Baseline not recorded/) }),
      },
    ]);
  });

  it('is patrols a day against those of a baseline that a source states with its period', () => {
    expect(rowsOf('patrol-tempo', patrols, {}, [doubled, { ...doubled, ...february }])[0]!.values).toEqual({
      ...{ 'patrols-per-day': 1, 'tempo-factor': 2 },
    });
  });

  it('has no factor where baselines contradict each other, or where one is of a time without an end', () => {
    const [two, open] = [
      [
        { ...doubled, ...february },
        { ...doubled, ...february },
      ],
      [{ ...doubled, ...february, baselinePeriod: { edtf: '/2022-02' } }],
    ];
    for (const assessed of [two!, open!])
      expect(rowsOf('patrol-tempo', patrols, {}, assessed)[0]!.values['tempo-factor']).toBeNull();
  });
});

it('Escorts are counted, and by beneficiary; one of whom nobody said who is still an escort', () => {
  const [row] = rowsOf('escorts', [
    activity({ kind: 'escort', beneficiary: 'humanitarian' }),
    activity({ kind: 'escort' }),
    activity({ kind: 'escort', state: 'DENIED', notDone: true }),
  ]);
  expect(row).toMatchObject({
    ...{ population: 2, values: { escorts: 2, humanitarian: 1, beneficiary_not_stated: 1 } },
    buckets: { not_carried_out: 1 },
  });
});

it('Human rights missions are on site, from afar, or nobody said which', () => {
  const [row] = rowsOf('human-rights-missions', [
    activity({ kind: 'joint_monitoring', mode: 'on_site' }),
    activity({ kind: 'human_rights_support', mode: 'remote' }),
    activity({ kind: 'human_rights_support' }),
  ]);
  expect(row).toMatchObject({ population: 3, values: { on_site: 1, remote: 1, 'on-site-share': 0.5 } });
  expect(row!.all.at(-1)).toMatchObject({ lowest: 0.333, highest: 0.667 });
});

describe('The time from trigger to boots on the ground', () => {
  it('says that it ends where the patrol sets out: no event has its arrival', () =>
    expect(findFigure('response-time')!.rule).toEqual({
      en: expect.stringContaining('from the trigger to setting out; arrival is not recorded'),
      fr: expect.stringContaining("du déclencheur au départ ; l'arrivée n'est pas enregistrée"),
    }));

  const after = (hours: number) => ({
    trigger: { kind: 'alert' as const, at: { edtf: '2022-03-07T06:00:00.000Z' } },
    startedAt: { edtf: new Date(Date.UTC(2022, 2, 7, 6, hours * 60)).toISOString() },
  });
  const values = (activities: readonly ActivityDocument[]) => rowsOf('response-time', activities)[0]!.values;

  it('is in hours, with median and p90 by nearest rank, over activities of every kind', () => {
    const hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 30];
    const activities = hours.map((one, index) =>
      activity({ kind: index % 2 === 0 ? 'patrol' : 'human_rights_support', ...after(one) }),
    );
    expect(values(activities)).toEqual({ responses: 10, median: 5, p90: 9 });
    expect(values([activity(after(0.25))])).toEqual({ responses: 1, median: 0.25, p90: 0.25 });
    expect(values([activity(after(0))])).toEqual({ responses: 1, median: 0, p90: 0 });
  });

  it('of what has no trigger, or none that is known to the minute, is unknown and no time of zero (U8)', () => {
    const { trigger, startedAt } = after(2);
    const [row] = rowsOf('response-time', [
      activity({ startedAt }),
      activity({ startedAt, trigger: { kind: 'allegation' } }),
      activity({ startedAt, trigger: { kind: 'allegation', at: { edtf: '2022-03-07' } } }),
      activity({ startedAt: { edtf: '2022-03-07' }, trigger }),
      activity({ period: { edtf: '2022-03-07/2022-03-14' }, startedAt: undefined!, trigger }),
      activity({ startedAt: { edtf: '2022-03-07T05:59:00.000Z' }, trigger }),
    ]);
    expect(row).toMatchObject({
      ...{ population: 6, values: { responses: 0, median: null, p90: null } },
      buckets: { trigger_not_recorded: 1, trigger_time_not_stated: 1, times_too_vague: 3, begun_before_trigger: 1 },
    });
    expect(row!.all).toContainEqual(expect.objectContaining({ name: 'responses', qualifier: 'at_least' }));
  });

  it('leaves out what nobody went to: what was done from afar, was not begun or was not carried out', () => {
    const [row] = rowsOf('response-time', [
      activity({ kind: 'human_rights_support', mode: 'remote', ...after(2) }),
      activity({ state: 'ORDERED', ...after(2) }),
      activity({ state: 'DENIED', notDone: true, ...after(2) }),
    ]);
    expect(row).toMatchObject({ population: 0, buckets: { from_afar: 1, not_begun: 1, not_carried_out: 1 } });
  });
});
