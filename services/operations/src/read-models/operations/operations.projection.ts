import * as events from '@opsledger/contracts';
import type {
  Constraint,
  LaunchOverride,
  OperationDescription,
  OperationMode,
  OperationState,
  ReportedPhase,
} from '@opsledger/contracts';
import {
  correctionOf,
  highestOf,
  normaliseName,
  type FuzzyDate,
  type Instant,
  type Provenance,
  type RecordedEvent,
  type Sensitivity,
} from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { PLACE_MARKS, placeMarksOf, type PlaceMarks } from '@opsledger/reference/place-marks';
import { cite, distinct, startOf, type CitedSource, type ShownCorrection } from '../record-document.projection.js';
import { endOfRecord } from '../record-end.projection.js';
import { nextActionsOf, type OperationAction } from '../../operation/operation-transitions.state.js';
import { isUnderWay, movesState, withNamesOf, type OperationEvent } from '../../operation/operation.state.js';

type DataOf<E extends OperationEvent> = Omit<E['data'], 'operationId' | 'source'>;
/** A phase that was started here, by its number; or as a document states it. */
type ShownPhase =
  | ReportedPhase
  | (Omit<DataOf<events.OperationPhaseStarted>, 'phase'> &
      Readonly<{ number: number; startedAt: FuzzyDate; endedAt?: FuzzyDate; outcome?: string }>);
type ShownOrder = Omit<DataOf<events.OperationOrderIssued>, 'acknowledgeBy'> &
  Readonly<{ issuedAt: string; acknowledgeBy?: Instant; acknowledgedAt?: string; acknowledgedBy?: string }>;
type ShownForces = DataOf<events.OperationForcesAssigned> & Readonly<{ releasedAt?: string }>;
/** How a document says that it stood, and when; its places, phases and constraints are among the record's. */
type Statement = Omit<
  DataOf<events.OperationReported>,
  'reference' | 'name' | 'aliases' | 'areas' | 'phase' | 'constraints'
> &
  Readonly<{
    version: number;
    occurredAt: string;
    /** False: it tells of an earlier time, leaves the state open or contradicts what the mission decided. */
    movesState: boolean;
  }>;

/** An operation as lists and records show it. What no event has stated is absent. */
export type OperationDocument = OperationDescription &
  PlaceMarks &
  Readonly<{
    id: string;
    version: number;
    sensitivity: Sensitivity;
    exercise: boolean;
    reference: string;
    name: string;
    aliases: readonly string[];
    state: OperationState;
    stateAsStated?: string;
    /** When the fact that set the state was true in the field, in EDTF. */
    stateOccurredAt: string;
    /** Why it is suspended, postponed, cancelled or converted. */
    held?: DataOf<events.OperationPostponed> | Omit<DataOf<events.OperationModeChanged>, 'from' | 'to'>;
    /** How it is carried out, once that was changed: that it began on site is not said of every operation. */
    mode?: OperationMode;
    /** The dates that the document gives which the state rests on. */
    period?: FuzzyDate;
    /** What documents stated, in the order in which it became known; none is lost when another moves the state. */
    statements: readonly Statement[];
    plannedStart?: FuzzyDate;
    /** Every planned start that was given, also those that were given up since, with the version that gave it. */
    plannedStarts: readonly Readonly<{ version: number; plannedStart: FuzzyDate }>[];
    /** Versions of the events that say that access was denied; the state may have moved on since. */
    accessDeniedBy: readonly number[];
    plannedEnd?: FuzzyDate;
    mandateRef?: string;
    threatLevel?: string;
    hostConsentRequired?: boolean;
    preparation?: Readonly<{ startedAt: string; until?: FuzzyDate }>;
    approval?: DataOf<events.OperationApproved> & Readonly<{ approvedAt: string }>;
    access?: Readonly<{ awaitedSince?: string; requestRef?: string }> &
      Partial<DataOf<events.OperationAccessDecided>> &
      Readonly<{ decidedAt?: string }>;
    launch?: Readonly<{
      launchedAt: string;
      emergency: boolean;
      approvalDueAt?: Instant;
      override?: LaunchOverride;
    }>;
    completion?: DataOf<events.OperationCompleted> & Readonly<{ completedAt: string; tasks?: number }>;
    afterAction?:
      | (DataOf<events.OperationAfterActionFiled> & Readonly<{ filedAt: string }>)
      | (DataOf<events.OperationAfterActionWaived> & Readonly<{ waivedAt: string }>);
    phases: readonly ShownPhase[];
    orders: readonly ShownOrder[];
    forces: readonly ShownForces[];
    constraints: readonly Constraint[];
    /** What did not happen in time. */
    overdue: readonly DataOf<events.OperationDeadlinePassed>[];
    corrections: readonly ShownCorrection[];
    /** What staff may do with it next. */
    nextActions: readonly OperationAction[];
    /** The earliest and the latest that its dates allow, of what happened, else of what was reported, else of what is planned. */
    startsAt?: Instant;
    endsAt?: Instant;
    /** Words of its names in the form in which names compare: for finding it. */
    searchTerms: readonly string[];
    sources: readonly CitedSource[];
    recordedAt: Instant;
    knownAt: Instant;
  }>;

