import * as events from '@opsledger/contracts';
import {
  NOT_DONE_STATES,
  type AccessMeans,
  type ActivityDescription,
  type ActivityDetails,
  type ActivityKind,
  type ActivityState,
  type ConstraintCause,
  type Implausibility,
  type NotDone,
  type TaskLink,
} from '@opsledger/contracts';
import {
  normaliseName,
  parseEdtf,
  type FuzzyDate,
  type GeoRef,
  type Instant,
  type RecordedEvent,
} from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { PLACE_MARKS, placeMarksOf, type PlaceMarks } from '@opsledger/reference/place-marks';
import {
  isTerminal,
  movesActivity,
  nextActivityActions,
  reportDueOf,
  tellsOfABeginning,
  type ActivityAction,
  type ActivityEvent,
} from '../../activity/activity.state.js';
import { present } from '../../record/record-facts.decider.js';
import { distinct, seeEvent, startOf, type RecordDocument, type StatementOf } from '../record-document.projection.js';
import { endOfRecord } from '../record-end.projection.js';

type DataOf<E extends ActivityEvent> = Omit<E['data'], 'activityId' | 'source'>;
type Found<E extends ActivityEvent> = DataOf<E> & Readonly<{ version: number; occurredAt: string }>;

/** How a document says that an activity stood, and when. */
type Statement = StatementOf &
  Pick<
    events.ActivityReported['data'],
    'status' | 'statusAsStated' | 'period' | 'startedAt' | 'endedAt' | 'distanceKm'
  > &
  Partial<NotDone>;

/** An activity as lists and records show it. What no event has stated is absent. */
export type ActivityDocument = RecordDocument &
  ActivityDescription &
  ActivityDetails &
  TaskLink &
  PlaceMarks &
  Readonly<{
    kind: ActivityKind;
    state: ActivityState;
    stateAsStated?: string;
    /** When the fact that set the state was true in the field, in EDTF. */
    stateOccurredAt: string;
    /** What became of it; it stays when the report is filed. */
    outcome?: ActivityState;
    /** True: it was planned and was not carried out, or not to its end. */
    notDone: boolean;
    /** Why, and what was done instead. */
    held?: Partial<NotDone> & Readonly<{ newDate?: FuzzyDate }>;
    /** The same two for lists. */
    reason?: ConstraintCause;
    accessBy?: AccessMeans;
    plannedStart?: FuzzyDate;
    plannedEnd?: FuzzyDate;
    orderedAt?: string;
    orderRef?: string;
    startedAt?: FuzzyDate;
    endedAt?: FuzzyDate;
    /** The dates that a document gives for what it reports. */
    period?: FuzzyDate;
    distanceKm?: number;
    findings?: string;
    incidents?: readonly string[];
    reportDueAt?: Instant;
    report?: DataOf<events.ActivityReportFiled> & Readonly<{ filedAt: string }>;
    /** Whether a patrol went by day or by night, where its kind or the hour of its start says so; Mali's time is UTC. */
    timeOfDay: 'day' | 'night' | 'unknown';
    /** Its account does not go together: shown and counted apart until somebody has checked it (`OPS-9`). */
    isQuarantined: boolean;
    check?: Readonly<{ checks: readonly Implausibility[]; settled?: DataOf<events.ActivityCheckSettled> }>;
    arrests: readonly Found<events.ArrestsReported>[];
    seizures: readonly Found<events.MaterielSeized>[];
    engagements: readonly Found<events.EngagementRecorded>[];
    statements: readonly Statement[];
    overdue: readonly DataOf<events.ActivityDeadlinePassed>[];
    nextActions: readonly ActivityAction[];
    startsAt?: Instant;
    endsAt?: Instant;
    /** Words of its title and purpose in the form in which names compare: for finding it. */
    searchTerms: readonly string[];
  }>;

const STREAM_PREFIX = 'activity-';
const NOT_DONE: readonly ActivityState[] = NOT_DONE_STATES;

