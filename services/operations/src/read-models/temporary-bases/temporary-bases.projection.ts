import * as events from '@opsledger/contracts';
import type { BaseDescription, BaseState, PlaceName } from '@opsledger/contracts';
import type { FuzzyDate, Instant, RecordedEvent } from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { PLACE_MARKS, placeMarksOf, type PlaceMarks } from '@opsledger/reference/place-marks';
import { present } from '../../record/record-facts.decider.js';
import {
  movesBase,
  nextBaseActions,
  type BaseAction,
  type BaseEvent,
} from '../../temporary-base/temporary-base.state.js';
import { seeEvent, startOf, type RecordDocument, type StatementOf } from '../record-document.projection.js';
import { endOfRecord } from '../record-end.projection.js';

/** How a document says that a base stood, and when. */
type Statement = Pick<
  events.BaseReported['data'],
  'place' | 'status' | 'statusAsStated' | 'period' | 'establishedAt' | 'dismantledAt'
> &
  StatementOf;

/** A base as lists and records show it. What no event has stated is absent. Position and strength are not here (ADR 12). */
export type BaseDocument = RecordDocument &
  BaseDescription &
  PlaceMarks &
  Readonly<{
    place: PlaceName;
    state: BaseState;
    stateAsStated?: string;
    /** When the fact that set the state was true in the field, in EDTF. */
    stateOccurredAt: string;
    reconnoitredAt?: FuzzyDate;
    /** When the recce was ended, if no base came of it. */
    recceEndedAt?: FuzzyDate;
    establishedAt?: FuzzyDate;
    activatedAt?: FuzzyDate;
    reducedAt?: FuzzyDate;
    dismantledAt?: FuzzyDate;
    /** The dates that a document gives for what it reports. */
    period?: FuzzyDate;
    /** Everything that documents state of it, also what moves nothing. */
    statements: readonly Statement[];
    nextActions: readonly BaseAction[];
    /** The earliest that it may have been there and the latest; absent where nothing says so, as of a base that is still there. */
    startsAt?: Instant;
    endsAt?: Instant;
  }>;

const STREAM_PREFIX = 'temporary-base-';

const evolve = (document: BaseDocument | undefined, event: RecordedEvent): BaseDocument => {
  const before: BaseDocument = document ?? {
    ...seeEvent(undefined, event, STREAM_PREFIX),
    ...{ place: { asStated: '' }, state: 'UNKNOWN', stateOccurredAt: event.occurredat },
    ...{ statements: [], nextActions: [], areaNames: [], placeIds: [], points: [] },
  };
  const seen = { ...before, ...seeEvent(document, event, STREAM_PREFIX) };
  return settle(take(seen, event, document !== undefined));
};

const take = (seen: BaseDocument, { type, data, occurredat }: RecordedEvent, isRecorded: boolean): BaseDocument => {
  const event = { type, data } as Pick<BaseEvent, 'type' | 'data'> as BaseEvent;
  const at: FuzzyDate = { edtf: occurredat };
  const enter = (state: BaseState, more: Partial<BaseDocument>): BaseDocument => {
    const { stateAsStated: _, ...rest } = seen;
    return { ...rest, state, stateOccurredAt: occurredat, ...more };
  };
  switch (event.type) {
    case events.BASE_RECCE_STARTED: {
      const { reference, place } = event.data;
      return enter('RECCE', { reference, place, ...described(event.data), reconnoitredAt: at });
    }
    case events.BASE_RECCE_ENDED:
      return enter('NOT_ESTABLISHED', { recceEndedAt: at });
    case events.BASE_ESTABLISHED:
      return enter('ESTABLISHED', { establishedAt: at });
    case events.BASE_ACTIVATED:
      return enter('ACTIVE', { activatedAt: at });
    case events.BASE_REDUCED:
      return enter('REDUCED', { reducedAt: at });
    case events.BASE_DISMANTLED:
      return enter('DISMANTLED', { dismantledAt: at });
    case events.BASE_AMENDED:
      return { ...seen, ...described(event.data) };
    case events.BASE_REPORTED:
      return report(seen, event.data, occurredat, isRecorded);
    case events.BASE_CORRECTED:
    default:
      return seen;
  }
};

/** What a document states of a base. Of an earlier time than what is known, it fills gaps and moves nothing. */
const report = (
  before: BaseDocument,
  data: events.BaseReported['data'],
  occurredat: string,
  isRecorded: boolean,
): BaseDocument => {
  const { reference, place, status, statusAsStated, period, establishedAt, dismantledAt } = data;
  const dates = present({ period, establishedAt, dismantledAt });
  const ends = present({ establishedAt, dismantledAt });
  const { state, stateOccurredAt: since, stateAsStated } = before;
  const moves =
    !isRecorded || movesBase({ status: state, since, isDecided: stateAsStated === undefined }, status, occurredat);
  const moved = { state: status, stateAsStated: statusAsStated, stateOccurredAt: occurredat };
  const { period: _, ...unmoved } = before;
  const statement = { version: before.version, occurredAt: occurredat, movesState: moves };
  return {
    // When it came and went fills a gap: what is known of that already, no later document makes vaguer.
    ...ends,
    ...(moves
      ? { ...unmoved, ...moved, ...described(data), ...present({ period }) }
      : { ...described(data), ...before }),
    place: before.place.asStated === '' ? place : before.place,
    ...(reference !== undefined && { reference }),
    statements: [...before.statements, { ...statement, place, status, statusAsStated, ...dates }],
  };
};

const described = ({ name, purpose, operationId, unitId }: BaseDescription) =>
  present({ name, purpose, operationId, unitId });

/** What follows from the rest of the document. */
const settle = ({ startsAt: _, endsAt: __, ...document }: BaseDocument): BaseDocument => {
  const { establishedAt, dismantledAt, period, place, state } = document;
  return {
    ...document,
    ...present({
      startsAt: startOf(establishedAt?.edtf ?? period?.edtf),
      endsAt: endOfRecord({
        ...{ isUnderWay: state !== 'DISMANTLED', endedAt: dismantledAt?.edtf },
        overBy: document.stateOccurredAt,
      }),
    }),
    nextActions: nextBaseActions(state),
    ...placeMarksOf([place]),
  };
};

export const basesProjection: Projection<BaseDocument> = {
  name: 'temporary-bases',
  version: 3,
  streamPrefix: STREAM_PREFIX,
  sorts: ['stateOccurredAt', 'knownAt'],
  hidden: PLACE_MARKS,
  identity: ['reference'],
  evolve,
};

const ONLY_LOOKED_AT: readonly BaseDocument['state'][] = ['RECCE', 'NOT_ESTABLISHED'];
/** Whether it came to be a base: a recce goes on, or ended without one. */
export const isBase = ({ state }: Pick<BaseDocument, 'state'>): boolean => !ONLY_LOOKED_AT.includes(state);
