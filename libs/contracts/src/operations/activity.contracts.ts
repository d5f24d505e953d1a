import type { Correction, DomainEvent, FuzzyDate, GeoRef, Instant, Provenance, Quantity } from '@opsledger/kernel';
import { eventContract, type EventContract, type Schema } from '../contract.js';
import {
  boolean,
  correctionOf,
  described,
  fuzzyDate,
  geoRef,
  instant,
  listOf,
  namesOf,
  number,
  object,
  oneOf,
  pattern,
  quantity,
  text,
  uuid,
  wholeNumber,
} from '../schema-parts.js';
import * as samples from './activity.samples.js';
import {
  ACCESS_MEANS,
  ACTIVITY_KINDS,
  ACTIVITY_MODES,
  ACTIVITY_STATES,
  CHECK_OUTCOMES,
  ESCORT_BENEFICIARIES,
  INTERLOCUTORS,
  MATERIEL_KINDS,
  PATROL_KINDS,
  PLAUSIBILITY_CHECKS,
  RECURRENCES,
  STRUCTURE_KINDS,
  TRIGGER_KINDS,
  type AccessMeans,
  type ActivityKind,
  type ActivityMode,
  type ActivityState,
  type CheckOutcome,
  type EscortBeneficiary,
  type Interlocutor,
  type MaterielKind,
  type PatrolKind,
  type PlausibilityCheck,
  type Recurrence,
  type StructureKind,
  type TriggerKind,
} from './activity.vocabulary.js';
import { authority, narrative, source } from './operation-parts.js';
import { CONSTRAINT_CAUSES, type ConstraintCause } from './operation.vocabulary.js';

type Event<Type extends string, Data = unknown> = DomainEvent<
  Type,
  Readonly<{ activityId: string; source?: Provenance }> & Readonly<Data>
>;

/** What an activity responds to, and when that reached the mission. Never who alleged, witnessed or suffered it. */
export type Trigger = Readonly<{
  kind: TriggerKind;
  /** As precise as it is known; absent where nobody said. */
  at?: FuzzyDate;
  /** What another person needs to find the allegation or the alert. */
  ref?: string;
  asStated?: string;
}>;
const trigger: Schema<Trigger> = object(
  {
    kind: described(oneOf(TRIGGER_KINDS), 'What kind of thing set it off.'),
    at: described(fuzzyDate, 'When it reached the mission, as precise as that is known.'),
    ref: described(text(200), 'What another person needs to find the allegation or the alert.'),
    asStated: described(text(500), "In the source's words; never who alleged, witnessed or suffered it."),
  },
  ['at', 'ref', 'asStated'],
);

/** What is known of an activity of any kind. Never who witnessed or suffered what. */
export type ActivityDescription = Readonly<{
  title?: string;
  purpose?: string;
  places?: readonly GeoRef[];
  sectors?: readonly string[];
  unitId?: string;
  strength?: Quantity;
  trigger?: Trigger;
}>;
const description = {
  title: described(text(200), 'What it is called, in a few words.'),
  purpose: described(text(2000), 'What it is for.'),
  places: described(listOf(geoRef), 'Where, as stated.'),
  sectors: described(listOf(text(100)), 'Sectors concerned.'),
  unitId: described(uuid, 'The unit that does it.'),
  strength: described(quantity, 'How many people.'),
  trigger: described(trigger, 'What it responds to.'),
};

/** What is protected, repaired or built, and how many of it. */
export type Structures = Readonly<{ kind: StructureKind; count?: Quantity }>;
const structures: Schema<readonly Structures[]> = listOf(
  object({ kind: described(oneOf(STRUCTURE_KINDS), 'What.'), count: described(quantity, 'How many.') }, ['count']),
);