const evolve = (document: ActivityDocument | undefined, event: RecordedEvent): ActivityDocument => {
  const seenNow = seeEvent(document, event, STREAM_PREFIX);
  const before: ActivityDocument = document ?? {
    ...seenNow,
    ...{ kind: 'patrol', state: 'UNKNOWN', stateOccurredAt: event.occurredat, notDone: false, timeOfDay: 'unknown' },
    ...{ isQuarantined: false, arrests: [], seizures: [], engagements: [], statements: [], overdue: [] },
    ...{ nextActions: [], searchTerms: [], areaNames: [], placeIds: [], points: [] },
  };
  return settle(take({ ...before, ...seenNow }, event, document !== undefined));
};

/** What the types of event state, each in its place. */
const take = (seen: ActivityDocument, recorded: RecordedEvent, isRecorded: boolean): ActivityDocument => {
  const { type, data, occurredat } = recorded;
  const event = { type, data } as Pick<ActivityEvent, 'type' | 'data'> as ActivityEvent;
  const at: FuzzyDate = { edtf: occurredat };
  const found = { version: seen.version, occurredAt: occurredat };
  const enter = (state: ActivityState, more: Partial<ActivityDocument> = {}): ActivityDocument => {
    const { stateAsStated: _, ...rest } = seen;
    return { ...rest, state, stateOccurredAt: occurredat, ...more };
  };
  const end = (outcome: ActivityState, more: Partial<ActivityDocument> = {}) => enter(outcome, { outcome, ...more });
  switch (event.type) {
    case events.ACTIVITY_PLANNED: {
      const { reference, kind, plannedStart, plannedEnd, operationId, task } = event.data;
      const plan = { reference, kind, plannedStart, ...present({ plannedEnd, operationId, task }) };
      return enter('PLANNED', { ...plan, ...described(event.data) });
    }
    case events.ACTIVITY_PLAN_AMENDED: {
      const { plannedStart, plannedEnd } = event.data;
      return { ...seen, ...described(event.data), ...present({ plannedStart, plannedEnd }) };
    }
    case events.ACTIVITY_ORDERED:
      return enter('ORDERED', { orderedAt: occurredat, ...present({ orderRef: event.data.orderRef }) });
    case events.ACTIVITY_STARTED:
      return enter('IN_PROGRESS', { startedAt: at });
    case events.ACTIVITY_COMPLETED:
      return end('COMPLETED', { endedAt: at, ...accountOf(event.data), ...dueOf(event.data, occurredat) });
    case events.ACTIVITY_ABORTED: {
      const account = { ...accountOf(event.data), ...dueOf(event.data, occurredat) };
      return end('ABORTED', { endedAt: at, ...account, held: heldOf(event.data) });
    }
    case events.ACTIVITY_DENIED:
      return end('DENIED', { held: heldOf(event.data) });
    case events.ACTIVITY_POSTPONED: {
      const { newDate } = event.data;
      return end('POSTPONED', { held: { ...heldOf(event.data), ...present({ newDate }) } });
    }
    case events.ACTIVITY_CANCELLED:
      return end('CANCELLED', { held: heldOf(event.data) });
    case events.ACTIVITY_REPORT_FILED: {
      const { findings } = event.data;
      return enter('REPORTED', { report: { ...stated(event.data), filedAt: occurredat }, ...present({ findings }) });
    }
    case events.ACTIVITY_REPORTED:
      return report(seen, event.data, occurredat, isRecorded);
    case events.ACTIVITY_QUARANTINED:
      return { ...seen, isQuarantined: true, check: { checks: event.data.checks } };
    case events.ACTIVITY_CHECK_SETTLED:
      return {
        ...{ ...seen, isQuarantined: false },
        check: { checks: seen.check?.checks ?? [], settled: stated(event.data) },
      };
    case events.ARRESTS_REPORTED:
      return { ...seen, arrests: [...seen.arrests, { ...stated(event.data), ...found }] };
    case events.MATERIEL_SEIZED:
      return { ...seen, seizures: [...seen.seizures, { ...stated(event.data), ...found }] };
    case events.ENGAGEMENT_RECORDED: {
      const { place } = event.data;
      const places = place ? addNew(seen.places ?? [], [place]) : seen.places;
      const engagements = [...seen.engagements, { ...stated(event.data), ...found }];
      return { ...seen, ...present({ places }), engagements };
    }
    case events.ACTIVITY_DEADLINE_PASSED:
      return { ...seen, overdue: [...seen.overdue, stated(event.data)] };
    case events.ACTIVITY_CORRECTED:
    default:
      return seen;
  }
};

