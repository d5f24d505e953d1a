import { setTimeout } from 'node:timers/promises';
import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { Logger } from 'pino';
import {
  actionsAmong,
  Problem,
  type Caller,
  type IdentitySigner,
  type ReadinessStatus,
  type ServiceDescription,
  type Tracing,
} from '@opsledger/platform';
import type { ServiceAddress } from './service-addresses.js';
import { DEADLINE_MILLISECONDS, ServiceConnection, type ServiceAnswer } from './service-connection.js';

const LOOK_AGAIN_MILLISECONDS = 500;
/** A service that comes back may be another version: it is asked again what it has, but not at every connection. */
const DESCRIPTION_AGE_MILLISECONDS = 2_000;
const READINESS_MILLISECONDS = 2_500;
/** Routes of every service, of which none has all: the gateway answers them. */
const ROUTES_OF_ALL = /^\/v1\/(projections|consumers)(\/|$)/;

export type KnownService = {
  readonly connection: ServiceConnection;
  description?: ServiceDescription;
};

type ServicesOptions = Readonly<{
  addresses: readonly ServiceAddress[];
  signer: IdentitySigner;
  newId: () => string;
  logger: Logger;
  tracing: Tracing;
  /** How long a request is sent until it is answered; 15 seconds. */
  deadlineMilliseconds?: number;
  /** Told of texts that a service has for its refusals. */
  onDescription: (description: ServiceDescription) => void;
}>;

/** The services behind the gateway, and what each says of itself: its routes, its commands, its read models. */
export class Services {
  readonly all: readonly KnownService[];
  private router = newRouter();
  private readonly ending = new AbortController();

  constructor(private readonly options: ServicesOptions) {
    this.all = options.addresses.map((address) => {
      let askedAt = Number.NEGATIVE_INFINITY;
      const service: KnownService = {
        connection: new ServiceConnection(address, options, () => {
          if (service.description === undefined || performance.now() - askedAt < DESCRIPTION_AGE_MILLISECONDS) return;
          askedAt = performance.now();
          void this.learn(service).catch(() => undefined);
        }),
      };
      return service;
    });
  }

