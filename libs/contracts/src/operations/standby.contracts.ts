import type { Correction, DomainEvent, FuzzyDate, GeoRef, Provenance, Quantity } from '@opsledger/kernel';
import { eventContract, type EventContract, type Schema } from '../contract.js';
import {
  boolean,
  correctionOf,
  described,
  fuzzyDate,
  geoRef,
  instant,
  namesOf,
  object,
  oneOf,
  pattern,
  quantity,
  text,
  uuid,
} from '../schema-parts.js';
import { assets, authority, narrative, source, type Assets } from './operation-parts.js';
import * as samples from './standby.samples.js';

/** States of a standby. `ACHIEVED`: at notice to move. `UNKNOWN` is what a source leaves open (`U4`). */
export const STANDBY_STATES = ['ORDERED', 'ACHIEVED', 'EXTENDED', 'ACTIVATED', 'STOOD_DOWN', 'UNKNOWN'] as const;
export type StandbyState = (typeof STANDBY_STATES)[number];

/** What has to be granted or come about before a standby may be activated. */
export const STANDBY_CONDITIONS = ['host_authorisation', 'medical_cover', 'isr_cover', 'weather', 'other'] as const;
export type StandbyConditionKind = (typeof STANDBY_CONDITIONS)[number];
export type StandbyCondition = Readonly<{ kind: StandbyConditionKind; asStated: string; authority?: string }>;

/** `OPS-8`: notice to move is 0 to 168 hours. */
export const LONGEST_NOTICE_HOURS = 168;

type Of<Data> = Readonly<{ standbyId: string; source?: Provenance }> & Readonly<Data>;
type Event<Type extends string, Data = unknown> = DomainEvent<Type, Of<Data>>;

