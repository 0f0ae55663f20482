import type { SimulatedClock } from '../../../test/simulated/simulated-clock';
import type { Actor, Answer, PortCall } from './actor';
import { type Fault, findFaults } from './faults';
import { type CallRequest, failure } from './intercepted-ports';
import { describeAnswer, describeCall, type Trace, toCode } from './trace';

/** Chooses the fault of each step, if any. */
export interface Chooser {
  choose(step: number, options: readonly Fault[]): Fault | undefined;
}

/** Sees every call: when it is asked for, when it takes effect, and what its caller was told. */
export interface Observer {
  asked(call: PortCall): void;
  onTurn(actor: Actor): void;
  /** A fault was injected, or a platform ended a process. */
  faulted(): void;
  answered(call: PortCall, answer: Answer, value: unknown): void;
}

export interface SchedulerProps {
  readonly clock: SimulatedClock;
  readonly chooser: Chooser;
  readonly observer: Observer;
  readonly trace: Trace;
  /** Until when a process stops in a `stall`. */
  readonly stallUntil: () => number;
  readonly start: number;
}

const CALL_TIMEOUT_MS = 3_000;

/**
 * Runs the calls of all actors one at a time, in one fixed order unless a fault says otherwise. An actor runs until it has
 * nothing to call; a process that started later waits.
 */
export class Scheduler {
  step = 0;
  readonly actors: Actor[] = [];
  private readonly late: PortCall[] = [];

  constructor(private readonly props: SchedulerProps) {}

  start(actor: Actor, run: () => Promise<unknown>): void {
    this.actors.push(actor);
    const finish = () => {
      actor.end('finished');
      this.forget(actor);
    };
    run().then(finish, finish);
  }

