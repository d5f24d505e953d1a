import type { RecordedEvent } from '@opsledger/kernel';
import { InProcessConsumer, type InProcessConsumerOptions } from '../in-process/in-process-consumer.adapter.js';

const WINDOW = 60;
const SHARE_OF_REPEATS = 0.1;

/** mulberry32: a sequence of numbers from 0 to 1 that a seed fixes, so that a failing run can be run again. */
export const seededChance = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

/**
 * Delivers as badly as the port allows, always the same way for one seed: streams overtake each other, events come late and
 * again, a restart delivers anew whatever was not yet complete. Within a stream first deliveries keep their order.
 */
export class SeededConsumer extends InProcessConsumer {
  /** Positions beyond the complete part of the log that were handled already. */
  private readonly ahead = new Set<number>();
  private window: readonly RecordedEvent[] = [];
  private readonly chance: () => number;

  constructor(options: InProcessConsumerOptions & Readonly<{ seed: number }>) {
    super(options);
    this.chance = seededChance(options.seed);
  }

  protected override async next(): Promise<readonly RecordedEvent[]> {
    this.window = await this.options.log.readAll(this.position, WINDOW);
    const fresh = this.window.filter(({ position }) => !this.ahead.has(Number(position)));
    const streams = this.shuffled([...new Set(fresh.map(({ subject }) => subject))]);
    const chosen = streams.slice(0, 1 + this.upTo(streams.length)).map((stream) => {
      const waiting = fresh.filter(({ subject }) => subject === stream);
      return waiting.slice(0, 1 + this.upTo(waiting.length));
    });
    const picked = this.mixed(chosen);
    return picked.flatMap((event, index) => {
      const repeated = this.chance() < SHARE_OF_REPEATS ? picked.slice(0, index + 1) : [];
      return [event, ...repeated];
    });
  }

  protected override completeAfter(events: readonly RecordedEvent[]): RecordedEvent | undefined {
    const handled = new Set(events.map(({ position }) => Number(position)));
    const gap = this.window.findIndex(
      ({ position }) => !handled.has(Number(position)) && !this.ahead.has(Number(position)),
    );
    const complete = gap === -1 ? this.window : this.window.slice(0, gap);
    return complete.findLast(({ position }) => Number(position) > this.position);
  }

  protected override hasHandled(events: readonly RecordedEvent[]): void {
    super.hasHandled(events);
    for (const { position } of events) this.ahead.add(Number(position));
    for (const position of this.ahead) if (position <= this.position) this.ahead.delete(position);
  }

  /** A whole number from 0 to below `count`. */
  private upTo(count: number): number {
    return Math.floor(this.chance() * count);
  }

  private shuffled<Item>(items: readonly Item[]): readonly Item[] {
    return items
      .map((item) => ({ item, at: this.chance() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  }

  /** One list of many, each of which keeps its order. */
  private mixed(lists: readonly (readonly RecordedEvent[])[]): readonly RecordedEvent[] {
    const left = lists.map((list) => [...list]);
    const mixed: RecordedEvent[] = [];
    for (;;) {
      const filled = left.filter((list) => list.length > 0);
      if (filled.length === 0) return mixed;
      mixed.push(filled[this.upTo(filled.length)]!.shift()!);
    }
  }
}
