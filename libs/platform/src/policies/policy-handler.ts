import { recordedPart, type EventStore } from '@opsledger/event-store';
import { isImported, type Instant, type RecordedEvent, type StreamEvent } from '@opsledger/kernel';
import { PoisonEvent, type EventHandler, type ParkedStream, type Redriven } from '@opsledger/messaging';
import { project } from '@opsledger/projections';
import type { CommandRunner } from '../commands/command-runner.js';
import { EventBreaksItsContract } from '../commands/event-schemas.js';
import { Problem } from '../http/problem.js';
import type { Caller } from '../identity/roles.js';
import type { ReadModels } from '../read-models/read-models.js';
import { newlyWanted, type Policy, type RecordsThen, type WantedCommand } from './policy.js';

/** The system itself, when one thing follows from another. No token carries this role. */
const POLICY: Caller = { actor: 'policy', roles: ['policy'], clearance: 'STRICTLY_CONFIDENTIAL' };
/** How long one look at other records may wait until they have come as far as the event. */
const LONGEST_WAIT_MILLISECONDS = 500;
/** How far it may have come without having done anything before that is kept: what is read again is a repeat, which orders nothing. */
const POSITIONS_UNKEPT = 1_000;

/** Where a policy is, and what it has set aside: kept with the log, since nothing could make it again. */
type Kept = Readonly<{ position: number; parked: readonly ParkedStream[] }>;

export type PolicyHandlerOptions = Readonly<{
  policy: Policy;
  log: EventStore;
  models: Pick<ReadModels, 'of'>;
  runner: Pick<CommandRunner, 'run'>;
  now: () => Instant;
  /** Told of a command that a rule refused: that is an outcome, and the policy goes on. */
  onRefused: (command: string, problem: Problem) => void;
}>;

/**
 * The consumer's side of a policy: issues what an event makes it want, under a key of policy, event and target, so that a repeat (after a
 * kill, from a topic, by another process) finds what the first time led to.
 */
export class PolicyHandler implements EventHandler {
  readonly name: string;
  private kept: Kept = { position: 0, parked: [] };
  private handledUpTo = 0;

  constructor(private readonly options: PolicyHandlerOptions) {
    this.name = options.policy.name;
  }

  async resumeAfter(): Promise<number> {
    const state = await this.options.log.readConsumer(this.name);
    if (state !== undefined) this.kept = JSON.parse(state) as Kept;
    return (this.handledUpTo = this.kept.position);
  }

  async handle(events: readonly RecordedEvent[], upTo: RecordedEvent | undefined): Promise<void> {
    let hasActed = false;
    for (const event of events) {
      if (!event.subject.startsWith(this.prefix) || this.isParked(event.subject)) continue;
      if (await this.follow(event)) hasActed = true;
    }
    if (upTo) this.handledUpTo = Math.max(this.handledUpTo, Number(upTo.position));
    if (hasActed || this.handledUpTo - this.kept.position >= POSITIONS_UNKEPT) await this.keepWith(this.kept.parked);
  }

  async park({ event, cause }: PoisonEvent, upTo: RecordedEvent | undefined): Promise<void> {
    const parked: ParkedStream = {
      ...{ stream: event.subject, fromVersion: Number(event.streamversion), position: Number(event.position) },
      ...{ reason: String(cause), parkedAt: this.options.now(), redrives: 0 },
    };
    if (upTo) this.handledUpTo = Math.max(this.handledUpTo, Number(upTo.position));
    await this.keepWith([...this.kept.parked, parked]);
  }

  async parked(): Promise<readonly ParkedStream[]> {
    return this.kept.parked;
  }

