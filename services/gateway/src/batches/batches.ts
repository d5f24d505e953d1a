import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  CommandPath,
  Problem,
  ProblemFilter,
  RunCommand,
  type CommandOutcome,
  type FieldError,
  type RequestContext,
} from '@opsledger/platform';
import { fieldsOf, itemErrors, requestOf, type BatchItem } from './batch-item.js';

export type BatchResult = Readonly<{
  /** Place of the command in the batch, from 0. */
  index: number;
  status: number;
  id?: string;
  version?: number;
  path?: string;
  /** Send it as `Opsledger-Min-Position` to read what was just written. */
  position?: string;
  isReplay?: boolean;
  problem?: Readonly<Record<string, unknown>>;
}>;
export type BatchAnswer = Readonly<{ accepted: number; refused: number; results: readonly BatchResult[] }>;

/** Many commands in one request, each for itself: what one is refused for leaves the others alone. */
@Injectable()
export class Batches {
  constructor(
    private readonly bus: CommandBus,
    private readonly path: CommandPath,
    private readonly problems: ProblemFilter,
  ) {}

  /** Commands on one record run in their order; those on others beside them, so that they share commits. */
  async run(items: readonly BatchItem[], context: RequestContext, language: 'en' | 'fr'): Promise<BatchAnswer> {
    const errors = await this.errorsOf(items, context);
    const turns = new Map<string, Promise<unknown>>();
    const results = await Promise.all(
      items.map((item, index) => {
        const turn = item.id?.toLowerCase() ?? `new ${index}`;
        const result = (turns.get(turn) ?? Promise.resolve()).then(() =>
          this.runOne(item, index, errors[index]!, context, language),
        );
        turns.set(
          turn,
          result.catch(() => undefined),
        );
        return result;
      }),
    );
    const accepted = results.filter(({ problem }) => problem === undefined).length;
    return { accepted, refused: results.length - accepted, results };
  }

  /** What is wrong with each: around the command, then in its data. */
  private async errorsOf(
    items: readonly BatchItem[],
    context: RequestContext,
  ): Promise<readonly (readonly FieldError[])[]> {
    const commands = await this.path.commands();
    const errors = items.map((item) => itemErrors(item, commands));
    const sound = items.flatMap((item, index) => (errors[index]!.length === 0 ? [{ item, index }] : []));
    const found = await this.path.fieldErrors(
      sound.map(({ item }) => fieldsOf(item)),
      context,
    );
    for (const [at, { index }] of sound.entries())
      errors[index] = found[at]!.map((error) => ({ ...error, pointer: `/data${error.pointer}` }));
    return errors;
  }

  private async runOne(
    item: BatchItem,
    index: number,
    errors: readonly FieldError[],
    context: RequestContext,
    language: 'en' | 'fr',
  ): Promise<BatchResult> {
    try {
      if (errors.length > 0) throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors });
      return resultOf(index, await this.bus.execute(new RunCommand(requestOf(item, context))));
    } catch (error) {
      const problem = this.problems.problemOf(error, context.requestId);
      const request = { id: context.requestId, url: context.path };
      return { index, status: problem.status, problem: this.problems.document(problem, language, request) };
    }
  }
}

const resultOf = (
  index: number,
  { document, version, position, path, isNew, isReplay }: CommandOutcome,
): BatchResult => ({
  ...{ index, status: isNew ? 201 : 200, id: document.id, version, path, position },
  ...(isReplay && { isReplay }),
});