const STREAM_PREFIX = 'operation-';

const evolve = (document: OperationDocument | undefined, event: RecordedEvent): OperationDocument =>
  settle(note(take(see(document ?? blank(event), event), event, document !== undefined), event));

/** What the types of event state, each in its place. */
const take = (seen: OperationDocument, recorded: RecordedEvent, isRecorded: boolean): OperationDocument => {
  const { occurredat, streamversion } = recorded;
  const event = { type: recorded.type, data: recorded.data } as Pick<OperationEvent, 'type' | 'data'> as OperationEvent;
  const { source } = (event.data ?? {}) as Readonly<{ source?: Provenance }>;
  const cited = { ...seen, sources: cite(seen.sources, source, seen.version) };
  const enter = (state: OperationState, more: Partial<OperationDocument> = {}): OperationDocument => {
    const { stateAsStated: _, held: __, period: ___, ...rest } = cited;
    return { ...rest, state, stateOccurredAt: occurredat, ...more };
  };
  switch (event.type) {
    case events.OPERATION_PROPOSED: {
      const { reference, name, aliases } = event.data;
      return enter('PROPOSED', { reference, name, aliases, ...described(event.data) });
    }
    case events.OPERATION_PLANNED: {
      const { name, aliases } = event.data;
      return enter('PLANNED', { name, aliases, ...described(event.data), ...planned(event.data) });
    }
    case events.OPERATION_PLAN_AMENDED:
      return { ...cited, ...described(event.data), ...planned(event.data) };
    case events.OPERATION_REPLANNED: {
      const { plannedEnd: _, ...rest } = enter('PLANNED');
      return { ...rest, ...planned(event.data) };
    }
    case events.OPERATION_REPORTED:
      return report(cited, event.data, occurredat, isRecorded);
    case events.OPERATION_PREPARATION_STARTED: {
      const { until } = event.data;
      return enter('PREPARING', { preparation: { startedAt: occurredat, ...(until && { until }) } });
    }
    case events.OPERATION_APPROVED: {
      const approval = { ...stated(event.data), approvedAt: occurredat };
      if (!isUnderWay(cited.state)) return enter('APPROVED', { approval });
      const { approvalDueAt: _, ...launch } = cited.launch ?? { launchedAt: occurredat, emergency: true };
      return { ...cited, approval, launch };
    }
    case events.OPERATION_ACCESS_AWAITED: {
      const { requestRef } = event.data;
      const access = { awaitedSince: occurredat, ...(requestRef !== undefined && { requestRef }) };
      return enter('AWAITING_ACCESS', { hostConsentRequired: true, access });
    }
    case events.OPERATION_ACCESS_DECIDED:
      return { ...cited, access: { ...cited.access, ...stated(event.data), decidedAt: occurredat } };
    case events.OPERATION_ORDER_ISSUED:
      return { ...cited, orders: [...cited.orders, { ...stated(event.data), issuedAt: occurredat }] };
    case events.OPERATION_ORDER_ACKNOWLEDGED: {
      const { serial, by } = event.data;
      const acknowledged = { acknowledgedAt: occurredat, ...(by !== undefined && { acknowledgedBy: by }) };
      const orders = cited.orders.map(({ acknowledgeBy, ...order }) =>
        order.serial === serial
          ? { ...order, ...acknowledged }
          : { ...order, ...(acknowledgeBy !== undefined && { acknowledgeBy }) },
      );
      return { ...cited, orders };
    }
    case events.OPERATION_FORCES_ASSIGNED:
      return { ...cited, forces: [...cited.forces, stated(event.data)] };
    case events.OPERATION_FORCES_RELEASED: {
      const { assignment } = event.data;
      const forces = cited.forces.map((one) =>
        one.assignment === assignment ? { ...one, releasedAt: occurredat } : one,
      );
      return { ...cited, forces };
    }
    case events.OPERATION_LAUNCHED:
      return enter('LAUNCHED', { launch: { ...stated(event.data), launchedAt: occurredat } });
    case events.OPERATION_PHASE_STARTED: {
      const { phase: number, ...phase } = stated(event.data);
      return { ...cited, phases: [...cited.phases, { number, ...phase, startedAt: { edtf: occurredat } }] };
    }
    case events.OPERATION_PHASE_ENDED: {
      const { phase: number, outcome } = event.data;
      const ended = { endedAt: { edtf: occurredat }, ...(outcome !== undefined && { outcome }) };
      const phases = cited.phases.map((one) => ('name' in one && one.number === number ? { ...one, ...ended } : one));
      return { ...cited, phases };
    }
    case events.OPERATION_SUSPENDED:
      return enter('SUSPENDED', { held: stated(event.data) });
    case events.OPERATION_RESUMED:
      return enter('LAUNCHED');
    case events.OPERATION_POSTPONED: {
      const { approval: _, ...rest } = enter('POSTPONED', { held: stated(event.data) });
      return rest; // what is planned anew is approved anew
    }
    case events.OPERATION_CANCELLED:
      return enter('CANCELLED', { held: stated(event.data) });
    case events.OPERATION_MODE_CHANGED: {
      const { from: _, to: mode, ...held } = stated(event.data);
      return enter('CONVERTED', { mode, ...(Object.keys(held).length > 0 && { held }) });
    }
    case events.OPERATION_COMPLETED:
    case events.OPERATION_COMPLETED_WITH_TASKS:
      return enter('COMPLETED', { completion: { ...stated(event.data), completedAt: occurredat } });
    case events.OPERATION_AFTER_ACTION_FILED:
      return enter('AFTER_ACTION', { afterAction: { ...stated(event.data), filedAt: occurredat } });
    case events.OPERATION_AFTER_ACTION_WAIVED:
      return enter('AFTER_ACTION', { afterAction: { ...stated(event.data), waivedAt: occurredat } });
    case events.OPERATION_CLOSED:
      return enter('CLOSED');
    case events.OPERATION_CORRECTED: {
      const { version, reason, members = {}, occurredAt } = correctionOf(event)!;
      const { note } = event.data;
      const names = [...(occurredAt === undefined ? [] : ['occurredAt']), ...Object.keys(members)];
      const correction = { version, correctedBy: Number(streamversion), reason, members: names };
      return { ...cited, corrections: [...cited.corrections, { ...correction, ...(note !== undefined && { note }) }] };
    }
    case events.OPERATION_DEADLINE_PASSED:
      return { ...cited, overdue: [...cited.overdue, stated(event.data)] };
    default:
      return seen;
  }
};