  async redrive(stream: string): Promise<Redriven> {
    const parked = this.kept.parked.find((one) => one.stream === stream);
    if (!parked) return 'not-parked';
    const others = this.kept.parked.filter((one) => one !== parked);
    const history = recordedPart(await this.options.log.readStream(stream, { fromVersion: parked.fromVersion }));
    for (const event of history) {
      try {
        // What it has not come to yet comes in its turn.
        if (Number(event.position) <= this.handledUpTo) await this.follow(event);
      } catch (error) {
        if (!(error instanceof PoisonEvent)) throw error;
        const [fromVersion, position] = [Number(event.streamversion), Number(event.position)];
        const again = { ...parked, fromVersion, position, reason: String(error.cause), redrives: parked.redrives + 1 };
        await this.keepWith([...others, again]);
        return 'still-parked';
      }
    }
    await this.keepWith(others);
    return 'handled';
  }

  private get prefix(): string {
    return this.options.policy.projection.streamPrefix;
  }

  private isParked(stream: string): boolean {
    return this.kept.parked.some((parked) => parked.stream === stream);
  }

  private async keepWith(parked: readonly ParkedStream[]): Promise<void> {
    const kept: Kept = { position: this.handledUpTo, parked };
    await this.options.log.keepConsumer(this.name, JSON.stringify(kept));
    this.kept = kept;
  }

  /** Issues what the event makes the policy want; resolves with whether that was anything. */
  private async follow(event: RecordedEvent): Promise<boolean> {
    const wanted = await this.wantedBy(event);
    for (const one of wanted) await this.issue(one, event);
    return wanted.length > 0;
  }

  private async wantedBy(event: RecordedEvent): Promise<readonly WantedCommand[]> {
    const { policy, log } = this.options;
    const version = Number(event.streamversion);
    const commit = (await log.commitWith(event.subject, version))!;
    if (version < commit.lastVersion) return []; // what was decided at once is looked at once, with its last event
    const history = recordedPart(await log.readStream(event.subject, { toVersion: version }));
    const wantsOf = async (events: typeof history): Promise<readonly WantedCommand[]> => {
      const document = evaluated(event, () => project(policy.projection, events));
      if (!document) return [];
      const known = await policy.consult(document, this.recordsAt(event));
      return evaluated(event, () => policy.wants(document, known));
    };
    const after = await wantsOf(history);
    return after.length === 0 ? [] : newlyWanted(await wantsOf(history.slice(0, commit.firstVersion - 1)), after);
  }

  private recordsAt(event: RecordedEvent): RecordsThen {
    const { time, position, exercise } = event;
    const moment = { knownAt: time, position: Number(position) };
    return {
      all: async (projection, filter) => {
        const documents = await this.options.models
          .of(projection)
          .allAt({ $and: [filter, { exercise: exercise === 'true' }] }, moment, LONGEST_WAIT_MILLISECONDS);
        if (!isImported(event)) return documents;
        const last = await Promise.all(
          documents.map(({ id, version }) => this.eventOf(`${projection.streamPrefix}${id}`, version)),
        );
        return documents.filter((_, index) => !isImported(last[index]!));
      },
    };
  }

  private async eventOf(stream: string, version: number): Promise<StreamEvent | undefined> {
    return (await this.options.log.readStream(stream, { fromVersion: version, toVersion: version }))[0];
  }

  private async issue({ command, target, data, occurredAt }: WantedCommand, event: RecordedEvent): Promise<void> {
    try {
      await this.options.runner.run({
        ...{ name: command, target, mustExist: true, data, caller: POLICY, requestId: event.correlationid },
        ...(occurredAt !== undefined && { occurredAt }),
        key: { scope: `policy:${this.name}`, key: `${event.id}/${command}/${target}` },
        fingerprinted: {
          method: 'POLICY',
          path: `${command}/${target}`,
          body: { data, occurredAt: occurredAt ?? null },
        },
      });
    } catch (error) {
      if (error instanceof EventBreaksItsContract || error instanceof TypeError) throw new PoisonEvent(event, error);
      if (!(error instanceof Problem) || error.status >= 500 || error.code === 'RECORD_IS_CHANGING_TOO_FAST')
        throw error;
      this.options.onRefused(command, error);
    }
  }
}

/** What is pure and fails once fails for ever: the event is poison. */
const evaluated = <Result>(event: RecordedEvent, pure: () => Result): Result => {
  try {
    return pure();
  } catch (error) {
    throw new PoisonEvent(event, error);
  }
};