/** What a document states. Of an earlier time than what is known, it fills gaps and moves nothing. */
const report = (
  before: ActivityDocument,
  data: events.ActivityReported['data'],
  occurredat: string,
  isRecorded: boolean,
): ActivityDocument => {
  const { reference, kind, status, statusAsStated, period, startedAt, endedAt, places, operationId, task } = data;
  const standing = {
    status: before.state,
    since: before.stateOccurredAt,
    isDecided: before.stateAsStated === undefined,
  };
  const moves = !isRecorded || movesActivity(standing, status, occurredat);
  const dates = present({ period, startedAt, endedAt });
  const told = heldOf(data);
  const statement: Statement = {
    ...{ version: before.version, occurredAt: occurredat, movesState: moves, status, statusAsStated },
    ...{ ...dates, ...present({ distanceKm: data.distanceKm }), ...told },
  };
  const isOutcome = status === 'COMPLETED' || NOT_DONE.includes(status);
  // That it was reported, or stands as it stood, takes neither its outcome nor the reason of that away.
  const keeps = status === 'REPORTED' || status === (before.outcome ?? before.state);
  const { period: _, held, outcome: __, ...rest } = before;
  const moved = {
    ...{ ...rest, kind, state: status, stateAsStated: statusAsStated, stateOccurredAt: occurredat },
    ...{ ...described(data), ...dates, ...accountOf(data) },
    ...(keeps && present({ outcome: before.outcome, held })),
    ...(isOutcome && { outcome: status }),
    ...(Object.keys(told).length > 0 && { held: told }),
  };
  return {
    ...(moves ? moved : { ...described(data), ...before }),
    ...present({ reference: reference ?? before.reference, operationId: before.operationId ?? operationId }),
    ...present({ task: before.task ?? task }),
    ...present({ places: places ? addNew(before.places ?? [], places) : before.places }),
    statements: [...before.statements, statement],
  };
};

/** The data without what every event of an activity says alike. */
const stated = <Data extends object>(data: Data): Omit<Data, 'activityId' | 'source'> => {
  const { activityId: _, source: __, ...rest } = data as Data & { activityId: unknown; source?: unknown };
  return rest;
};
const accountOf = (data: Partial<Pick<ActivityDocument, 'distanceKm' | 'findings' | 'incidents'>>) =>
  present({ distanceKm: data.distanceKm, findings: data.findings, incidents: data.incidents });
const dueOf = (data: events.ActivityCompleted['data'] | events.ActivityAborted['data'], occurredAt: string) =>
  present({ reportDueAt: reportDueOf({ data, occurredAt }) });
const heldOf = (data: Partial<NotDone>): Partial<NotDone> =>
  present({
    ...{ reason: data.reason, reasonAsStated: data.reasonAsStated, accessBy: data.accessBy },
    ...{ replacedBy: data.replacedBy, replacementAsStated: data.replacementAsStated },
  });