/** What figures need to know although later events may replace it. */
const note = (document: OperationDocument, { type, data, streamversion }: RecordedEvent): OperationDocument => {
  const event = { type, data } as Pick<OperationEvent, 'type' | 'data'> as OperationEvent;
  const version = Number(streamversion);
  const isDenied = { ...document, accessDeniedBy: [...document.accessDeniedBy, version] };
  switch (event.type) {
    case events.OPERATION_PLANNED:
    case events.OPERATION_PLAN_AMENDED:
    case events.OPERATION_REPLANNED: {
      const { plannedStart } = event.data;
      if (!plannedStart) return document;
      return { ...document, plannedStarts: [...document.plannedStarts, { version, plannedStart }] };
    }
    case events.OPERATION_SUSPENDED:
    case events.OPERATION_POSTPONED:
    case events.OPERATION_CANCELLED:
    case events.OPERATION_MODE_CHANGED:
      return event.data.reason === 'access_denied' ? isDenied : document;
    case events.OPERATION_ACCESS_DECIDED:
      return event.data.decision === 'denied' ? isDenied : document;
    case events.OPERATION_REPORTED: {
      const { constraints = [] } = event.data;
      return constraints.some(({ cause, effect }) => cause === 'access_denied' && effect !== 'none')
        ? isDenied
        : document;
    }
    default:
      return document;
  }
};

