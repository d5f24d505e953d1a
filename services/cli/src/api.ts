import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '@opsledger/platform/configuration';
import { issueTokenFrom, type Role } from '@opsledger/platform/identity';
import { exitCodeOf, Failure } from './exit-codes.js';
import { languageOf, text } from './texts.js';

/** RFC 9457, as far as the command line shows it. */
export type ProblemDocument = Readonly<{
  title?: string;
  detail?: string;
  code?: string;
  rule?: string;
  rows?: readonly { line: number; problem: ProblemDocument }[];
  errors?: readonly { pointer: string; detail: string; allowed?: readonly unknown[] }[];
}>;

type Request = { method?: string; headers?: Record<string, string>; body?: string };

/** The installation that the command line talks to. */
export class Api {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Takes `OPSLEDGER_TOKEN`, or signs a short-lived token of a role with the key under `DATA_DIR`. */
  static async connect(roles: Role | readonly Role[], environment = process.env): Promise<Api> {
    const { port, dataFolder } = loadConfiguration(environment);
    const url = environment['OPSLEDGER_URL'] || `http://127.0.0.1:${port}`;
    const given = environment['OPSLEDGER_TOKEN'];
    if (given) return new Api(url, given);
    if (!existsSync(join(dataFolder, 'keys.json'))) {
      throw new Failure(text('NO_KEY', { dataFolder }));
    }
    return new Api(url, await issueTokenFrom(dataFolder, { subject: 'command-line', roles: [roles].flat() }, '10m'));
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.call(path, {});
  }

  post<Answer>(
    path: string,
    contentType: string,
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.call(path, { method: 'POST', headers: { 'content-type': contentType, ...headers }, body });
  }

  /** An answer in another form than JSON. */
  text(path: string): Promise<string> {
    return this.fetch(path, {});
  }

  /** Whether what was sent may have had its effect though there was no answer. */
  static mayHaveArrived(error: unknown): boolean {
    return error instanceof NoAnswer || (error instanceof ProblemFailure && error.status >= 500);
  }

  private async call<Answer>(path: string, request: Request): Promise<Answer> {
    return JSON.parse(await this.fetch(path, request)) as Answer;
  }

  private async fetch(path: string, request: Request): Promise<string> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      'accept-language': languageOf(process.env),
      ...request.headers,
    };
    const response = await fetch(new URL(path, this.url), { ...request, headers }).catch((error: unknown) => {
      const reason = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
      throw new NoAnswer(text('DOES_NOT_ANSWER', { url: this.url, reason }));
    });
    const body = await response.text();
    if (response.ok) return body;
    throw failureOf(response.status, body);
  }
}

/** The system cannot be reached. */
export class NoAnswer extends Failure {
  override readonly name: string = 'NoAnswer';
}

/** The system refused, and said why. */
export class ProblemFailure extends Failure {
  override readonly name: string = 'ProblemFailure';
  constructor(
    readonly problem: ProblemDocument,
    readonly status: number,
  ) {
    super(sentence(problem), exitCodeOf(status));
  }
}

const failureOf = (status: number, body: string): Failure => {
  try {
    return new ProblemFailure(JSON.parse(body) as ProblemDocument, status);
  } catch {
    return new Failure(text('NO_PROBLEM_DOCUMENT', { status }), exitCodeOf(status));
  }
};

const sentence = ({ title, detail, code, rule, errors = [], rows = [] }: ProblemDocument): string =>
  [
    `${[title, detail].filter(Boolean).join('. ')} [${[code, rule].filter(Boolean).join(', ')}]`,
    ...errors.map((error) => `  ${error.pointer}: ${error.detail}${wouldBeTaken(error.allowed)}`),
    ...rows.map((row) => `  line ${row.line}: ${sentence(row.problem)}`),
  ].join('\n');

const wouldBeTaken = (allowed: readonly unknown[] = []): string =>
  allowed.length > 0 ? ` (${allowed.join(', ')})` : '';
