import { recordedPart, type EventStore } from '@opsledger/event-store';
import type { RecordedEvent } from '@opsledger/kernel';
import { PoisonEvent, type EventHandler, type ParkedStream, type Redriven } from '../event-consumer.port.js';

/** What a handler keeps on its disk: it outlives the handler and its consumer. */
export type HandlerDisk = {
  position: number;
  parked: Map<string, ParkedStream>;
  /** Versions by stream, in the order in which they took effect. */
  effects: Map<string, number[]>;
};

export const emptyDisk = (): HandlerDisk => ({ position: 0, parked: new Map(), effects: new Map() });

/** A handler as the port wants it: contiguous within each stream, fills gaps from the log, keeps effect and position together. */
export class RecordingHandler implements EventHandler {
  readonly name = 'recording';
  /** What was delivered, run by run, repeats included. */
  readonly runs: string[][] = [];
  mostAtOnce = 0;
  private atOnce = 0;
  /** Says which events cannot be handled. */
  isPoison: (event: RecordedEvent) => boolean = () => false;
  /** A fault of the surroundings, before or after the effect was kept; asked before every effect. */
  before: (events: readonly RecordedEvent[]) => Promise<void> | void = () => undefined;
  after: () => Promise<void> | void = () => undefined;
  beforePark: () => Promise<void> | void = () => undefined;

  constructor(
    private readonly log: EventStore,
    private readonly disk: HandlerDisk,
  ) {}

  async resumeAfter(): Promise<number> {
    return this.disk.position;
  }

  handle(events: readonly RecordedEvent[], upTo: RecordedEvent | undefined): Promise<void> {
    return this.alone(async () => {
      this.runs.push(events.map(nameOf));
      await this.before(events);
      const fresh = new Map<string, number[]>();
      for (const event of events) {
        const { subject, streamversion } = event;
        if (this.disk.parked.has(subject)) continue;
        const done = fresh.get(subject) ?? this.disk.effects.get(subject) ?? [];
        const range = { fromVersion: done.length + 1, toVersion: Number(streamversion) };
        const missing = recordedPart(await this.log.readStream(subject, range));
        fresh.set(subject, [...done, ...missing.map((one) => this.effectOf(one))]);
      }
      for (const [stream, versions] of fresh) this.disk.effects.set(stream, versions);
      this.disk.position = Number(upTo?.position ?? this.disk.position);
      await this.after();
    });
  }

  park({ event, cause }: PoisonEvent, upTo: RecordedEvent | undefined): Promise<void> {
    return this.alone(async () => {
      await this.beforePark();
      this.disk.parked.set(event.subject, {
        ...{ stream: event.subject, fromVersion: Number(event.streamversion), position: Number(event.position) },
        ...{ reason: String(cause), parkedAt: '2022-03-15T12:00:00.000Z', redrives: 0 },
      });
      this.disk.position = Number(upTo?.position ?? this.disk.position);
    });
  }

  async parked(): Promise<readonly ParkedStream[]> {
    return [...this.disk.parked.values()];
  }

  redrive(stream: string): Promise<Redriven> {
    return this.alone(async () => {
      const parked = this.disk.parked.get(stream);
      if (!parked) return 'not-parked';
      const done = this.disk.effects.get(stream) ?? [];
      for (const event of recordedPart(await this.log.readStream(stream, { fromVersion: done.length + 1 }))) {
        if (this.isPoison(event)) {
          this.disk.parked.set(stream, { ...parked, redrives: parked.redrives + 1 });
          return 'still-parked';
        }
        this.disk.effects.set(stream, [...(this.disk.effects.get(stream) ?? []), Number(event.streamversion)]);
      }
      this.disk.parked.delete(stream);
      return 'handled';
    });
  }

  private effectOf(event: RecordedEvent): number {
    if (this.isPoison(event)) throw new PoisonEvent(event, new TypeError(`${nameOf(event)} makes no sense`));
    return Number(event.streamversion);
  }

  /** Counts how many things are asked of the handler at the same time. */
  private async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    try {
      return await work();
    } finally {
      this.atOnce -= 1;
    }
  }
}

export const nameOf = ({ subject, streamversion }: RecordedEvent): string => `${subject}@${streamversion}`;
