import {
  CommandPath,
  Problem,
  type AskedBy,
  type CommandOutcome,
  type CommandRequest,
  type CommandTargets,
  type FieldError,
  type NamedFields,
  type RehearsedCommand,
  type SentOutcome,
  type SentRehearsal,
} from '@opsledger/platform';
import type { ServiceAnswer } from './service-connection.js';
import type { KnownService, Services } from './services.js';

/** Reading and checking the rows of a whole import takes its time. */
const REHEARSAL_MILLISECONDS = 120_000;

/** Commands are sent to the service that has their rules. */
export class RemoteCommands extends CommandPath {
  constructor(
    private readonly services: Services,
    private readonly newId: () => string,
  ) {
    super();
  }

  async commands(): Promise<CommandTargets> {
    const descriptions = await this.services.descriptions();
    return new Map(descriptions.flatMap(({ commands }) => commands.map(({ name, target }) => [name, target])));
  }

  fieldErrors(commands: readonly NamedFields[], by: AskedBy): Promise<readonly (readonly FieldError[])[]> {
    return this.byService(commands, (service, own) =>
      this.services.request<readonly (readonly FieldError[])[]>(service, {
        ...{ method: 'POST', url: '/internal/field-checks', body: { commands: own }, ...by },
        deadlineMilliseconds: REHEARSAL_MILLISECONDS,
      }),
    );
  }

  async run({ caller, ...command }: CommandRequest): Promise<CommandOutcome> {
    // With a key of ours where there is none, so that a service which ends meanwhile can be asked again.
    const key = command.key ?? { scope: `actor:${caller.actor}`, key: this.newId() };
    const answer = await this.services.request<SentOutcome>(this.ownerOf(command.name), {
      ...{ method: 'POST', url: '/internal/commands', body: { command: { ...command, key } } },
      ...{ caller, requestId: command.requestId, isRefusal: hasProblem },
    });
    if ('problem' in answer) throw received(answer.problem);
    return command.key ? answer.outcome : { ...answer.outcome, isReplay: false };
  }

  /** Each service rehearses its own commands in their order: what one decides never rests on what another has just rehearsed. */
  async rehearse(requests: readonly CommandRequest[], isMeant: boolean): Promise<readonly RehearsedCommand[]> {
    return this.byService(requests, async (service, own) => {
      const { caller, requestId } = own[0]!;
      const commands = own.map(({ caller: _, ...command }) => command);
      const rehearsed = await this.services.request<SentRehearsal>(service, {
        ...{ method: 'POST', url: '/internal/rehearsals', body: { commands, isMeant } },
        // Refusals of a rehearsal that is meant are kept: sent twice, they would be kept twice.
        ...{ caller, requestId, isRepeatable: !isMeant, deadlineMilliseconds: REHEARSAL_MILLISECONDS },
      });
      return rehearsed.map((one) => ('problem' in one ? { problem: received(one.problem) } : one));
    });
  }

  private ownerOf(name: string): KnownService {
    const owner = this.services.ofCommand(name);
    if (!owner) throw new TypeError(`No service has the command ${name}`);
    return owner;
  }

  /** Asks each service for those that are its own, and puts the answers back into the order of what was asked. */
  private async byService<Asked extends Readonly<{ name: string }>, Answer>(
    asked: readonly Asked[],
    ask: (service: KnownService, own: readonly Asked[]) => Promise<readonly Answer[]>,
  ): Promise<readonly Answer[]> {
    const places = new Map<KnownService, number[]>();
    for (const [index, { name }] of asked.entries()) {
      const owner = this.ownerOf(name);
      const own = places.get(owner) ?? [];
      places.set(owner, own);
      own.push(index);
    }
    const answered: Answer[] = [];
    await Promise.all(
      [...places].map(async ([service, own]) => {
        const answers = await ask(
          service,
          own.map((index) => asked[index]!),
        );
        for (const [at, index] of own.entries()) answered[index] = answers[at]!;
      }),
    );
    return answered;
  }
}

/** A service tells what became of a command in the body of a 200; that of an outcome may be long, and need not be read twice. */
const hasProblem = ({ body }: ServiceAnswer): boolean =>
  Buffer.isBuffer(body) && body.subarray(0, PROBLEM.length).equals(PROBLEM);
const PROBLEM = Buffer.from('{"problem":');

const received = ({ status, code, options }: Pick<Problem, 'status' | 'code' | 'options'>): Problem =>
  new Problem(status, code, options);