  submit<T>(actor: Actor, request: CallRequest): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!actor.alive) {
        return;
      }
      const call: PortCall = {
        variants: {},
        ...request,
        actor,
        resolve: resolve as (value: unknown) => void,
        reject,
        heldUntil: 0,
      };
      actor.pending.push(call);
      this.props.observer.asked(call);
    });
  }

  /** The call whose turn it is. */
  next(): PortCall | undefined {
    for (const actor of this.actors) {
      const call = actor.pending.find(isFree);
      if (call) {
        return call;
      }
    }
    return undefined;
  }

  async run(call: PortCall): Promise<void> {
    if (call.actor.deadline < this.props.clock.now() && !call.actor.stalled) {
      this.kill(call, 'its platform ended it');
      return;
    }
    const options = findFaults(call.kind, this.findOrdering(call));
    const fault = this.props.chooser.choose(this.step, options);
    this.step += 1;
    if (fault !== undefined) {
      this.props.observer.faulted();
    }
    await this.apply(call, fault);
  }

  /** When the next stalled call goes on; `Infinity` for one that waits for all others. */
  nextRelease(): number | undefined {
    let next: number | undefined;
    for (const { heldUntil } of this.actors.flatMap((actor) => actor.pending)) {
      next = heldUntil > 0 && (next === undefined || heldUntil < next) ? heldUntil : next;
    }
    return next;
  }

  /** Lets the processes go on that waited for all others. */
  releaseAll(): void {
    this.wake(Number.POSITIVE_INFINITY);
  }

  /** Stopped processes whose time has come go on, after everybody who did not stop. */
  wake(now = this.props.clock.now()): void {
    for (const call of this.actors.flatMap((actor) => actor.pending)) {
      if (call.heldUntil > 0 && call.heldUntil <= now) {
        call.heldUntil = 0;
        rotate(this.actors, call.actor);
      }
    }
  }

  /** Calls whose caller gave up on them take effect now. */
  async land(): Promise<void> {
    for (const call of this.late.splice(0)) {
      const value = await this.effect(call, call.effect);
      this.props.trace.observe(`${call.actor.name}~${call.name}${toCode(value)}`);
      this.say(call, 'late', `takes effect only now: ${describeAnswer(value)}`);
    }
  }

  private findOrdering(call: PortCall): { others: boolean; siblings: boolean } {
    return {
      others: this.actors.some((actor) => actor !== call.actor && actor.pending.some(isFree)),
      siblings: call.actor.pending.some((candidate) => candidate !== call && isFree(candidate)),
    };
  }

  private async apply(call: PortCall, fault: Fault | undefined): Promise<void> {
    switch (fault) {
      case undefined:
        return this.answer(call, call.effect, fault);
      case 'crash-before':
        return this.kill(call, 'the process dies before it');
      case 'crash-after':
        return this.doAndDie(call);
      case 'fail':
        return this.refuse(call, fault);
      case 'timeout-undone':
        this.props.clock.advance(CALL_TIMEOUT_MS);
        return this.refuse(call, fault);
      case 'timeout-done':
        await this.perform(call, fault);
        this.props.clock.advance(CALL_TIMEOUT_MS);
        return this.refuse(call, fault);
      case 'late':
        this.late.push(call);
        this.props.clock.advance(CALL_TIMEOUT_MS);
        return this.refuse(call, fault);
      case 'retried':
        // The second try waits for its turn like any other call, so that others may come in between.
        return this.perform(call, fault);
      default:
        return this.applyOrder(call, fault);
    }
  }

  private applyOrder(call: PortCall, fault: Fault): Promise<void> | void {
    switch (fault) {
      case 'stall':
        return this.hold(call, this.props.stallUntil());
      case 'stall-long':
        return this.hold(call, Number.POSITIVE_INFINITY);
      case 'switch':
        return rotate(this.actors, call.actor);
      case 'swap':
        return rotate(call.actor.pending, call);
      default:
        return this.answer(call, call.variants[fault] ?? call.effect, fault);
    }
  }

  private async answer(
    call: PortCall,
    effect: () => Promise<unknown>,
    fault: Fault | undefined,
  ): Promise<void> {
    this.withdraw(call);
    const value = await this.effect(call, effect);
    this.props.trace.observe(`${call.actor.name}>${call.name}${toCode(value)}`);
    this.say(call, fault, describeAnswer(value));
    this.props.observer.answered(call, 'answered', value);
    if (value instanceof Error) {
      call.reject(value);
    } else {
      call.resolve(value);
    }
  }

  private async perform(call: PortCall, fault: Fault): Promise<void> {
    const value = await this.effect(call, call.effect);
    this.props.trace.observe(`${call.actor.name}*${call.name}${toCode(value)}`);
    this.say(call, fault, `${describeAnswer(value)}, answer lost`);
  }

  private async doAndDie(call: PortCall): Promise<void> {
    await this.perform(call, 'crash-after');
    this.kill(call, 'the process dies after it');
  }

  /** The call has no effect, and its caller sees an error. */
  refuse(call: PortCall, fault: Fault): void {
    this.withdraw(call);
    this.props.trace.observe(`${call.actor.name}!${call.name}`);
    this.say(call, fault, 'the caller sees an error');
    this.props.observer.answered(call, 'rejected', undefined);
    call.reject(failure(call, fault === 'fail' ? 'failed' : 'timed out'));
  }

  kill(call: PortCall, how: string): void {
    this.props.observer.faulted();
    this.props.trace.observe(`${call.actor.name}†`);
    this.say(call, undefined, how);
    call.actor.end('crashed');
    this.forget(call.actor);
  }

  private hold(call: PortCall, until: number): void {
    call.heldUntil = until;
    call.actor.stalled = true;
    this.say(call, undefined, 'the process stops before it');
  }

  private async effect(call: PortCall, effect: () => Promise<unknown>): Promise<unknown> {
    this.props.observer.onTurn(call.actor);
    try {
      return await effect();
    } catch (error) {
      return error;
    }
  }

  private withdraw(call: PortCall): void {
    call.actor.pending.splice(call.actor.pending.indexOf(call), 1);
  }

  private forget(actor: Actor): void {
    const at = this.actors.indexOf(actor);
    if (at >= 0) {
      this.actors.splice(at, 1);
    }
  }

  private say(call: PortCall, fault: Fault | undefined, outcome: string): void {
    const time = this.props.clock.now() - this.props.start;
    this.props.trace.say(() => ({
      step: this.step - 1,
      time,
      actor: call.actor.name,
      text: describeCall(call, fault, outcome),
    }));
  }
}

function isFree(call: PortCall): boolean {
  return call.heldUntil === 0;
}

function rotate<T>(items: T[], item: T): void {
  items.splice(items.indexOf(item), 1);
  items.push(item);
}