/** What activities of some kinds say besides; which kinds say what is a rule of the service (`ACTIVITY-KIND`). */
export type ActivityDetails = Readonly<{
  patrolKinds?: readonly PatrolKind[];
  route?: readonly GeoRef[];
  casevacPlanRef?: string;
  recurrence?: Recurrence;
  beneficiary?: EscortBeneficiary;
  vehicles?: Quantity;
  components?: readonly ('military' | 'police' | 'civilian')[];
  partners?: readonly string[];
  mode?: ActivityMode;
  interlocutors?: readonly Interlocutor[];
  followUp?: string;
  structures?: readonly Structures[];
  persons?: Quantity;
}>;
const details = {
  patrolKinds: described(listOf(oneOf(PATROL_KINDS)), 'What kinds of patrol it is, as far as that is stated.'),
  route: described(listOf(geoRef), 'Places on the way, in order.'),
  casevacPlanRef: described(text(200), 'The plan for evacuating casualties (OPS-10).'),
  recurrence: described(oneOf(RECURRENCES), 'How often, where a source tells of more than one without counting.'),
  beneficiary: described(oneOf(ESCORT_BENEFICIARIES), 'Who is escorted.'),
  vehicles: described(quantity, 'Vehicles escorted.'),
  components: described(listOf(oneOf(['military', 'police', 'civilian'] as const)), 'Components that take part.'),
  partners: described(listOf(text(200)), 'Organisations that take part, never persons.'),
  mode: described(oneOf(ACTIVITY_MODES), 'On site, or from afar.'),
  interlocutors: described(listOf(oneOf(INTERLOCUTORS)), 'Who was met, by what they are and never by name.'),
  followUp: described(text(1000), 'What was agreed to come of it.'),
  structures: described(structures, 'What is protected, repaired or built.'),
  persons: described(quantity, 'How many people were helped.'),
};

