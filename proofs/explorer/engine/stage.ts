import type { HttpAnswer } from '../../../lambda/usecases/receive/http-answer';
import { reconcileSource } from '../../../lambda/usecases/reconcile/reconcile-source';
import { DeadLetterRedriver } from '../../../lambda/usecases/recover/dead-letters';
import { EventRecoverer } from '../../../lambda/usecases/recover/recover-event';
import { EventRetrier } from '../../../lambda/usecases/recover/retry-event';
import { sweep } from '../../../lambda/usecases/sweep/sweep-events';
import { type NeutralBody, parseNeutralBody } from '../../../test/simulated/neutral/neutral-body';
import type { World } from '../../../test/simulated/world';
import type { Monitor } from '../monitor/monitor';
import { Actor, type Role } from './actor';
import { interceptedDeadLetters, interceptedPorts, type Submit } from './intercepted-ports';
import { type LaunchOptions, type Performance, ProcessorPool } from './processor-pool';
import type { Scheduler } from './scheduler';

/** Something that happens at a time, whatever the system does. */
interface Happening {
  readonly at: number;
  readonly happen: () => void;
}

export interface DeliverOptions {
  /** Milliseconds after the schedule's start. */
  readonly at?: number;
  /** How often the provider sends the event until it is answered 200. */
  readonly attempts?: number;
}

const REPEAT_AFTER_MS = 20_000;
const SWEEP_INTERVAL_MS = 60_000;
const INGEST_TIMEOUT_MS = 10_000;
const RECONCILE_TIMEOUT_MS = 300_000;
const OPERATOR_TIMEOUT_MS = 3_600_000;

export interface StageProps {
  readonly world: World;
  readonly scheduler: Scheduler;
  readonly monitor: Monitor;
}

/** Puts the real use cases on stage as processes, as AWS would: requests, batches of messages, a schedule, operators. */
export class Stage {
  readonly world: World;
  private readonly start: number;
  private readonly processors: ProcessorPool;
  private happenings: Happening[] = [];
  private lastSweep = 0;
  private started = 0;

  constructor(private readonly props: StageProps) {
    this.world = props.world;
    this.start = this.world.clock.now();
    this.processors = new ProcessorPool({
      ...props,
      submit: this.submit,
      launch: (timeout, run, options) => this.launch('processor', timeout, run, options),
    });
  }

  /** The provider sends a webhook, and sends it again until it is answered 200. */
  deliver(body: NeutralBody | Uint8Array, { at = 0, attempts = 2 }: DeliverOptions = {}): void {
    this.happenAt(at, () => this.startIngest(body, attempts));
  }

  sweepAt(at: number): void {
    this.happenAt(at, () => this.startSweep());
  }

  reconcileAt(at: number): void {
    this.happenAt(at, () =>
      this.launch('reconciler', RECONCILE_TIMEOUT_MS, (ports) => {
        const deadline = ports.clock.now() + RECONCILE_TIMEOUT_MS - 60_000;
        return reconcileSource(this.world.source, { deadline }, this.world.reconcileDeps(ports));
      }),
    );
  }

  replayAt(at: number, pk: string): void {
    this.happenAt(at, () =>
      this.launch('replay', OPERATOR_TIMEOUT_MS, async (ports) => {
        const recoverer = new EventRecoverer(this.world.recoveryDeps(ports));
        const plan = await recoverer.planRecovery(pk);
        if ('action' in plan && plan.action !== 'redrive') {
          await recoverer.recoverEvent(plan);
        }
      }),
    );
  }

  retryAt(at: number, pk: string): void {
    this.happenAt(at, () =>
      this.launch('retry', OPERATOR_TIMEOUT_MS, (ports) =>
        new EventRetrier(this.world.retryDeps(ports)).retryEvent(pk),
      ),
    );
  }

  redriveAt(at: number, pk: string): void {
    this.happenAt(at, () =>
      this.launch('redrive', OPERATOR_TIMEOUT_MS, async (ports) => {
        const recoverer = new EventRecoverer(this.world.recoveryDeps(ports));
        await recoverer.recoverEvent(await recoverer.planRecovery(pk, { onlyRedrive: true }));
      }),
    );
  }

