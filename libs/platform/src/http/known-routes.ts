import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/** Which methods there are for a path: a path that is there for others is 405 with `Allow`, not 404. */
export class KnownRoutes {
  private readonly methods = new Map<string, Set<string>>();
  private patterns: readonly (readonly [RegExp, ReadonlySet<string>])[] | undefined;

  /** Notes every route that is registered from here on. */
  watch(fastify: Fastify): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      if (url.includes('*')) return;
      const known = this.methods.get(url) ?? new Set();
      this.methods.set(url, known);
      for (const one of [method].flat()) known.add(one.toUpperCase());
      this.patterns = undefined;
    });
  }

  /** Every route, by method and pattern. */
  get all(): readonly Readonly<{ method: string; url: string }>[] {
    return [...this.methods].flatMap(([url, methods]) => [...methods].map((method) => ({ method, url })));
  }

  actionsOn(path: string): readonly string[] {
    return actionsAmong([...this.methods.keys()], path);
  }

  methodsOf(path: string): readonly string[] {
    this.patterns ??= [...this.methods].map(([url, known]) => [new RegExp(`^${patternOf(url)}/?$`), known] as const);
    return [...new Set(this.patterns.flatMap(([pattern, known]) => (pattern.test(path) ? [...known] : [])))].toSorted();
  }
}

/** What may be done to the record at a path: the last parts of its routes under `/actions/`. */
export const actionsAmong = (urls: readonly string[], path: string): readonly string[] =>
  urls
    .flatMap((url) => {
      const [record, action] = url.split('/actions/');
      return action !== undefined && new RegExp(`^${patternOf(record!)}$`).test(path) ? [action] : [];
    })
    .toSorted();

const patternOf = (url: string): string =>
  url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
