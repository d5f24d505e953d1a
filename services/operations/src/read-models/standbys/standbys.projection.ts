import * as events from '@opsledger/contracts';
import type { ReportedRelocation, StandbyCondition, StandbyDescription, StandbyState } from '@opsledger/contracts';
import type { Instant, Quantity, FuzzyDate, RecordedEvent } from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { PLACE_MARKS, placeMarksOf, type PlaceMarks } from '@opsledger/reference/place-marks';
import { present } from '../../record/record-facts.decider.js';
import {
  movesStandby,
  nextStandbyActions,
  UNDER_WAY,
  type StandbyAction,
  type StandbyEvent,
} from '../../standby/standby.state.js';
import { seeEvent, startOf, type RecordDocument, type StatementOf } from '../record-document.projection.js';
import { endOfRecord } from '../record-end.projection.js';

type Said<E extends StandbyEvent> = Omit<E['data'], 'standbyId' | 'source'>;
/** How a document says that a standby stood, and when. */
type Statement = StatementOf & Omit<Said<events.StandbyReported>, 'reference' | 'operationId' | 'unitId'>;
/** What a standby waits for, since when, and what was answered. */
type ShownCondition = StandbyCondition &
  Readonly<{
    isMet: boolean;
    /** Since when it has been waited for, in EDTF. */
    awaitedSince: string;
    decision?: Said<events.StandbyConditionRecorded> & Readonly<{ decidedAt: string }>;
  }>;

/** A standby as lists and records show it. What no event has stated is absent. */
export type StandbyDocument = RecordDocument &
  StandbyDescription &
  PlaceMarks &
  Readonly<{
    team: string;
    state: StandbyState;
    stateAsStated?: string;
    /** When the fact that set the state was true in the field, in EDTF. */
    stateOccurredAt: string;
    noticeToMoveHours?: number;
    from?: FuzzyDate;
    to?: FuzzyDate;
    days?: Quantity;
    period?: FuzzyDate;
    condition?: ShownCondition;
    /** Assets that were moved for it, and when, in EDTF. */
    relocations: readonly ((Said<events.AssetsRelocated> | ReportedRelocation) & Readonly<{ at: string }>)[];
    achievedAt?: string;
    activation?: Said<events.StandbyActivated> & Readonly<{ activatedAt: string }>;
    standDown?: Said<events.StandbyStoodDown> & Readonly<{ stoodDownAt: string }>;
    statements: readonly Statement[];
    /** What did not happen in time. */
    overdue: readonly Said<events.StandbyDeadlinePassed>[];
    nextActions: readonly StandbyAction[];
    startsAt?: Instant;
    endsAt?: Instant;
  }>;

const STREAM_PREFIX = 'standby-';

const evolve = (document: StandbyDocument | undefined, event: RecordedEvent): StandbyDocument => {
  const before: StandbyDocument = document ?? {
    ...seeEvent(undefined, event, STREAM_PREFIX),
    ...{ team: '', state: 'UNKNOWN', stateOccurredAt: event.occurredat },
    ...{ relocations: [], statements: [], overdue: [], nextActions: [], areaNames: [], placeIds: [], points: [] },
  };
  const seen = { ...before, ...seeEvent(document, event, STREAM_PREFIX) };
  return settle(take(seen, event, document !== undefined));
};

const take = (
  seen: StandbyDocument,
  { type, data, occurredat }: RecordedEvent,
  isRecorded: boolean,
): StandbyDocument => {
  const event = { type, data } as Pick<StandbyEvent, 'type' | 'data'> as StandbyEvent;
  const enter = (state: StandbyState, more: Partial<StandbyDocument> = {}): StandbyDocument => {
    const { stateAsStated: _, ...rest } = seen;
    return { ...rest, state, stateOccurredAt: occurredat, ...more };
  };
  switch (event.type) {
    case events.STANDBY_ORDERED: {
      const { condition, ...ordered } = said(event.data);
      return enter('ORDERED', { ...ordered, ...awaiting(condition, occurredat) });
    }
    case events.STANDBY_ACHIEVED:
      return enter('ACHIEVED', { achievedAt: occurredat });
    case events.STANDBY_EXTENDED:
      return enter('EXTENDED', { to: event.data.to });
    case events.STANDBY_CONDITION_RECORDED: {
      if (!seen.condition) return seen;
      const decision = { ...said(event.data), decidedAt: occurredat };
      return { ...seen, condition: { ...seen.condition, isMet: event.data.isMet, decision } };
    }
    case events.STANDBY_ACTIVATED:
      return enter('ACTIVATED', { activation: { ...said(event.data), activatedAt: occurredat } });
    case events.STANDBY_STOOD_DOWN:
      return enter('STOOD_DOWN', { standDown: { ...said(event.data), stoodDownAt: occurredat } });
    case events.ASSETS_RELOCATED:
      return { ...seen, relocations: [...seen.relocations, { ...said(event.data), at: occurredat }] };
    case events.READINESS_DECLARED: {
      const { noticeToMoveHours, condition } = event.data;
      return { ...seen, noticeToMoveHours, ...awaiting(condition, occurredat, seen.condition) };
    }
    case events.STANDBY_REPORTED:
      return report(seen, event.data, occurredat, isRecorded);
    case events.STANDBY_DEADLINE_PASSED:
      return { ...seen, overdue: [...seen.overdue, said(event.data)] };
    case events.STANDBY_CORRECTED:
    default:
      return seen;
  }
};

