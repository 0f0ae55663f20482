import type { TargetSource } from '../../../local/send/send-target';
import type { Account } from '../account';
import type { InboxStack } from '../inbox-stack';

/** What the steps work on. */
export interface World {
  readonly account: Account;
  /** The stack that is deployed again and again. */
  readonly stack: InboxStack;
  /** Sources that were removed, each with an event it had received. */
  readonly former: FormerSource[];
}

export interface FormerSource {
  readonly source: TargetSource;
  readonly eventId: string;
}

/** One step: does something and checks it. Answers what is worth telling. @throws Error saying what is wrong */
export interface Step {
  readonly name: string;
  run(world: World): Promise<string | undefined>;
}

/** @throws Error that names what was looked at, what was found and what was expected */
export function expectEqual<T extends string | number | boolean | undefined>(
  what: string,
  got: T,
  expected: T,
): void {
  if (got !== expected) {
    throw new Error(`${what}: got ${got}, expected ${expected}.`);
  }
}
