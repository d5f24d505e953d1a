import type { StreamEvent } from './event.js';

export const CORRECTION_REASONS = [
  'typo',
  'late_information',
  'misattribution',
  'duplicate',
  'misidentification',
  'other',
] as const;
export type CorrectionReason = (typeof CORRECTION_REASONS)[number];

/**
 * What an event says when it corrects an earlier one of its stream (`U2`), as the member `corrects` of its data. The corrected
 * event stays as it was recorded; whoever folds the stream takes it as it should have been said.
 */
export type Correction = Readonly<{
  /** Version of the corrected event in its stream. */
  version: number;
  reason: CorrectionReason;
  /** When it was really true in the field, in EDTF. */
  occurredAt?: string;
  /** Members of its data as they should have been. */
  members?: Readonly<Record<string, unknown>>;
}>;

type Correctable = Readonly<{ data: unknown }>;

/** The correction that an event makes, if it makes one. */
export const correctionOf = ({ data }: Correctable): Correction | undefined =>
  (data as Readonly<{ corrects?: Correction }> | null | undefined)?.corrects;

/**
 * A stream from its first event on, each event as it should have been said according to the corrections that follow it. A later
 * correction of the same member counts, and what a later event states anew stays as that one states it. `redate` puts the date of occurrence where the event has it.
 */
export const withCorrections = <E extends Correctable>(
  events: readonly E[],
  redate: (event: E, occurredAt: string) => E,
): readonly E[] => {
  if (!events.some(correctionOf)) return events;
  const corrected = [...events];
  for (const event of events) {
    const { version, occurredAt, members } = correctionOf(event) ?? {};
    const target = version === undefined ? undefined : corrected[version - 1];
    if (!target) continue;
    const redated = occurredAt === undefined ? target : redate(target, occurredAt);
    corrected[version! - 1] = { ...redated, data: { ...(target.data as object), ...members } };
  }
  return corrected;
};

/** The same for events as the log gives them out. */
export const correctedStream = <E extends StreamEvent>(events: readonly E[]): readonly E[] =>
  withCorrections(events, (event, occurredat) => ({ ...event, occurredat }));