/** A condition that is stated anew in the same words has been waited for since it was stated first. */
const awaiting = (condition: StandbyCondition | undefined, since: string, before?: ShownCondition) => {
  if (!condition) return {};
  const isSame = before !== undefined && !before.isMet && before.asStated === condition.asStated;
  return { condition: { ...condition, isMet: false, awaitedSince: isSame ? before.awaitedSince : since } };
};

/** What a document states of a standby. Of an earlier time than what is known, it fills gaps and moves nothing. */
const report = (
  before: StandbyDocument,
  data: events.StandbyReported['data'],
  occurredat: string,
  isRecorded: boolean,
): StandbyDocument => {
  const { reference, ...statement } = said(data);
  const { status, statusAsStated, condition, relocation, ...told } = statement;
  const { state, stateOccurredAt: since, stateAsStated } = before;
  const moves =
    !isRecorded || movesStandby({ status: state, since, isDecided: stateAsStated === undefined }, status, occurredat);
  const moved = { state: status, stateAsStated: statusAsStated, stateOccurredAt: occurredat };
  const { operationId: _, unitId: __, ...shown } = statement;
  return {
    ...(moves
      ? { ...before, ...moved, ...told, ...awaiting(condition, occurredat, before.condition) }
      : { ...told, ...before }),
    ...(reference !== undefined && { reference }),
    relocations: relocation ? [...before.relocations, { ...relocation, at: occurredat }] : before.relocations,
    statements: [
      ...before.statements,
      { version: before.version, occurredAt: occurredat, movesState: moves, ...shown },
    ],
  };
};

/** The data without what every event of a standby says alike. */
const said = <Data extends object>(data: Data): Omit<Data, 'standbyId' | 'source'> => {
  const { standbyId: _, source: __, ...rest } = data as Data & { standbyId: unknown; source?: unknown };
  return rest;
};

/** Where a standby ends; absent while it may go on. That its end has passed is told, and ends nothing. */
const endOfStandby = ({ state, stateOccurredAt, to, period, activation, standDown }: StandbyDocument) =>
  endOfRecord({
    isUnderWay: (UNDER_WAY as readonly StandbyState[]).includes(state),
    endedAt: standDown?.stoodDownAt ?? activation?.activatedAt,
    ...{ stated: to?.edtf ?? period?.edtf },
    overBy: state === 'ACTIVATED' || state === 'STOOD_DOWN' ? stateOccurredAt : undefined,
  });

/** What follows from the rest of the document. */
const settle = ({ startsAt: _, endsAt: __, ...document }: StandbyDocument): StandbyDocument => {
  const { from, period, achievedAt, place, destination, relocations } = document;
  const places = [place, destination, ...relocations.map((one) => one.to)].filter((one) => one !== undefined);
  return {
    ...document,
    ...present({
      startsAt: startOf(from?.edtf ?? achievedAt ?? period?.edtf),
      endsAt: endOfStandby(document),
    }),
    nextActions: nextStandbyActions(document.state, document.condition?.isMet),
    ...placeMarksOf(places),
  };
};

export const standbysProjection: Projection<StandbyDocument> = {
  name: 'standbys',
  version: 4,
  streamPrefix: STREAM_PREFIX,
  sorts: ['stateOccurredAt', 'knownAt'],
  hidden: PLACE_MARKS,
  identity: ['reference'],
  evolve,
};