const activityId = described(uuid, 'The record.');
const reference = described(pattern('^ACT-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by; given once.');
const kind = described(oneOf(ACTIVITY_KINDS), 'Kind of activity; it never changes.');
const link = {
  operationId: described(uuid, 'The operation that it is a task of.'),
  task: described(wholeNumber(1), 'Its number among the tasks of the operation, taken once and for ever (OPS-5).'),
};
/** The operation that an activity is a task of, and the number that it has there: both or neither. */
export type TaskLink = Readonly<{ operationId?: string; task?: number }>;
const plannedDates = {
  plannedStart: described(fuzzyDate, 'When it is to start.'),
  plannedEnd: described(fuzzyDate, 'When it is to end.'),
};

export const ACTIVITY_PLANNED = 'opsledger.operations.activity-planned.v1';
export type ActivityPlanned = Event<
  typeof ACTIVITY_PLANNED,
  ActivityDescription &
    ActivityDetails &
    TaskLink & { reference: string; kind: ActivityKind; plannedStart: FuzzyDate; plannedEnd?: FuzzyDate }
>;
export const ACTIVITY_PLAN_AMENDED = 'opsledger.operations.activity-plan-amended.v1';
export type ActivityPlanAmended = Event<
  typeof ACTIVITY_PLAN_AMENDED,
  ActivityDescription & ActivityDetails & { plannedStart?: FuzzyDate; plannedEnd?: FuzzyDate }
>;
export const ACTIVITY_ORDERED = 'opsledger.operations.activity-ordered.v1';
export type ActivityOrdered = Event<typeof ACTIVITY_ORDERED, { orderRef?: string }>;
export const ACTIVITY_STARTED = 'opsledger.operations.activity-started.v1';
export type ActivityStarted = Event<typeof ACTIVITY_STARTED>;

/** What came of it, as those who come back tell. */
type Account = Readonly<{ distanceKm?: number; findings?: string; incidents?: readonly string[] }>;
const account = {
  distanceKm: described(number(0, 100_000), 'How far it went, in kilometres.'),
  findings: described(text(4000), 'What was found, in words; never who witnessed or suffered what.'),
  incidents: described(listOf(text(200)), 'References of incidents on the way.'),
};
const reportDueAt = described(instant, 'When the report is due: of a patrol two hours after its return.');

export const ACTIVITY_COMPLETED = 'opsledger.operations.activity-completed.v1';
export type ActivityCompleted = Event<typeof ACTIVITY_COMPLETED, Account & { reportDueAt?: Instant }>;

/** Why it was not done or not to its end, and what was done instead. */
export type NotDone = Readonly<{
  reason: ConstraintCause;
  reasonAsStated?: string;
  /** Of `access_denied`: what the host state refused access by. */
  accessBy?: AccessMeans;
  /** The activity that was carried out instead, or in words what was done. */
  replacedBy?: string;
  replacementAsStated?: string;
}>;
const notDone = {
  reason: described(oneOf(CONSTRAINT_CAUSES), 'Why.'),
  reasonAsStated: described(text(1000), 'The reason in the words of who gave it.'),
  accessBy: described(oneOf(ACCESS_MEANS), 'Of `access_denied`: what the host state refused access by.'),
  replacedBy: described(uuid, 'The activity that was carried out instead.'),
  replacementAsStated: described(text(1000), 'What was done instead, in words.'),
};
const { reason: _, ...aboutReason } = notDone;
const OPTIONAL_IN_NOT_DONE = [...namesOf(aboutReason), 'source'] as const;

export const ACTIVITY_ABORTED = 'opsledger.operations.activity-aborted.v1';
export type ActivityAborted = Event<typeof ACTIVITY_ABORTED, NotDone & Account & { reportDueAt?: Instant }>;
export const ACTIVITY_DENIED = 'opsledger.operations.activity-denied.v1';
export type ActivityDenied = Event<typeof ACTIVITY_DENIED, NotDone>;
export const ACTIVITY_POSTPONED = 'opsledger.operations.activity-postponed.v1';
export type ActivityPostponed = Event<typeof ACTIVITY_POSTPONED, NotDone & { newDate?: FuzzyDate }>;
export const ACTIVITY_CANCELLED = 'opsledger.operations.activity-cancelled.v1';
export type ActivityCancelled = Event<typeof ACTIVITY_CANCELLED, NotDone>;

export const ACTIVITY_REPORT_FILED = 'opsledger.operations.activity-report-filed.v1';
export type ActivityReportFiled = Event<
  typeof ACTIVITY_REPORT_FILED,
  { documentRef: string; documentHash?: string; findings?: string }
>;

export const ACTIVITY_REPORTED = 'opsledger.operations.activity-reported.v1';
type Stated = Partial<NotDone> &
  Account &
  Readonly<{
    status: ActivityState;
    statusAsStated: string;
    /** The dates that the document gives, as an interval or as its two ends. */
    period?: FuzzyDate;
    startedAt?: FuzzyDate;
    endedAt?: FuzzyDate;
  }>;
export type ActivityReported = DomainEvent<
  typeof ACTIVITY_REPORTED,
  ActivityDescription &
    ActivityDetails &
    TaskLink &
    Stated &
    Readonly<{
      activityId: string;
      /** Given by the log when this is the first that it hears of the activity. */
      reference?: string;
      kind: ActivityKind;
      source: Provenance;
    }>
>;
const stated = {
  ...notDone,
  ...account,
  status: described(oneOf(ACTIVITY_STATES), 'UNKNOWN where the document leaves it open.'),
  statusAsStated: described(text(500), "The state in the document's words."),
  period: described(fuzzyDate, 'The dates that the document gives.'),
  startedAt: described(fuzzyDate, 'When it began, if the document says so.'),
  endedAt: described(fuzzyDate, 'When it ended, if the document says so.'),
};
const { status: __, statusAsStated: ___, ...statedBesides } = stated;

/** What does not go together, with the figures that say so. */
export type Implausibility = Readonly<{
  check: PlausibilityCheck;
  /** The figure as it follows from the account, and the limit for the kind; km or km/h. */
  found?: number;
  limit?: number;
}>;
const implausibilities: Schema<readonly Implausibility[]> = listOf(
  object(
    {
      check: described(oneOf(PLAUSIBILITY_CHECKS), 'What does not go together.'),
      found: described(number(0, 1e12), 'What follows from the account: km, or km/h.'),
      limit: described(number(0, 1e12), 'What is plausible for the kind: km, or km/h.'),
    },
    ['found', 'limit'],
  ),
);
export const ACTIVITY_QUARANTINED = 'opsledger.operations.activity-quarantined.v1';
export type ActivityQuarantined = Event<typeof ACTIVITY_QUARANTINED, { checks: readonly Implausibility[] }>;
export const ACTIVITY_CHECK_SETTLED = 'opsledger.operations.activity-check-settled.v1';
export type ActivityCheckSettled = Event<
  typeof ACTIVITY_CHECK_SETTLED,
  { outcome: CheckOutcome; authority?: string; note?: string }
>;

/** What is found in the course of an activity. */
export const ARRESTS_REPORTED = 'opsledger.operations.arrests-reported.v1';
export type ArrestsReported = Event<typeof ARRESTS_REPORTED, { count?: Quantity; holdingAuthority?: string }>;
export const MATERIEL_SEIZED = 'opsledger.operations.materiel-seized.v1';
export type MaterielSeized = Event<
  typeof MATERIEL_SEIZED,
  { kind: MaterielKind; count?: Quantity; holdingAuthority?: string; asStated?: string }
>;
export const ENGAGEMENT_RECORDED = 'opsledger.operations.engagement-recorded.v1';
export type EngagementRecorded = Event<
  typeof ENGAGEMENT_RECORDED,
  { interlocutors: readonly Interlocutor[]; place?: GeoRef; isFirst?: boolean; followUp?: string; asStated?: string }
>;

export const ACTIVITY_CORRECTED = 'opsledger.operations.activity-corrected.v1';
const finding = {
  count: described(quantity, 'How many; absent where the source does not say.'),
  holdingAuthority: described(text(200), 'Who holds them, by function and never by name.'),
};
const correctedMembers = {
  ...(({ unitId: _____, ...rest }) => rest)(description),
  ...details,
  ...(({ replacedBy: ____, ...rest }) => rest)(notDone),
  ...account,
  ...plannedDates,
  ...{ status: stated.status, statusAsStated: stated.statusAsStated },
  ...{ period: stated.period, startedAt: stated.startedAt, endedAt: stated.endedAt },
  ...finding,
};
/** The members that may be corrected. Kind and operation of an activity stay: whoever was wrong in them cancels it. */
export type CorrectedActivityMembers = Readonly<
  Omit<ActivityDescription, 'unitId'> &
    ActivityDetails &
    Partial<Omit<NotDone, 'replacedBy'>> &
    Account & {
      plannedStart?: FuzzyDate;
      plannedEnd?: FuzzyDate;
      status?: ActivityState;
      statusAsStated?: string;
      period?: FuzzyDate;
      startedAt?: FuzzyDate;
      endedAt?: FuzzyDate;
      count?: Quantity;
      holdingAuthority?: string;
    }
>;
export type ActivityCorrected = Event<
  typeof ACTIVITY_CORRECTED,
  { corrects: Correction & Readonly<{ members?: CorrectedActivityMembers }>; note?: string }
>;
export const ACTIVITY_DEADLINE_PASSED = 'opsledger.operations.activity-deadline-passed.v1';
export type ActivityDeadlinePassed = DomainEvent<
  typeof ACTIVITY_DEADLINE_PASSED,
  Readonly<{ activityId: string; deadline: string; dueAt: Instant; isLate: boolean }>
>;

export const activityContracts: readonly EventContract[] = [
  eventContract<ActivityPlanned>({
    type: ACTIVITY_PLANNED,
    summary: 'An activity is planned, as a task of an operation or by itself.',
    data: object({ activityId, reference, kind, ...link, ...description, ...details, ...plannedDates, source }, [
      ...namesOf(link),
      ...namesOf(description),
      ...namesOf(details),
      'plannedEnd',
      'source',
    ]),
    samples: samples.activityPlannedSamples,
  }),
  eventContract<ActivityPlanAmended>({
    type: ACTIVITY_PLAN_AMENDED,
    summary: 'The plan of an activity changed in what is given.',
    data: object({ activityId, ...description, ...details, ...plannedDates, source }, [
      ...namesOf(description),
      ...namesOf(details),
      ...namesOf(plannedDates),
      'source',
    ]),
    samples: samples.activityPlanAmendedSamples,
  }),
  eventContract<ActivityOrdered>({
    type: ACTIVITY_ORDERED,
    summary: 'A planned activity was ordered.',
    data: object({ activityId, orderRef: described(text(200), 'The order.'), source }, ['orderRef', 'source']),
    samples: samples.activityOrderedSamples,
  }),
  eventContract<ActivityStarted>({
    type: ACTIVITY_STARTED,
    summary: 'An ordered activity began.',
    data: object({ activityId, source }, ['source']),
    samples: samples.activityStartedSamples,
  }),
  eventContract<ActivityCompleted>({
    type: ACTIVITY_COMPLETED,
    summary: 'An activity came to its end; of a patrol, it is back.',
    data: object({ activityId, ...account, reportDueAt, source }, [...namesOf(account), 'reportDueAt', 'source']),
    samples: samples.activityCompletedSamples,
  }),
  eventContract<ActivityAborted>({
    type: ACTIVITY_ABORTED,
    summary: 'An activity was broken off.',
    data: object({ activityId, ...notDone, ...account, reportDueAt, source }, [
      ...OPTIONAL_IN_NOT_DONE,
      ...namesOf(account),
      'reportDueAt',
    ]),
    samples: samples.activityAbortedSamples,
  }),
  eventContract<ActivityDenied>({
    type: ACTIVITY_DENIED,
    summary: 'An activity could not be carried out because somebody refused it.',
    data: object({ activityId, ...notDone, source }, OPTIONAL_IN_NOT_DONE),
    samples: samples.activityDeniedSamples,
  }),
  eventContract<ActivityPostponed>({
    type: ACTIVITY_POSTPONED,
    summary: 'An activity was put off; what takes its place is another activity.',
    data: object({ activityId, ...notDone, newDate: described(fuzzyDate, 'To when.'), source }, [
      ...OPTIONAL_IN_NOT_DONE,
      'newDate',
    ]),
    samples: samples.activityPostponedSamples,
  }),
  eventContract<ActivityCancelled>({
    type: ACTIVITY_CANCELLED,
    summary: 'An activity was cancelled.',
    data: object({ activityId, ...notDone, source }, OPTIONAL_IN_NOT_DONE),
    samples: samples.activityCancelledSamples,
  }),
  eventContract<ActivityReportFiled>({
    type: ACTIVITY_REPORT_FILED,
    summary: 'The report on an activity was filed.',
    data: object(
      {
        activityId,
        documentRef: described(text(300), 'What another person needs to find the report.'),
        documentHash: described(pattern('^[0-9a-f]{64}$'), 'SHA-256 of the report.'),
        ...{ findings: account.findings, source },
      },
      ['documentHash', 'findings', 'source'],
    ),
    samples: samples.activityReportFiledSamples,
  }),
  eventContract<ActivityReported>({
    type: ACTIVITY_REPORTED,
    summary: 'A document states how an activity stands; no plan and no order is concluded from it.',
    data: object({ activityId, reference, kind, ...link, ...description, ...details, ...stated, source }, [
      'reference',
      ...namesOf(link),
      ...namesOf(description),
      ...namesOf(details),
      ...namesOf(statedBesides),
    ]),
    samples: samples.activityReportedSamples,
  }),
  eventContract<ActivityQuarantined>({
    type: ACTIVITY_QUARANTINED,
    summary: 'The account of an activity does not go together and is held up for a check; it is counted apart.',
    data: object({ activityId, checks: described(implausibilities, 'What does not go together.'), source }, ['source']),
    samples: samples.activityQuarantinedSamples,
  }),
  eventContract<ActivityCheckSettled>({
    type: ACTIVITY_CHECK_SETTLED,
    summary:
      'The account of an activity is held no longer: it is as it was told, was corrected, or a later one took its place.',
    data: object(
      {
        activityId,
        outcome: described(
          oneOf(CHECK_OUTCOMES),
          'What it came to; `superseded` where nobody corrected it, and a later account took its place.',
        ),
        authority,
        ...{ note: narrative, source },
      },
      ['authority', 'note', 'source'],
    ),
    samples: samples.activityCheckSettledSamples,
  }),
  eventContract<ArrestsReported>({
    type: ARRESTS_REPORTED,
    summary: 'People were arrested in the course of an activity: how many, and who holds them; never who they are.',
    data: object({ activityId, ...finding, source }, [...namesOf(finding), 'source']),
    samples: samples.arrestsReportedSamples,
  }),
  eventContract<MaterielSeized>({
    type: MATERIEL_SEIZED,
    summary: 'Materiel was seized in the course of an activity.',
    data: object(
      {
        ...{ activityId, ...finding, source },
        kind: described(oneOf(MATERIEL_KINDS), 'What.'),
        asStated: described(text(300), "In the source's words."),
      },
      [...namesOf(finding), 'asStated', 'source'],
    ),
    samples: samples.materielSeizedSamples,
  }),
  eventContract<EngagementRecorded>({
    type: ENGAGEMENT_RECORDED,
    summary: 'The mission met people, by what they are and never by name.',
    data: object(
      {
        ...{ activityId, interlocutors: details.interlocutors, source },
        place: described(geoRef, 'Where, as stated.'),
        isFirst: described(boolean, 'The source says that it was the first such meeting.'),
        followUp: details.followUp,
        asStated: described(text(1000), "In the source's words."),
      },
      ['place', 'isFirst', 'followUp', 'asStated', 'source'],
    ),
    samples: samples.engagementRecordedSamples,
  }),
  eventContract<ActivityCorrected>({
    type: ACTIVITY_CORRECTED,
    summary: 'An earlier event should have said something else; it stays as it was recorded.',
    data: object(
      {
        ...{ activityId, source },
        corrects: correctionOf(object(correctedMembers, namesOf(correctedMembers))),
        note: narrative,
      },
      ['note', 'source'],
    ),
    samples: samples.activityCorrectedSamples,
  }),
  eventContract<ActivityDeadlinePassed>({
    type: ACTIVITY_DEADLINE_PASSED,
    summary: 'Something did not happen in time.',
    data: object({
      activityId,
      deadline: described(text(100), 'What: `patrol-report`.'),
      dueAt: described(instant, 'When it was due.'),
      isLate: described(boolean, 'This was noticed long after it was due.'),
    }),
    samples: samples.activityDeadlinePassedSamples,
  }),
];
