import {
  Inject,
  Module,
  Optional,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, Reflector } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { Logger } from 'pino';
import type { Sequencer } from '@opsledger/event-store/mongodb';
import type { KafkaRelay } from '@opsledger/messaging/kafka';
import { DescribesService, InternalController } from './behind-gateway/internal.controller.js';
import { CommandCatalogue } from './commands/command-catalogue.js';
import { Commands } from './commands/commands.js';
import { CommandRunner } from './commands/command-runner.js';
import { CommandPath, CommandPathHere } from './commands/command-path.js';
import { RehearseCommandsHandler, RunCommandHandler } from './commands/command.handlers.js';
import { EventSchemas } from './commands/event-schemas.js';
import type { ServiceDefinition } from './commands/service-definition.js';
import { DeadlineClock } from './deadlines/deadline-clock.js';
import { AnswerInterceptor } from './http/answer.interceptor.js';
import { FieldsPipe } from './http/fields.pipe.js';
import type { KnownRoutes } from './http/known-routes.js';
import { ProblemFilter } from './http/problem.filter.js';
import { platformProblems } from './http/problem.texts.js';
import { AccessGuard } from './identity/access.guard.js';
import type { Configuration } from './configuration/configuration.js';
import { CallerLimit } from './identity/caller-limit.js';
import { BearerCallers, type Callers } from './identity/callers.js';
import { OidcTokens } from './identity/oidc-tokens.js';
import { GatewayCallers } from './identity/signed-identity.js';
import { TokenVerifier } from './identity/tokens.js';
import type { Installation } from './installation/installation.js';
import { HealthController } from './observability/health.controller.js';
import { Metrics } from './observability/metrics.js';
import { Readiness, ReadinessHere } from './observability/readiness.js';
import { RepeatedTroubles } from './observability/repeated-troubles.js';
import { Policies } from './policies/policies.js';
import { Cursors } from './read-models/cursor.js';
import { EventLog } from './read-models/event-log.js';
import { ReadModels } from './read-models/read-models.js';
import { ReadModelsController } from './read-models/read-models.controller.js';
import { Records } from './read-models/records.js';
import { projectionsOf } from './read-models/service-projections.js';

const SEQUENCER = Symbol('Sequencer');
const RELAY = Symbol('KafkaRelay');

export type PlatformOptions = Readonly<{
  installation: Installation;
  services: readonly ServiceDefinition[];
  logger: Logger;
  routes: KnownRoutes;
  /** Of a service behind the gateway: it believes nobody else, and says to it what it has. */
  describe?: DescribesService['describe'];
  /** Of the gateway: everything that others do. */
  elsewhere?: Readonly<{ commands: CommandPath; readiness: Readiness }>;
  /** How callers sign in, and how much one of them may ask. */
  signIn?: SignInSettings;
}>;

export type SignInSettings = Readonly<
  Partial<Pick<Configuration, 'oidcIssuer' | 'oidcAudience' | 'oidcRolesClaim' | 'rateLimit'>>
>;

export const CALLERS = Symbol('Callers');

/**
 * Everything that services share, wired once. This is the only place that knows how a profile is put together; what it gives
 * out are ports and the command path.
 */
