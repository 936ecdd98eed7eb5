/** Lanes: the turns of one person run one after the other, different persons never wait for each other (promise 3). Used by receive. */

export interface Lanes {
  /** Runs `work` after everything that was put into this lane before; its outcome is the returned promise's. */
  run<T>(lane: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when no lane has work left. */
  idle(): Promise<void>;
  /** How many lanes have work: a lane is forgotten with its last turn. */
  readonly size: number;
}

export function createLanes(): Lanes {
  const tails = new Map<string, Promise<void>>();
  return {
    run<T>(lane: string, work: () => Promise<T>): Promise<T> {
      const before = tails.get(lane);
      const done = before === undefined ? work() : before.then(work);
      const tail: Promise<void> = done.then(nothing, nothing).then(() => {
        if (tails.get(lane) === tail) tails.delete(lane);
      });
      tails.set(lane, tail);
      return done;
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
    get size() {
      return tails.size;
    },
  };
}

const nothing = (): void => undefined;
