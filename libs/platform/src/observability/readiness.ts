import type { EventStore } from '@opsledger/event-store';
import type { ReadModels } from '../read-models/read-models.js';

/** What a process needs to answer, and whether it is there. */
export type Dependency = Readonly<{
  /** `log`, `kafka`, or the name of a service. */
  name: string;
  /** False as well where it has not answered in time. */
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
export const answers = async (asked: Promise<unknown>): Promise<boolean> =>
  (await inTime(asked.then(() => true))) ?? false;

/** What is asked, or nothing if it fails or hangs. */
const inTime = <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, LONGEST_ANSWER_MILLISECONDS, undefined).unref();
  });
  return Promise.race([asked.catch(() => undefined), tooLate]).finally(() => clearTimeout(timer));
};
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
    // How far read models are is measured by the log: where it answers one and not the other, it does not answer.
    const [isHeadThere, isKafkaThere, models] = await Promise.all([
      answers(this.log.head()),
      this.reachKafka && answers(this.reachKafka()),
      inTime(this.models.status()),
    ]);
    const isLogThere = isHeadThere && models !== undefined;
    const dependencies = [
      { name: 'log', isAvailable: isLogThere },
      ...(isKafkaThere === undefined ? [] : [{ name: 'kafka', isAvailable: isKafkaThere }]),
    ];
    if (!isLogThere) return { isReady: false, dependencies, readModels: [] };
    // Without Kafka commands are accepted and read models lag at most: then they say so.
    const { isReady, readModels } = models;
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
