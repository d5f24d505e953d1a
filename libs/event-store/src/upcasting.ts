import type { StreamEvent } from '@opsledger/kernel';

/**
 * Reads the data of an older version of a type of event as data of a newer one. Pure; what the log gave the event (place, times,
 * actor, mark) is out of its reach, and what is stored stays as it is.
 */
export type Upcaster = Readonly<{ from: string; to: string; upcast: (data: unknown) => unknown }>;

/** All upcasters of an installation, applied one after the other until a type has none. */
export class Upcasting {
  private readonly byType: ReadonlyMap<string, Upcaster>;

  /** Throws `TypeError` if two start from one type, or if they lead in a circle. */
  constructor(upcasters: readonly Upcaster[] = []) {
    this.byType = new Map(upcasters.map((upcaster) => [upcaster.from, upcaster]));
    if (this.byType.size < upcasters.length) throw new TypeError('Two upcasters start from the same type of event');
    for (const { from } of upcasters) {
      const passed = new Set<string>();
      for (let type: string | undefined = from; type !== undefined; type = this.byType.get(type)?.to) {
        if (passed.has(type)) throw new TypeError(`Upcasters lead from ${from} in a circle`);
        passed.add(type);
      }
    }
  }

  apply<Event extends StreamEvent>(event: Event): Event {
    let [type, data] = [event.type, event.data];
    for (let step = this.byType.get(type); step; step = this.byType.get(type))
      [type, data] = [step.to, step.upcast(data)];
    return type === event.type ? event : { ...event, type, data };
  }

  /** The type that events stored as `type` are read as. */
  readAs(type: string): string {
    let read = type;
    for (let step = this.byType.get(read); step; step = this.byType.get(read)) read = step.to;
    return read;
  }
}