/** A record of which nothing is known yet but that it is there. */
const blank = ({ subject, sensitivity, exercise, occurredat, time, knownat }: RecordedEvent): OperationDocument => ({
  ...{ id: subject.slice(STREAM_PREFIX.length), version: 0, sensitivity, exercise: exercise === 'true' },
  ...{ reference: '', name: '', aliases: [], state: 'UNKNOWN', stateOccurredAt: occurredat },
  ...{ statements: [], phases: [], orders: [], forces: [], constraints: [], overdue: [], corrections: [], sources: [] },
  ...{
    nextActions: [],
    searchTerms: [],
    areaNames: [],
    placeIds: [],
    points: [],
    plannedStarts: [],
    accessDeniedBy: [],
  },
  ...{ recordedAt: time, knownAt: knownat },
});

/** What every event changes, also one of a type that is not known here: version, mark, times. */
const see = (document: OperationDocument, event: RecordedEvent): OperationDocument => ({
  ...document,
  version: Number(event.streamversion),
  sensitivity: highestOf(document.sensitivity, event.sensitivity),
  recordedAt: event.time,
  knownAt: event.knownat,
});

/** What a document states of the operation. Of an earlier time than what is known, it is kept and moves nothing. */
const report = (
  before: OperationDocument,
  data: events.OperationReported['data'],
  occurredat: string,
  isRecorded: boolean,
): OperationDocument => {
  const { reference, name, aliases, status, statusAsStated, period, phase, areas, constraints = [] } = data;
  const standing = { status: before.state, since: before.stateOccurredAt, isDecided: isDecided(before) };
  const moves = !isRecorded || movesState(standing, status, occurredat);
  const { period: _, ...unmoved } = before;
  const { held: __, ...entered } = unmoved;
  const moved = moves
    ? {
        ...(status === before.state ? unmoved : entered),
        ...{ state: status, stateAsStated: statusAsStated, stateOccurredAt: occurredat },
        ...described(data),
        ...(period && { period }),
      }
    : { ...described(data), ...before };
  return {
    ...moved,
    ...(reference !== undefined && { reference }),
    ...(before.name === '' ? { name, aliases } : withNamesOf(before, data)),
    ...(areas && { areas: addNew(before.areas ?? [], areas) }),
    statements: [...before.statements, statementOf(data, before.version, occurredat, moves)],
    phases: phase ? [...before.phases, phase] : before.phases,
    constraints: [...before.constraints, ...constraints],
  };
};

const isDecided = ({ state, stateAsStated }: OperationDocument): boolean =>
  state !== 'UNKNOWN' && stateAsStated === undefined;

const statementOf = (
  data: events.OperationReported['data'],
  version: number,
  occurredAt: string,
  moves: boolean,
): Statement => {
  const {
    reference: _,
    name: __,
    aliases: ___,
    areas: ____,
    phase: _____,
    constraints: ______,
    ...said
  } = stated(data);
  return { version, occurredAt, movesState: moves, ...said };
};

/** The data without what every event of an operation says alike. */
const stated = <Data extends object>(data: Data): Omit<Data, 'operationId' | 'source'> => {
  const { operationId: _, source: __, ...rest } = data as Data & { operationId: unknown; source?: unknown };
  return rest;
};

const described = ({ type, integrated, lead, purpose, areas, sectors }: OperationDescription) => ({
  ...(type !== undefined && { type }),
  ...(integrated !== undefined && { integrated }),
  ...(lead !== undefined && { lead }),
  ...(purpose !== undefined && { purpose }),
  ...(areas !== undefined && { areas }),
  ...(sectors !== undefined && { sectors }),
});

