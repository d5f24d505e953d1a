import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EventStore } from '@opsledger/event-store';
import type { Sequencer } from '@opsledger/event-store/mongodb';
import type { KafkaRelay } from '@opsledger/messaging/kafka';
import type { Policies } from '../policies/policies.js';
import type { ReadModels } from '../read-models/read-models.js';

/** What Prometheus reads at `/metrics`. Labels are routes, commands and codes; never an id, a name or an actor. */
export class Metrics {
  readonly registry = new Registry();
  readonly requestSeconds = new Histogram({
    name: 'opsledger_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [this.registry],
  });
  readonly commands = new Counter({
    name: 'opsledger_commands_total',
    help: 'Commands by name and by what became of them: accepted, replayed, or the code of the refusal',
    labelNames: ['command', 'outcome'],
    registers: [this.registry],
  });

  constructor(
    log: EventStore,
    models: Pick<ReadModels, 'status'>,
    policies: Pick<Policies, 'status'>,
    { sequencer, relay }: Readonly<{ sequencer?: Sequencer | undefined; relay?: KafkaRelay | undefined }> = {},
  ) {
    collectDefaultMetrics({ register: this.registry });
    const registers = [this.registry];
    new Gauge({
      name: 'opsledger_log_position',
      help: 'Position of the newest event',
      registers,
      async collect() {
        this.set(await log.head());
      },
    });
    new Gauge({
      name: 'opsledger_read_model_lag_events',
      help: 'Events that a read model has not handled yet',
      labelNames: ['read_model'],
      registers,
      async collect() {
        for (const { name, head, position } of (await models.status()).readModels)
          this.set({ read_model: name }, head - position);
      },
    });
    new Gauge({
      name: 'opsledger_read_model_parked_streams',
      help: 'Streams that a read model has set aside because an event could not be handled',
      labelNames: ['read_model'],
      registers,
      async collect() {
        for (const { name, parked } of (await models.status()).readModels) this.set({ read_model: name }, parked);
      },
    });
    new Gauge({
      name: 'opsledger_policy_lag_events',
      help: 'Events that a policy has not handled yet',
      labelNames: ['policy'],
      registers,
      async collect() {
        for (const { name, head, position } of await policies.status()) this.set({ policy: name }, head - position);
      },
    });
    new Gauge({
      name: 'opsledger_policy_parked_streams',
      help: 'Streams that a policy has set aside because an event could not be handled: commands that were not issued',
      labelNames: ['policy'],
      registers,
      async collect() {
        for (const { name, parked } of await policies.status()) this.set({ policy: name }, parked);
      },
    });
    if (sequencer) this.watchSequencer(sequencer);
    if (relay) this.watchRelay(relay);
  }

  private watchSequencer(sequencer: Sequencer): void {
    const gauge = this.gaugeOf(() => sequencer.status());
    gauge(
      'opsledger_log_unsequenced_commits',
      'Commits that are accepted and have no place in the log yet',
      ({ unsequenced }) => unsequenced,
    );
    gauge(
      'opsledger_log_oldest_unsequenced_seconds',
      'How long the oldest of them has waited: an alarm',
      ({ oldestUnsequencedMilliseconds }) => oldestUnsequencedMilliseconds / 1_000,
    );
    gauge('opsledger_log_sequencer_leader', 'Whether this process gives the places', ({ isLeader }) =>
      Number(isLeader),
    );
  }

  private watchRelay(relay: KafkaRelay): void {
    const gauge = this.gaugeOf(() => relay.status());
    gauge(
      'opsledger_relay_lag_events',
      'Events of the log that are not in their topics yet',
      ({ head, published }) => head - published,
    );
    gauge(
      'opsledger_relay_oldest_unpublished_seconds',
      'How long the oldest of them has been recorded: an alarm',
      ({ oldestUnpublishedMilliseconds }) => oldestUnpublishedMilliseconds / 1_000,
    );
    gauge('opsledger_relay_leader', 'Whether this process publishes', ({ isLeader }) => Number(isLeader));
  }

  private gaugeOf<Status>(status: () => Promise<Status>) {
    return (name: string, help: string, of: (given: Status) => number): void =>
      void new Gauge({
        ...{ name, help, registers: [this.registry] },
        async collect() {
          this.set(of(await status()));
        },
      });
  }
}
