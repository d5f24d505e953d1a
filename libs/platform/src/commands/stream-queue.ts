/** One after the other within a name, side by side across names. A task never waits for another task of the queue. */
export class StreamQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
    const result = (this.tails.get(name) ?? Promise.resolve()).then(task);
    const tail = result.catch(() => undefined);
    this.tails.set(name, tail);
    void tail.then(() => {
      if (this.tails.get(name) === tail) this.tails.delete(name);
    });
    return result;
  }
}