/** Who is held ready, for what and where. Links are ids only (ADR 12). */
export type StandbyDescription = Readonly<{
  purpose?: string;
  place?: GeoRef;
  destination?: GeoRef;
  assets?: readonly Assets[];
  operationId?: string;
  unitId?: string;
}>;
const notice: Schema<number> = { type: 'integer', minimum: 0, maximum: LONGEST_NOTICE_HOURS };
const condition: Schema<StandbyCondition> = object(
  {
    kind: described(oneOf(STANDBY_CONDITIONS), 'What kind of condition.'),
    asStated: described(text(1000), 'What has to be granted or to come about, in words.'),
    authority: described(text(200), 'Who has to grant it, by function and never by name.'),
  },
  ['authority'],
);
const description = {
  purpose: described(text(2000), 'What it is for.'),
  place: described(geoRef, 'Where it is held ready.'),
  destination: described(geoRef, 'Where it would go.'),
  assets: described(assets, 'What is held ready.'),
  operationId: described(uuid, 'The operation that it serves.'),
  unitId: described(uuid, 'The unit.'),
};
const standbyId = described(uuid, 'The record.');
const reference = described(pattern('^SB-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by; given once.');
const team = described(text(200), 'Who is held ready, by function or kind of unit.');
const noticeToMoveHours = described(notice, 'Within how many hours it can move (OPS-8).');
const from = described(fuzzyDate, 'Since when.');
const to = described(fuzzyDate, 'Until when.');

export const STANDBY_ORDERED = 'opsledger.operations.standby-ordered.v1';
export type StandbyOrdered = Event<
  typeof STANDBY_ORDERED,
  StandbyDescription & {
    reference: string;
    team: string;
    noticeToMoveHours: number;
    from?: FuzzyDate;
    to?: FuzzyDate;
    condition?: StandbyCondition;
  }
>;
export const STANDBY_ACHIEVED = 'opsledger.operations.standby-achieved.v1';
export type StandbyAchieved = Event<typeof STANDBY_ACHIEVED>;
export const STANDBY_EXTENDED = 'opsledger.operations.standby-extended.v1';
export type StandbyExtended = Event<typeof STANDBY_EXTENDED, { to: FuzzyDate; reason?: string }>;
export const STANDBY_CONDITION_RECORDED = 'opsledger.operations.standby-condition-recorded.v1';
export type StandbyConditionRecorded = Event<
  typeof STANDBY_CONDITION_RECORDED,
  { isMet: boolean; authority?: string; reasonAsStated?: string; requestRef?: string }
>;
export const STANDBY_ACTIVATED = 'opsledger.operations.standby-activated.v1';
export type StandbyActivated = Event<
  typeof STANDBY_ACTIVATED,
  { override?: Readonly<{ authority: string; reason: string }> }
>;
export const STANDBY_STOOD_DOWN = 'opsledger.operations.standby-stood-down.v1';
export type StandbyStoodDown = Event<typeof STANDBY_STOOD_DOWN, { reason?: string }>;
export const ASSETS_RELOCATED = 'opsledger.operations.assets-relocated.v1';
export type AssetsRelocated = Event<typeof ASSETS_RELOCATED, { assets: readonly Assets[]; from: GeoRef; to: GeoRef }>;
export const READINESS_DECLARED = 'opsledger.operations.readiness-declared.v1';
export type ReadinessDeclared = Event<
  typeof READINESS_DECLARED,
  { noticeToMoveHours: number; condition?: StandbyCondition }
>;

export const STANDBY_REPORTED = 'opsledger.operations.standby-reported.v1';
/** What a document says of assets that were moved for a standby. */
export type ReportedRelocation = Readonly<{ from: GeoRef; to: GeoRef }>;
export type StandbyReported = DomainEvent<
  typeof STANDBY_REPORTED,
  StandbyDescription &
    Readonly<{
      standbyId: string;
      reference?: string;
      team: string;
      status: StandbyState;
      statusAsStated: string;
      noticeToMoveHours?: number;
      from?: FuzzyDate;
      to?: FuzzyDate;
      /** How long, where the document says that and no dates. */
      days?: Quantity;
      period?: FuzzyDate;
      condition?: StandbyCondition;
      relocation?: ReportedRelocation;
      source: Provenance;
    }>
>;

export const STANDBY_CORRECTED = 'opsledger.operations.standby-corrected.v1';
/** The members that may be corrected. */
export type CorrectedStandbyMembers = Readonly<{
  team?: string;
  purpose?: string;
  place?: GeoRef;
  destination?: GeoRef;
  assets?: readonly Assets[];
  noticeToMoveHours?: number;
  from?: FuzzyDate;
  to?: FuzzyDate;
  condition?: StandbyCondition;
  status?: StandbyState;
  statusAsStated?: string;
  period?: FuzzyDate;
  days?: Quantity;
}>;
export type StandbyCorrected = Event<
  typeof STANDBY_CORRECTED,
  { corrects: Correction & Readonly<{ members?: CorrectedStandbyMembers }>; note?: string }
>;
export const STANDBY_DEADLINE_PASSED = 'opsledger.operations.standby-deadline-passed.v1';
export type StandbyDeadlinePassed = DomainEvent<
  typeof STANDBY_DEADLINE_PASSED,
  Readonly<{ standbyId: string; deadline: string; dueAt: string; isLate: boolean }>
>;

const { operationId: _, unitId: __, ...correctable } = description;
const stated = {
  status: described(oneOf(STANDBY_STATES), 'UNKNOWN where the document leaves it open.'),
  statusAsStated: described(text(500), "The state in the document's words."),
  period: described(fuzzyDate, 'The dates that the document gives for what it reports.'),
  days: described(quantity, 'How many days, where the document says that and no dates.'),
};
const conditionOf = described(condition, 'What has to be granted or to come about first.');
const correctedMembers = {
  ...correctable,
  ...{ team, noticeToMoveHours, from, to, condition: conditionOf },
  ...stated,
};
const reason = described(text(1000), 'Why, in words.');
const override = object({ authority, reason: narrative });
const relocation: Schema<ReportedRelocation> = object({
  from: described(geoRef, 'From where.'),
  to: described(geoRef, 'To where.'),
});

export const standbyContracts: readonly EventContract[] = [
  eventContract<StandbyOrdered>({
    type: STANDBY_ORDERED,
    summary: 'Someone is to be held ready to move.',
    data: object(
      { standbyId, reference, team, noticeToMoveHours, from, to, condition: conditionOf, ...description, source },
      [...namesOf(description), 'from', 'to', 'condition', 'source'],
    ),
    samples: samples.orderedSamples,
  }),
  eventContract<StandbyAchieved>({
    type: STANDBY_ACHIEVED,
    summary: 'Who was ordered to stand by is at notice to move.',
    data: object({ standbyId, source }, ['source']),
    samples: samples.achievedSamples,
  }),
  eventContract<StandbyExtended>({
    type: STANDBY_EXTENDED,
    summary: 'A standby goes on for longer.',
    data: object({ standbyId, to, reason, source }, ['reason', 'source']),
    samples: samples.extendedSamples,
  }),
  eventContract<StandbyConditionRecorded>({
    type: STANDBY_CONDITION_RECORDED,
    summary: 'What a standby waits for was granted, came about, or was refused.',
    data: object(
      {
        ...{ standbyId, authority, source },
        isMet: described(boolean, 'Whether it may be activated as far as this goes.'),
        reasonAsStated: described(text(1000), 'The reason in the words of who gave it.'),
        requestRef: described(text(200), 'The request that it answers.'),
      },
      ['authority', 'reasonAsStated', 'requestRef', 'source'],
    ),
    samples: samples.conditionRecordedSamples,
  }),
  eventContract<StandbyActivated>({
    type: STANDBY_ACTIVATED,
    summary: 'Who stood by moves.',
    data: object({ standbyId, override: described(override, 'Although its condition was not met.'), source }, [
      'override',
      'source',
    ]),
    samples: samples.activatedStandbySamples,
  }),
  eventContract<StandbyStoodDown>({
    type: STANDBY_STOOD_DOWN,
    summary: 'Nobody has to stand by any more.',
    data: object({ standbyId, reason, source }, ['reason', 'source']),
    samples: samples.stoodDownSamples,
  }),
  eventContract<AssetsRelocated>({
    type: ASSETS_RELOCATED,
    summary: 'Assets were moved for a standby.',
    data: object(
      {
        ...{ standbyId, assets, source },
        from: described(geoRef, 'From where.'),
        to: described(geoRef, 'To where.'),
      },
      ['source'],
    ),
    samples: samples.relocatedSamples,
  }),
  eventContract<ReadinessDeclared>({
    type: READINESS_DECLARED,
    summary: 'Within how many hours who stands by can move, and on what condition.',
    data: object({ standbyId, noticeToMoveHours, condition: conditionOf, source }, ['condition', 'source']),
    samples: samples.readinessSamples,
  }),
  eventContract<StandbyReported>({
    type: STANDBY_REPORTED,
    summary: 'A document states how a standby stands; nothing else is concluded from it.',
    data: object(
      {
        ...{ standbyId, reference, team, noticeToMoveHours, from, to, condition: conditionOf, ...description },
        ...{ ...stated, relocation: described(relocation, 'Assets that were moved for it.'), source },
      },
      [
        ...namesOf(description),
        ...(['reference', 'noticeToMoveHours', 'from', 'to', 'days', 'period', 'condition', 'relocation'] as const),
      ],
    ),
    samples: samples.standbyReportedSamples,
  }),
  eventContract<StandbyCorrected>({
    type: STANDBY_CORRECTED,
    summary: 'An earlier event of the standby should have said something else; it stays as it is.',
    data: object(
      {
        ...{ standbyId, note: narrative, source },
        corrects: correctionOf(object(correctedMembers, namesOf(correctedMembers)) as Schema<CorrectedStandbyMembers>),
      },
      ['note', 'source'],
    ) as Schema<StandbyCorrected['data']>,
    samples: samples.standbyCorrectedSamples,
  }),
  eventContract<StandbyDeadlinePassed>({
    type: STANDBY_DEADLINE_PASSED,
    summary: 'A standby came to its end, and nobody activated it, extended it or stood it down.',
    data: object({
      standbyId,
      deadline: described(text(100), 'Which deadline.'),
      dueAt: described(instant, 'When it was due.'),
      isLate: described(boolean, 'Noticed long after that.'),
    }),
    samples: samples.standbyDeadlineSamples,
  }),
];