type Plan = Pick<
  OperationDocument,
  'plannedStart' | 'plannedEnd' | 'mandateRef' | 'threatLevel' | 'hostConsentRequired'
>;
const planned = ({ plannedStart, plannedEnd, mandateRef, threatLevel, hostConsentRequired }: Plan): Plan => ({
  ...(plannedStart && { plannedStart }),
  ...(plannedEnd && { plannedEnd }),
  ...(mandateRef !== undefined && { mandateRef }),
  ...(threatLevel !== undefined && { threatLevel }),
  ...(hostConsentRequired !== undefined && { hostConsentRequired }),
});

/** Where an operation goes on, as far as it is known. */
export const UNDER_WAY: readonly OperationState[] = ['LAUNCHED', 'SUSPENDED', 'CONVERTED'];
/** Where it is over: without a date of its end, it ended no later than when that was true. */
export const OVER: readonly OperationState[] = ['COMPLETED', 'AFTER_ACTION', 'CLOSED', 'CANCELLED'];

type Ending = Pick<
  OperationDocument,
  'state' | 'stateOccurredAt' | 'launch' | 'completion' | 'period' | 'plannedStart' | 'plannedEnd'
>;
/** When it ended, as it happened, in EDTF: it was completed, or cancelled after its launch. */
export const endedAt = ({ state, stateOccurredAt, launch, completion }: Ending): string | undefined =>
  completion?.completedAt ?? (launch && state === 'CANCELLED' ? stateOccurredAt : undefined);

/** Where an operation ends; absent while it may go on. */
export const endOfOperation = (operation: Ending): Instant | undefined => {
  const { state, stateOccurredAt, period, plannedStart, plannedEnd } = operation;
  // What was cancelled before its launch was to be when it was planned.
  const hasBegun = OVER.includes(state) && state !== 'CANCELLED';
  const overBy = hasBegun ? stateOccurredAt : (plannedStart?.edtf ?? stateOccurredAt);
  return endOfRecord({
    ...{ isUnderWay: UNDER_WAY.includes(state), endedAt: endedAt(operation) },
    ...{ stated: period?.edtf, plannedEnd: hasBegun ? undefined : plannedEnd?.edtf },
    overBy: OVER.includes(state) ? overBy : undefined,
  });
};

/** What follows from the rest of the document. */
const settle = ({ startsAt: _, endsAt: __, ...document }: OperationDocument): OperationDocument => {
  const { name, aliases, areas = [], state, launch, plannedStart, statements } = document;
  const statedStarts = statements.map((statement) => startOf(statement.period?.edtf)).filter(isKnown);
  const startsAt = [startOf(launch?.launchedAt), statedStarts.toSorted()[0], startOf(plannedStart?.edtf)].find(isKnown);
  const endsAt = endOfOperation(document);
  return {
    ...document,
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
    nextActions: nextActionsOf({
      state,
      isApprovalOutstanding: launch?.approvalDueAt !== undefined,
      hasOpenPhase: document.phases.some((phase) => 'name' in phase && !phase.endedAt),
      hasForces: document.forces.some(({ releasedAt }) => releasedAt === undefined),
      hasUnacknowledgedOrder: document.orders.some(({ acknowledgeBy }) => acknowledgeBy !== undefined),
    }),
    searchTerms: distinct([name, ...aliases].flatMap((one) => [normaliseName(one), ...normaliseName(one).split(' ')])),
    ...placeMarksOf(areas),
  };
};

const isKnown = (instant: Instant | undefined): instant is Instant => instant !== undefined;

/** A document names the places that it speaks of; those that others named stay. */
const addNew = (
  known: NonNullable<OperationDescription['areas']>,
  added: NonNullable<OperationDescription['areas']>,
) => [
  ...known,
  ...added.filter((area) => !known.some((other) => normaliseName(other.asStated) === normaliseName(area.asStated))),
];

export const operationsProjection: Projection<OperationDocument> = {
  name: 'operations',
  version: 8,
  streamPrefix: STREAM_PREFIX,
  sorts: ['name', 'stateOccurredAt', 'knownAt'],
  hidden: ['searchTerms', ...PLACE_MARKS],
  identity: ['reference'],
  evolve,
};