  redriveDeadLettersAt(at: number): void {
    this.happenAt(at, () =>
      this.launch('redrive', OPERATOR_TIMEOUT_MS, (ports, actor) => {
        const deadLetters = this.world.queue.deadLetterQueue(this.world.provider);
        const reached = interceptedDeadLetters(actor, deadLetters, this.submit);
        return new DeadLetterRedriver(this.world.recoveryDeps(ports)).redriveDeadLetters(reached, {
          limit: 10,
        });
      }),
    );
  }

  happenAt(at: number, happen: () => void): void {
    this.happenings.push({ at: this.start + at, happen });
  }

  /** Messages wait in the queue so long, in milliseconds after the schedule's start. */
  pausePollers(until: number): void {
    this.processors.pausedUntil = this.start + until;
  }

  /** Starts what is due now. */
  startDue(): void {
    const now = this.world.clock.now();
    if (this.happenings.some(({ at }) => at <= now)) {
      const due = this.happenings.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      this.happenings = this.happenings.filter(({ at }) => at > now);
      for (const { happen } of due) {
        happen();
      }
    }
    this.processors.startDue();
    if (this.nextSweep() === now) {
      this.startSweep();
    }
  }

  /** When something happens of itself next; undefined when nothing will. */
  nextTime(): number | undefined {
    const times = [
      ...this.happenings.map(({ at }) => at),
      this.world.clock.nextWake(),
      this.props.scheduler.nextRelease(),
      this.processors.nextDelivery(),
      this.nextSweep(),
    ].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The schedule runs each minute; a run that would find nothing is left out. */
  private nextSweep(): number | undefined {
    const due = this.world.store.earliestDue();
    if (due === undefined) {
      return undefined;
    }
    const from = Math.max(due, this.lastSweep + 1, this.world.clock.now());
    return Math.ceil(from / SWEEP_INTERVAL_MS) * SWEEP_INTERVAL_MS;
  }

  private startIngest(body: NeutralBody | Uint8Array, attempts: number): void {
    let answer: HttpAnswer | undefined;
    const repeat = () => {
      if (answer?.statusCode !== 200 && attempts > 1) {
        const wait = this.world.clock.now() - this.start + REPEAT_AFTER_MS;
        this.happenAt(wait, () => this.startIngest(body, attempts - 1));
      }
    };
    const request = this.world.delivery(body);
    this.launch(
      'ingest',
      INGEST_TIMEOUT_MS,
      async (ports, actor) => {
        answer = await this.world.receiver(ports).receive(request);
        this.props.monitor.replied(actor, answer, parseDelivered(body));
      },
      { onEnd: repeat },
    );
  }

  private startSweep(): void {
    this.lastSweep = this.world.clock.now();
    this.launch('sweeper', SWEEP_INTERVAL_MS - 10_000, (ports) =>
      sweep(this.world.sweepDeps(ports), { deadline: ports.clock.now() + 50_000 }),
    );
  }

  private readonly submit: Submit = (actor, request) => this.props.scheduler.submit(actor, request);

  private launch(
    role: Role,
    timeout: number,
    run: Performance,
    {
      process = { clock: this.world.newClock(), closedUntil: new Map() },
      onEnd = () => undefined,
    }: LaunchOptions = {},
  ): void {
    this.started += 1;
    const deadline = this.world.clock.now() + timeout;
    const actor = new Actor(`${role}-${this.started}`, role, deadline, process, onEnd);
    const ports = interceptedPorts(actor, this.world, this.submit);
    this.props.scheduler.start(actor, () => run(ports, actor));
  }
}

function parseDelivered(body: NeutralBody | Uint8Array): NeutralBody | undefined {
  if (!(body instanceof Uint8Array)) {
    return body;
  }
  try {
    return parseNeutralBody({ value: JSON.parse(Buffer.from(body).toString()) });
  } catch {
    return undefined;
  }
}
