import type { EventStore } from '@opsledger/event-store';
import type { Instant } from '@opsledger/kernel';
import type { ConsumerStatus, EventConsumer, ParkedStream, Redriven } from '@opsledger/messaging';
import { InProcessConsumer, type InProcessConsumerOptions } from '@opsledger/messaging/in-process';
import type { CommandRunner } from '../commands/command-runner.js';
import type { ServiceDefinition } from '../commands/service-definition.js';
import type { ReadModels } from '../read-models/read-models.js';
import { PolicyHandler } from './policy-handler.js';

/** What goes wrong with a policy and is told to whoever looks after the process. */
export type PolicyTrouble = Readonly<{
  policy: string;
  kind: 'retrying' | 'parked' | 'stuck' | 'refused';
  error?: unknown;
  stream?: string;
  command?: string;
}>;

export type PoliciesOptions = Readonly<{
  log: EventStore;
  models: ReadModels;
  runner: Pick<CommandRunner, 'run'>;
  now: () => Instant;
  onTrouble: (trouble: PolicyTrouble) => void;
  /** Makes the consumer of what a service has recorded; absent: the log is read in this process. */
  consumer?: (service: string, options: InProcessConsumerOptions) => EventConsumer;
}>;

type Running = Readonly<{ handler: PolicyHandler; consumer: EventConsumer }>;

/** Every policy of this process, each with a consumer of its own. */
export class Policies {
  private readonly running: ReadonlyMap<string, Running>;

  constructor(services: readonly ServiceDefinition[], options: PoliciesOptions) {
    const { log, models, runner, now, onTrouble } = options;
    const { consumer = (_: string, given: InProcessConsumerOptions) => new InProcessConsumer(given) } = options;
    const policies = services.flatMap(({ name: service, policies: own = [] }) =>
      own.map((policy) => ({ service, policy })),
    );
    this.running = new Map(
      policies.map(({ service, policy }) => {
        const { name } = policy;
        const handler = new PolicyHandler({
          ...{ policy, log, models, runner, now },
          onRefused: (command, error) => onTrouble({ policy: name, kind: 'refused', command, error }),
        });
        const fed = consumer(service, {
          ...{ log, handler },
          onFailure: (error) => onTrouble({ policy: name, kind: 'retrying', error }),
          onParked: (stream) => onTrouble({ policy: name, kind: 'parked', stream }),
          onStuck: () => onTrouble({ policy: name, kind: 'stuck' }),
        });
        return [name, { handler, consumer: fed }];
      }),
    );
  }

  get names(): readonly string[] {
    return [...this.running.keys()];
  }

  /** Streams that a policy has set aside; `undefined` if no policy is called so. */
  parkedBy(name: string): Promise<readonly ParkedStream[]> | undefined {
    return this.running.get(name)?.handler.parked();
  }

  redrive(name: string, stream: string): Promise<Redriven> | undefined {
    return this.running.get(name)?.consumer.redrive(stream);
  }

  status(): Promise<readonly ConsumerStatus[]> {
    return Promise.all([...this.running.values()].map(({ consumer }) => consumer.status()));
  }

  async start(): Promise<void> {
    for (const { consumer } of this.running.values()) await consumer.start();
  }

  async stop(): Promise<void> {
    for (const { consumer } of this.running.values()) await consumer.stop();
  }
}
