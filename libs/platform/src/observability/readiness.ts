import type { EventStore } from '@opsledger/event-store';
import type { ReadModels } from '../read-models/read-models.js';

/** What a process needs to answer, and whether it is there. */
export type Dependency = Readonly<{
  /** `log`, `kafka`, or the name of a service. */
  name: string;
  isAvailable: boolean;
}>;
export type ReadModelReadiness = Readonly<{
  name: string;
  position: number;
  head: number;
  parked: number;
  isFailing: boolean;
  isStuck: boolean;
}>;
export type ReadinessStatus = Readonly<{
  isReady: boolean;
  dependencies: readonly Dependency[];
  readModels: readonly ReadModelReadiness[];
}>;

/** Whether the process can be asked, and what is missing if it cannot. */
export abstract class Readiness {
  abstract status(): Promise<ReadinessStatus>;
}

/** Resolves with whether something that is asked answers in time. */
export const answers = (asked: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    asked.then(() => true),
    new Promise<boolean>((resolve) => void setTimeout(resolve, LONGEST_ANSWER_MILLISECONDS, false).unref()),
  ]).catch(() => false);
const LONGEST_ANSWER_MILLISECONDS = 2_000;

export class ReadinessHere extends Readiness {
  constructor(
    private readonly log: Pick<EventStore, 'head'>,
    private readonly models: ReadModels,
    /** Absent where events do not leave the process. */
    private readonly reachKafka?: () => Promise<void>,
  ) {
    super();
  }

  async status(): Promise<ReadinessStatus> {
    const [isLogThere, isKafkaThere] = await Promise.all([
      answers(this.log.head()),
      this.reachKafka && answers(this.reachKafka()),
    ]);
    const dependencies = [
      { name: 'log', isAvailable: isLogThere },
      ...(isKafkaThere === undefined ? [] : [{ name: 'kafka', isAvailable: isKafkaThere }]),
    ];
    if (!isLogThere) return { isReady: false, dependencies, readModels: [] };
    // Without Kafka commands are accepted and read models lag at most: then they say so.
    const { isReady, readModels } = await this.models.status();
    return {
      ...{ isReady, dependencies },
      readModels: readModels.map(({ name, position, head, failure, stuckSince, parked }) => ({
        ...{ name, position, head, parked },
        isFailing: failure !== undefined,
        isStuck: stuckSince !== undefined,
      })),
    };
  }
}