const described = (data: ActivityDescription & ActivityDetails): ActivityDescription & ActivityDetails => ({
  ...present({ title: data.title, purpose: data.purpose, places: data.places, sectors: data.sectors }),
  ...present({ unitId: data.unitId, strength: data.strength, trigger: data.trigger }),
  ...present({ patrolKinds: data.patrolKinds, route: data.route }),
  ...present({ casevacPlanRef: data.casevacPlanRef, recurrence: data.recurrence, beneficiary: data.beneficiary }),
  ...present({ vehicles: data.vehicles, components: data.components, partners: data.partners, mode: data.mode }),
  ...present({ interlocutors: data.interlocutors, followUp: data.followUp, structures: data.structures }),
  ...present({ persons: data.persons }),
});
/** A document names the places that it speaks of; those that others named stay. */
const addNew = (known: readonly GeoRef[], added: readonly GeoRef[]): readonly GeoRef[] => [
  ...known,
  ...added.filter((place) => !known.some((other) => normaliseName(other.asStated) === normaliseName(place.asStated))),
];

/** Night is from 18 to 6 o'clock, in Mali's time, which is UTC; our own term. */
const NIGHT = { from: 18, to: 6 };
const timeOfDayOf = ({ kind, patrolKinds, startedAt }: ActivityDocument): ActivityDocument['timeOfDay'] => {
  if (kind !== 'patrol') return 'unknown';
  if (patrolKinds?.includes('night')) return 'night';
  const start = startedAt && parseEdtf(startedAt.edtf)?.start;
  if (!start || start.earliest !== start.latest) return 'unknown';
  const hour = Number(start.earliest.slice(11, 13));
  return hour >= NIGHT.from || hour < NIGHT.to ? 'night' : 'day';
};

const hasBegun = ({ startedAt, statements }: ActivityDocument): boolean =>
  startedAt !== undefined || statements.some(tellsOfABeginning);

/** Where it goes on, as far as it is known. */
export const UNDER_WAY: readonly ActivityState[] = ['IN_PROGRESS'];

/** Where an activity ends; absent while it may go on. */
export const endOfActivity = (activity: ActivityDocument): Instant | undefined => {
  const { state, stateOccurredAt, endedAt, period, plannedStart, plannedEnd } = activity;
  // What never began was to be when it was planned.
  const planned = hasBegun(activity) ? {} : { plannedStart, plannedEnd };
  return endOfRecord({
    ...{ isUnderWay: UNDER_WAY.includes(state), endedAt: endedAt?.edtf, stated: period?.edtf },
    plannedEnd: planned.plannedEnd?.edtf,
    overBy: isTerminal(state) ? (planned.plannedStart?.edtf ?? stateOccurredAt) : undefined,
  });
};

/** What follows from the rest of the document. */
const settle = ({
  startsAt: _,
  endsAt: __,
  reason: ___,
  accessBy: ____,
  ...rest
}: ActivityDocument): ActivityDocument => {
  const { startedAt, period, plannedStart, outcome, held, title, purpose } = rest;
  const words = distinct([title, purpose].flatMap((one) => (one === undefined ? [] : normaliseName(one).split(' '))));
  return {
    ...rest,
    ...present({
      startsAt: startOf(startedAt?.edtf ?? period?.edtf ?? plannedStart?.edtf),
      endsAt: endOfActivity(rest),
    }),
    notDone: outcome !== undefined && NOT_DONE.includes(outcome),
    ...present({ reason: held?.reason, accessBy: held?.accessBy }),
    timeOfDay: timeOfDayOf(rest),
    nextActions: nextActivityActions(rest.state, rest.isQuarantined, hasBegun(rest)),
    searchTerms: distinct([rest.reference.toLowerCase(), ...words]),
    ...placeMarksOf([...(rest.places ?? []), ...(rest.route ?? [])]),
  };
};

export const activitiesProjection: Projection<ActivityDocument> = {
  name: 'activities',
  version: 6,
  streamPrefix: STREAM_PREFIX,
  sorts: ['stateOccurredAt', 'knownAt'],
  hidden: [...PLACE_MARKS, 'searchTerms'],
  evolve,
};