  /** Asks every service what it has, until it says so. */
  start(): void {
    for (const service of this.all) void this.ask(service);
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.all.map(({ connection }) => connection.close()));
  }

  /** The service of a route, if there is one; waits for those that could have it and have not said what they have. */
  async ofRoute(method: string, path: string): Promise<KnownService | undefined> {
    const find = (): KnownService | undefined => this.router.find(method as HTTPMethod, path)?.store as KnownService;
    return find() ?? (await this.untilAllAreKnown(), find());
  }

  /** Methods that services have for a path. */
  methodsOf(path: string): readonly string[] {
    return METHODS.filter((method) => this.router.find(method, path));
  }

  /** What services may do to the record at a path. */
  actionsOn(path: string): readonly string[] {
    return actionsAmong(
      this.all.flatMap(({ description }) => description?.routes.map(({ url }) => url) ?? []),
      path,
    );
  }

  async ofConsumer(name: string): Promise<KnownService | undefined> {
    const find = (): KnownService | undefined =>
      this.all.find(({ description }) => description?.consumers.includes(name));
    return find() ?? (await this.untilAllAreKnown(), find());
  }

  ofCommand(name: string): KnownService | undefined {
    return this.all.find(({ description }) => description?.commands.some((one) => one.name === name));
  }

  /** What every service has said; waited for, and 503 if one does not say it in time. */
  async descriptions(): Promise<readonly ServiceDescription[]> {
    await this.untilAllAreKnown();
    return this.all.map(({ description }) => description!);
  }

  async status(): Promise<ReadinessStatus> {
    const statuses = await Promise.all(this.all.map((service) => this.statusOf(service)));
    return {
      isReady: statuses.every(({ isReady }) => isReady),
      dependencies: statuses.flatMap(({ dependencies }) => dependencies),
      readModels: statuses.flatMap(({ readModels }) => readModels),
    };
  }

  /** What a service answers to a question of the gateway's own; a problem of the service's is thrown. */
  async request<Body>(
    { connection }: KnownService,
    { caller, requestId = this.options.newId(), ...asked }: Question,
  ): Promise<Body> {
    const { method = 'GET', url, body, isRepeatable = true, deadlineMilliseconds, isRefusal } = asked;
    const answer = await connection.send({
      ...{ method, url, requestId, isRepeatable },
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
      ...(caller && { caller }),
      ...(deadlineMilliseconds !== undefined && { deadlineMilliseconds }),
      ...(isRefusal && { isRefusal }),
    });
    return bodyOf<Body>(answer);
  }

  private async untilAllAreKnown(): Promise<void> {
    const unknown = () => this.all.filter(({ description }) => description === undefined);
    const { deadlineMilliseconds = DEADLINE_MILLISECONDS } = this.options;
    for (const end = performance.now() + deadlineMilliseconds; performance.now() < end; await setTimeout(50))
      if (unknown().length === 0) return;
    const details = {
      service: unknown()
        .map(({ connection }) => connection.name)
        .join(', '),
    };
    throw new Problem(503, 'SERVICE_IS_NOT_REACHED', { details, headers: { 'retry-after': '2' } });
  }

  private async ask(service: KnownService): Promise<void> {
    while (!this.ending.signal.aborted && service.description === undefined) {
      await this.learn(service).catch((error: unknown) => {
        this.options.logger.debug(
          { service: service.connection.name, err: error },
          'a service does not say what it has',
        );
      });
      if (service.description === undefined)
        await setTimeout(LOOK_AGAIN_MILLISECONDS, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  private async learn(service: KnownService): Promise<void> {
    const url = '/internal/description';
    const description = await this.request<ServiceDescription>(service, { url, deadlineMilliseconds: 2_000 });
    const { name } = service.connection;
    if (description.name !== name) {
      this.options.logger.error(
        { service: name, answers: description.name },
        'another service answers at an address of SERVICES',
      );
      return;
    }
    service.description = description;
    this.options.onDescription(description);
    this.route();
  }

  private route(): void {
    const router = newRouter();
    for (const service of this.all)
      for (const { method, url } of service.description?.routes ?? []) {
        if (ROUTES_OF_ALL.test(url)) continue;
        if (router.hasRoute(method as HTTPMethod, url))
          this.options.logger.error(
            { method, url, service: service.connection.name },
            'two services have the same route',
          );
        else router.on(method as HTTPMethod, url, () => undefined, service);
      }
    this.router = router;
  }

  private async statusOf({ connection, description }: KnownService): Promise<ReadinessStatus> {
    const request = { method: 'GET', url: '/readyz', headers: {}, requestId: this.options.newId(), isRepeatable: true };
    const answers = await connection.askEach(request, READINESS_MILLISECONDS);
    const processes = await Promise.all(answers.map((answer) => answer && readinessOf(answer).catch(() => undefined)));
    const dependencies = processes.flatMap((readiness, index) => {
      const name = index === 0 ? connection.name : `${connection.name}-${index + 1}`;
      const own = readiness?.dependencies ?? [];
      return [
        { name, isAvailable: readiness !== undefined },
        ...own.map((one) => ({ ...one, name: `${name}/${one.name}` })),
      ];
    });
    return {
      // One that can be asked answers for those that cannot.
      isReady: description !== undefined && processes.some((readiness) => readiness?.status === 'ready'),
      dependencies,
      readModels: furthestBehind(processes.flatMap((readiness) => readiness?.readModels ?? [])),
    };
  }
}

type Readiness = Omit<ReadinessStatus, 'isReady'> & Readonly<{ status: string }>;
const readinessOf = (answer: ServiceAnswer): Promise<Readiness> => bodyOf<Readiness>(answer);

/** Each process has a read model of its own by each name: what is told is that of the one with the most to take. */
const furthestBehind = (all: ReadinessStatus['readModels']): ReadinessStatus['readModels'] => {
  const byName = new Map<string, ReadinessStatus['readModels'][number]>();
  for (const one of all) {
    const other = byName.get(one.name) ?? one;
    byName.set(one.name, {
      ...(one.position < other.position ? one : other),
      parked: Math.max(one.parked, other.parked),
      isFailing: one.isFailing || other.isFailing,
      isStuck: one.isStuck || other.isStuck,
    });
  }
  return [...byName.values()];
};

type Question = Readonly<{
  method?: string;
  url: string;
  body?: unknown;
  caller?: Caller;
  requestId?: string;
  isRepeatable?: boolean;
  deadlineMilliseconds?: number;
  isRefusal?: (answer: ServiceAnswer) => boolean;
}>;

const METHODS: readonly HTTPMethod[] = ['GET', 'HEAD', 'POST'];

/** As the services route themselves. */
const newRouter = () => findMyWay({ ignoreTrailingSlash: false, maxParamLength: 200 });

const bodyOf = async <Body>({ status, headers, body }: ServiceAnswer): Promise<Body> => {
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : await body.text();
  const parsed = JSON.parse(text) as Body & { code: string; details?: Record<string, string> };
  if (String(headers['content-type']).startsWith('application/problem+json')) {
    const retryAfter = headers['retry-after'];
    throw new Problem(status, parsed.code, {
      ...(parsed.details && { details: parsed.details }),
      ...(typeof retryAfter === 'string' && { headers: { 'retry-after': retryAfter } }),
    });
  }
  return parsed;
};
