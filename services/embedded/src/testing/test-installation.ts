import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  issueToken,
  makeLogger,
  Metrics,
  openInstallation,
  type Installation,
  type InstallationOptions,
  type Role,
} from '@opsledger/platform';
import type { RelayTopics, TopicDeclaration } from '@opsledger/platform/topics';
import { renamePutBackLog } from '@opsledger/platform/put-back';
import { temporaryFolder, type Door } from '@opsledger/testing';
import { makeEmbeddedApplication } from '../embedded.application.js';

/** Two, so that order between partitions is nobody's to rely on, and no more, so that tests start soon. */
const PARTITIONS_IN_TESTS = 2;

/** What came over the wire: a test says what it expects of it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;
export type Answer<Body = Record<string, unknown>> = Readonly<{
  status: number;
  headers: Record<string, string>;
  body: Body;
}>;
type Sent = Readonly<{ as?: Role; subject?: string; body?: unknown; headers?: Record<string, string>; type?: string }>;

type Profile = 'embedded' | 'distributed';
const profileOfRun = (): Profile => (process.env['TEST_PROFILE'] === 'distributed' ? 'distributed' : 'embedded');
/** What is accepted and not in its place yet, and what each read model has still to take. */
const BEHIND = /^opsledger_(?:log_unsequenced_commits|read_model_lag_events\{[^}]*\}) (\d+)$/gm;
const SETTLE_MILLISECONDS = 10_000;

/** Topics of a folder's own, so that installations that are tested beside each other do not read each other's. */
const topicsOf = (declared: readonly RelayTopics[], folder: string): readonly RelayTopics[] =>
  declared.map(({ source, ...topics }) => {
    const own = (topic: TopicDeclaration): TopicDeclaration => ({
      ...{ ...topic, name: `${basename(folder)}.${topic.name}`, partitions: PARTITIONS_IN_TESTS },
    });
    return { source, internal: own(topics.internal), ...(topics.open && { open: own(topics.open) }) };
  });

/**
 * Which profile is tested is said by `TEST_PROFILE`, unless a spec compares both; in the distributed one each folder has a database
 * and topics of its own beside it.
 */
const optionsOf = async (profile: Profile, folder: string): Promise<Omit<InstallationOptions, 'dataFolder'>> => {
  if (profile === 'embedded') return {};
  const mongodbUri = new URL(process.env['MONGODB_URI']!);
  mongodbUri.pathname = `/${basename(folder)}`;
  const { createDeclaredTopics, declaredTopics, kafkaSettingsFrom } = await import('@opsledger/platform/topics');
  const [kafka, topics] = [kafkaSettingsFrom(process.env), topicsOf(declaredTopics(), folder)];
  await createDeclaredTopics(kafka, topics);
  return { profile: 'distributed', mongodbUri: mongodbUri.href, kafka, topics };
};

/** The whole system in this process, on a folder of its own, spoken to without a socket. */
export class TestInstallation {
  private hasWritten = false;
  private settling: Promise<void> = Promise.resolve();

  private constructor(
    readonly app: NestFastifyApplication,
    readonly installation: Installation,
    readonly folder: string,
    private readonly removeFolder: () => void,
    private readonly now: (() => string) | undefined,
    private readonly profile: Profile,
  ) {}

  /** What the log said when it could no longer tell what it holds; the process would end then. */
  static readonly unknownOutcomes: Error[] = [];
  /** Lines that the system logged. */
  static readonly logged: string[] = [];

  static async start(
    folder = temporaryFolder(),
    now?: () => string,
    profile = profileOfRun(),
  ): Promise<TestInstallation> {
    const installation = await openInstallation(
      { dataFolder: folder.path, ...(await optionsOf(profile, folder.path)) },
      (error) => void TestInstallation.unknownOutcomes.push(error),
      now,
    );
    const app = await makeEmbeddedApplication(
      installation,
      makeLogger('trace', 'opsledger', { write: (line) => void TestInstallation.logged.push(line) }),
    );
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new TestInstallation(app, installation, folder.path, folder.remove, now, profile);
  }

  /** Stops, does something to what is kept, and starts again on it. */
  async restart(between: (folder: string) => void | Promise<void> = () => undefined): Promise<TestInstallation> {
    await this.close();
    await between(this.folder);
    return TestInstallation.start({ path: this.folder, remove: this.removeFolder }, this.now, this.profile);
  }

  /** Stops, says that its log was put back from a backup, and starts again. */
  async putBack(now = '2026-01-01T00:00:00.000Z'): Promise<TestInstallation> {
    return this.restart(async (folder) => {
      await renamePutBackLog(
        { dataFolder: folder, profile: this.profile, ...(await optionsOf(this.profile, folder)) },
        now,
      );
    });
  }

  async send<Body = Record<string, Json>>(method: 'GET' | 'POST', url: string, sent: Sent = {}): Promise<Answer<Body>> {
    const { as, subject = `test-${as}`, body, headers = {}, type = 'application/json' } = sent;
    if (method === 'GET') await this.settle();
    const token = as && (await issueToken(this.installation.keys, { subject, roles: [as] }, '5m'));
    const payload =
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const response = await this.app.inject({
      method,
      url,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(payload !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    });
    if (method === 'POST' && response.statusCode < 400) this.hasWritten = true;
    const isJson = /json/.test(String(response.headers['content-type']));
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string>,
      body: (isJson ? JSON.parse(response.payload) : response.payload) as Body,
    };
  }

  /** For stories, which are told to any system alike. */
  get door(): Door {
    return { send: ({ method, path, ...sent }) => this.send<unknown>(method, path, sent) };
  }

  /** Sends NDJSON rows to the import. */
  importRows(rows: readonly object[], query = '', sent: Sent = {}): Promise<Answer<Record<string, Json>>> {
    const body = rows.map((row) => JSON.stringify(row)).join('\n');
    return this.send('POST', `/v1/imports${query}`, { as: 'importer', type: 'application/x-ndjson', body, ...sent });
  }

  async head(): Promise<number> {
    await this.settle();
    return this.installation.log.head();
  }

  /**
   * Where a write is read a moment later, waits until it can be, as a caller does with `Opsledger-Min-Position`: the specs are about
   * what is read. How soon is measured by the bench, and that a read waits is told by specs of its own.
   */
  private settle(): Promise<void> {
    if (this.hasWritten && this.profile === 'distributed') {
      this.hasWritten = false;
      this.settling = this.untilNothingIsBehind();
    }
    return this.settling; // reads that come together wait together
  }

  private async untilNothingIsBehind(): Promise<void> {
    for (const end = performance.now() + SETTLE_MILLISECONDS; performance.now() < end; await setTimeout(20)) {
      const payload = await this.app.get(Metrics).registry.metrics(); // the route gives those of a second ago, too
      const behind = [...payload.matchAll(BEHIND)];
      if (behind.length > 1 && behind.every(([, count]) => count === '0')) return;
    }
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.installation.close();
  }

  async remove(): Promise<void> {
    await this.close();
    this.removeFolder();
  }
}
