import { BatchProcessor } from '../../../lambda/usecases/process/process-batch';
import type { SimulatedMessage } from '../../../test/simulated/stores/simulated-work-queue';
import type { Ports, World } from '../../../test/simulated/world';
import type { Monitor } from '../monitor/monitor';
import type { Actor, ProcessState } from './actor';
import type { Submit } from './intercepted-ports';
import { type Sandbox, Sandboxes } from './sandboxes';
import type { Scheduler } from './scheduler';

/** What a process does once it is started. */
export type Performance = (ports: Ports, actor: Actor) => Promise<unknown>;

export interface LaunchOptions {
  readonly process?: ProcessState;
  readonly onEnd?: (how: 'finished' | 'crashed') => void;
}

export interface ProcessorPoolProps {
  readonly world: World;
  readonly scheduler: Scheduler;
  readonly monitor: Monitor;
  readonly submit: Submit;
  readonly launch: (timeout: number, run: Performance, options: LaunchOptions) => void;
}

/** Lambda's event source mapping: receives batches, hands them to sandboxes, and deletes what was not reported as failed. */
export class ProcessorPool {
  /** Messages wait in the queue until then. */
  pausedUntil = 0;
  private readonly sandboxes: Sandboxes;
  private receiving = 0;

  constructor(private readonly props: ProcessorPoolProps) {
    this.sandboxes = new Sandboxes(props.world);
  }

  /** Starts as many processes as there are visible messages for, and capacity. */
  startDue(): void {
    const { queue, clock, processor } = this.props.world;
    if (clock.now() < this.pausedUntil) {
      return;
    }
    while (this.hasCapacity() && queue.hasVisible(this.receiving * processor.batchSize)) {
      this.startProcessor(this.sandboxes.take());
    }
  }

  /** A process that stopped keeps no other from being started: its platform has given it up. */
  private hasCapacity(): boolean {
    const running = this.props.scheduler.actors.filter(
      ({ role, stalled }) => role === 'processor' && !stalled,
    );
    return running.length < this.props.world.processor.maxConcurrency;
  }

  /** When a message can be handed to a process next. */
  nextDelivery(): number | undefined {
    const at = this.hasCapacity() ? this.props.world.queue.nextVisibleAt() : undefined;
    return at === undefined ? undefined : Math.max(at, this.pausedUntil, this.props.world.clock.now() + 1);
  }

  private startProcessor(sandbox: Sandbox): void {
    this.receiving += 1;
    let polled = false;
    const stopReceiving = () => {
      this.receiving -= polled ? 0 : 1;
      polled = true;
    };
    const handled: SimulatedMessage[] = [];
    this.props.launch(
      this.props.world.processor.timeoutSeconds * 1000,
      async (ports, actor) => {
        try {
          handled.push(...(await this.receive(actor)));
        } finally {
          stopReceiving();
        }
        await this.work(handled, { ports, actor, sandbox });
      },
      {
        process: sandbox.state,
        onEnd: (how) => {
          stopReceiving();
          this.countHandled(handled, -1);
          this.sandboxes.giveBack(sandbox, how);
        },
      },
    );
  }

  private receive(actor: Actor): Promise<SimulatedMessage[]> {
    const { queue, provider, processor } = this.props.world;
    const receiving = (how: { order?: 'newest'; twice?: boolean }) => async () =>
      queue.receive(provider, { max: processor.batchSize, ...how });
    return this.props.submit(actor, {
      name: 'sqs.receive',
      kind: 'receive',
      pk: undefined,
      about: '',
      effect: receiving({}),
      variants: { twice: receiving({ twice: true }), reorder: receiving({ order: 'newest' }) },
    });
  }

  private async work(
    messages: readonly SimulatedMessage[],
    { ports, actor, sandbox }: { ports: Ports; actor: Actor; sandbox: Sandbox },
  ): Promise<void> {
    if (messages.length === 0) {
      return;
    }
    this.countHandled(messages, 1);
    const { world } = this.props;
    const deps = world.processDeps(ports, sandbox.gate, sandbox.archiveGate);
    // Lambda tells how much time is left, not until when.
    const deadline = ports.clock.now() + actor.deadline - world.clock.now();
    const kept = await new BatchProcessor(deps).process(messages, deadline);
    const done = messages.filter(({ messageId }) => !kept.includes(messageId));
    const keptEvents = messages.filter((message) => !done.includes(message)).map(({ pk }) => pk);
    for (const { pk } of done) {
      // A message SQS keeps stands for its event as well as a new one.
      if (pk !== undefined && !keptEvents.includes(pk)) {
        this.props.monitor.onAcknowledge(actor, pk);
      }
    }
    await this.acknowledge(done, actor);
  }

  private async acknowledge(messages: readonly SimulatedMessage[], actor: Actor): Promise<void> {
    if (messages.length === 0) {
      return;
    }
    await this.props.submit(actor, {
      name: 'sqs.delete',
      kind: 'write',
      pk: undefined,
      about: messages.map(({ messageId }) => messageId).join(' '),
      effect: async () => {
        for (const { messageId } of messages) {
          this.props.world.queue.delete(messageId);
        }
      },
    });
  }

  private countHandled(messages: readonly SimulatedMessage[], change: 1 | -1): void {
    for (const { pk } of messages) {
      if (pk !== undefined) {
        this.props.monitor.live.countHandled(pk, change);
      }
    }
  }
}