@Module({})
export class PlatformModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly models: ReadModels,
    private readonly clock: DeadlineClock,
    private readonly policies: Policies,
    @Optional() @Inject(SEQUENCER) private readonly sequencer?: Sequencer,
    @Optional() @Inject(RELAY) private readonly relay?: KafkaRelay,
  ) {}

  static forRoot({
    installation,
    services,
    logger,
    routes,
    describe,
    elsewhere,
    signIn = {},
  }: PlatformOptions): DynamicModule {
    const { log, views, keys, tracing, now, newId, eventTopics } = installation;
    const catalogue = new CommandCatalogue(services);
    const aggregates = services.flatMap((service) => service.aggregates);
    const troubles = new RepeatedTroubles();
    const tell = ({ error: err, ...trouble }: Readonly<{ error?: unknown }>, what: string): void => {
      if (err === undefined) return logger.error(trouble, what); // happens once: a stream was set aside
      const part = `${what} ${JSON.stringify(trouble)}`;
      troubles.meet(part, err, (cameSince) => logger.error({ ...trouble, ...cameSince, err }, what));
    };
    const models = new ReadModels(projectionsOf(services), {
      ...{ log, store: views, now, tracing, ...(eventTopics && { consumer: eventTopics.consumer }) },
      onTrouble: (trouble) => tell(trouble, 'trouble with a read model'),
    });
    const problemFilter = new ProblemFilter(
      Object.assign({}, platformProblems, ...services.map(({ problems }) => problems)),
      logger,
      routes,
    );
    const cursors = new Cursors(keys.cursor.secret);
    const sequencer = installation.sequencer?.((error) =>
      tell({ error }, 'accepted events do not get their place in the log'),
    );
    const relay = eventTopics?.relay((error) => tell({ error }, 'events are not published'));
    const onEnd = (command: string, outcome: string): void => metrics.commands.inc({ command, outcome });
    const runner = new CommandRunner({
      log,
      catalogue,
      schemas: new EventSchemas(),
      now,
      newId,
      fingerprintKey: keys.fingerprint,
      tracing,
      onEnd,
    });
    const clock = new DeadlineClock({
      ...{ aggregates, models, runner, now, newId },
      onTrouble: ({ error: err, ...trouble }) => logger.error({ ...trouble, err }, 'a deadline could not be recorded'),
    });
    const callers: Callers = describe ? new GatewayCallers(keys, now) : bearerCallers(installation, signIn);
    const policies = new Policies(services, {
      ...{ log, models, runner, now, ...(eventTopics && { consumer: eventTopics.consumer }) },
      onTrouble: (trouble) => tell(trouble, 'trouble with a policy'),
    });
    const metrics = new Metrics(log, models, policies, { sequencer, relay });
    const shared = [
      { provide: CommandPath, useValue: elsewhere?.commands ?? new CommandPathHere(catalogue, runner) },
      { provide: CALLERS, useValue: callers },
      { provide: CommandRunner, useValue: runner },
      { provide: ReadModels, useValue: models },
      { provide: DeadlineClock, useValue: clock },
      { provide: Policies, useValue: policies },
      { provide: Records, useValue: new Records(log, models, cursors, now) },
      { provide: Cursors, useValue: cursors },
      { provide: EventLog, useValue: new EventLog(log, keys.pseudonym.secret) },
      { provide: ProblemFilter, useValue: problemFilter },
      { provide: Metrics, useValue: metrics },
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      controllers: [
        HealthController,
        ...(elsewhere ? [] : [ReadModelsController]),
        ...(describe ? [InternalController] : []),
      ],
      providers: [
        ...shared,
        { provide: SEQUENCER, useValue: sequencer },
        { provide: RELAY, useValue: relay },
        { provide: Readiness, useValue: elsewhere?.readiness ?? new ReadinessHere(log, models, eventTopics?.reach) },
        { provide: DescribesService, useValue: describe && { describe } },
        Commands,
        RunCommandHandler,
        RehearseCommandsHandler,
        { provide: APP_PIPE, useClass: FieldsPipe },
        { provide: APP_FILTER, useValue: problemFilter },
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new AccessGuard(reflector, callers, runner, log),
        },
        { provide: APP_INTERCEPTOR, useValue: new AnswerInterceptor() },
      ],
      exports: [...shared, Commands, CqrsModule],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    this.sequencer?.start();
    this.relay?.start();
    await this.models.start();
    await this.policies.start();
    this.clock.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.clock.stop();
    await this.policies.stop();
    await this.models.stop();
    await this.relay?.stop();
    await this.sequencer?.stop();
  }
}

const bearerCallers = (
  { keys, now, directory }: Installation,
  { oidcIssuer: issuer, oidcAudience: audience = '', oidcRolesClaim: rolesClaim = 'roles', rateLimit }: SignInSettings,
): Callers => {
  const oidc = issuer === undefined ? undefined : new OidcTokens({ issuer, audience, rolesClaim }, now);
  const limit = rateLimit === undefined ? undefined : new CallerLimit(rateLimit);
  return new BearerCallers(new TokenVerifier(keys, now, oidc), directory, limit);
};
