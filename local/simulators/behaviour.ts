import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/** One failed answer. `retryAfter`: seconds, or an HTTP date, sent as the header `Retry-After`. */
const failureSchema = z.strictObject({
  status: z.number().int().min(400).max(599),
  retryAfter: z.union([z.number().nonnegative(), z.string()]).optional(),
});

const MOST_PADDING_BYTES = 64 * 1024 * 1024;

/** How the simulator treats one document. Failures come first, then the not-ready answers, then the final one. */
export const documentPlanSchema = z.strictObject({
  /** The final answer's status in the provider's words, or NOT_FOUND; default: extracted. */
  status: z.string().optional(),
  /** Answers "still working" this many times first. */
  notReadyTimes: z.number().int().nonnegative().optional(),
  /** The status word of those answers. */
  notReadyStatus: z.string().optional(),
  /** Answered first, one each. */
  failures: z.array(failureSchema).optional(),
  delayMs: z.number().nonnegative().optional(),
  errorMessage: z.string().optional(),
  /** The exact body of the final answer. */
  body: z.string().optional(),
  /** The final answer gets a member of about this many bytes more. */
  paddingBytes: z.number().int().positive().max(MOST_PADDING_BYTES).optional(),
  /** Every call fails so, after those that `failures` lists. */
  failure: failureSchema.optional(),
  /** The functions of this provider that are at work die at each call. */
  crash: z.boolean().optional(),
});

/** Faults of the whole API, until cleared or for `forSeconds`. */
export const faultsSchema = z.strictObject({
  forSeconds: z.number().positive().optional(),
  /** Every call fails so. */
  failure: failureSchema.optional(),
  delayMs: z.number().nonnegative().optional(),
  /** The connection is cut in the middle of every body. */
  cutBody: z.boolean().optional(),
  /** No token is accepted. */
  wrongToken: z.boolean().optional(),
});

const time = z.iso.datetime({ error: 'expected an ISO 8601 time in UTC' });

/** A document the provider is done with, whether or not anybody was told. */
export const finishedSchema = z.strictObject({
  id: z.string().min(1),
  createdAt: time,
  updatedAt: time,
  /** Its extraction failed. */
  failed: z.boolean().optional(),
});

const savedSchema = z.object({
  plans: z.record(z.string(), documentPlanSchema),
  finished: z.array(finishedSchema).optional(),
});

export type Failure = z.infer<typeof failureSchema>;
export type DocumentPlan = z.infer<typeof documentPlanSchema>;
export type Faults = z.infer<typeof faultsSchema>;
export type FinishedDocument = z.infer<typeof finishedSchema>;

/** One call of a list, as the simulator answered it. */
export interface ListCall {
  /** ISO 8601. */
  readonly at: string;
  readonly status: number;
}

/** One call of a client, as the simulator answered it. */
export interface Call {
  readonly documentId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly status: number;
  /** The answer carried the final data, whole. */
  readonly served: boolean;
}

/** What a document's next answer is. */
export type Step =
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'not_ready' }
  | { readonly kind: 'final' };

/** Plans, faults and the call log of one simulator. Plans are kept in `file`, when given, over a restart. */
export class Behaviour {
  private readonly plans = new Map<string, DocumentPlan>();
  private readonly asked = new Map<string, number>();
  private readonly log: Call[] = [];
  private readonly done: Map<string, FinishedDocument> = new Map<string, FinishedDocument>();
  private readonly lists: ListCall[] = [];
  private current: { readonly faults: Faults; readonly until: number } | undefined;

  constructor(
    private readonly file?: string,
    private readonly now: () => number = Date.now,
  ) {
    if (file && existsSync(file)) {
      const saved = savedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      this.plans = new Map(Object.entries(saved.plans));
      this.done = new Map(saved.finished?.map((document) => [document.id, document]));
    }
  }

  plan(documentId: string, plan: DocumentPlan): void {
    this.plans.set(documentId, plan);
    this.asked.delete(documentId);
    this.save();
  }

  unplan(documentId: string): void {
    this.plans.delete(documentId);
    this.asked.delete(documentId);
    this.save();
  }

  getPlan(documentId: string): DocumentPlan {
    return this.plans.get(documentId) ?? {};
  }

  setFaults(faults: Faults | undefined): void {
    const seconds = faults?.forSeconds ?? Number.POSITIVE_INFINITY;
    this.current = faults && { faults, until: this.now() + seconds * 1000 };
  }

  faults(): Faults {
    return this.current && this.now() < this.current.until ? this.current.faults : {};
  }

  /** Takes the document's next step. Calls the API refuses, and global faults, do not use one up. */
  nextStep(documentId: string): Step {
    const plan = this.getPlan(documentId);
    const asked = this.asked.get(documentId) ?? 0;
    this.asked.set(documentId, asked + 1);
    const failures = plan.failures ?? [];
    const failure = failures[asked] ?? plan.failure;
    if (failure) {
      return { kind: 'failure', failure };
    }
    const waits = asked - failures.length < (plan.notReadyTimes ?? 0);
    return { kind: waits ? 'not_ready' : 'final' };
  }

  record(call: Call): void {
    this.log.push(call);
    if (call.served && !this.done.has(call.documentId)) {
      // Not saved: a restarted simulator lists it again when it is asked for again.
      this.done.set(call.documentId, { id: call.documentId, createdAt: call.at, updatedAt: call.at });
    }
  }

  /** From now on lists hold these documents; a known id is replaced. */
  finish(documents: readonly FinishedDocument[]): void {
    for (const document of documents) {
      this.done.set(document.id, document);
    }
    this.save();
  }

  /** In the order in which they were finished. */
  finished(): readonly FinishedDocument[] {
    return [...this.done.values()];
  }

  recordList(call: ListCall): void {
    this.lists.push(call);
  }

  listCalls(): readonly ListCall[] {
    return this.lists;
  }

  calls(documentId?: string): readonly Call[] {
    return this.log.filter((call) => documentId === undefined || call.documentId === documentId);
  }

  reset(): void {
    this.plans.clear();
    this.asked.clear();
    this.log.length = 0;
    this.lists.length = 0;
    this.done.clear();
    this.current = undefined;
    this.save();
  }

  private save(): void {
    if (this.file) {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(
        this.file,
        JSON.stringify({ plans: Object.fromEntries(this.plans), finished: this.finished() }),
      );
    }
  }
}
