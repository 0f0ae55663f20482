/** One deliberate defect: `find` must stand exactly once in the file. */
export interface Mutant {
  readonly name: string;
  readonly about: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Defects a hurried person might make, each of which must be caught. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'skip-resend',
    about: 'a repeated delivery of a waiting, due event sends no message',
    file: 'lambda/usecases/receive/receive-webhook.ts',
    find: "if (status === 'RECEIVED' && (notBefore ?? receivedAt) <= this.deps.clock.now()) {",
    replace:
      "if (claimed.isNew && status === 'RECEIVED' && (notBefore ?? receivedAt) <= this.deps.clock.now()) {",
  },
  {
    name: 'acknowledge-before-put',
    about: 'the request is answered 200 even if the claim failed',
    file: 'lambda/usecases/receive/claim-event.ts',
    find: 'await store.create(record, { signal });',
    replace: 'await store.create(record, { signal }).catch(() => ({ applied: true as const, record }));',
  },
  {
    name: 'raw-body-after-claim',
    about: 'a large body is stored in the background, not before its record',
    file: 'lambda/usecases/receive/claim-event.ts',
    find: 'await raw.putRaw(record.rawKey, body, { signal });',
    replace: 'void raw.putRaw(record.rawKey, body, { signal }).catch(() => undefined);',
  },
  {
    name: 'drop-lease-owner',
    about: 'a transition out of PROCESSING does not check the lease owner',
    file: 'lambda/domain/lifecycle/conditional-write.ts',
    find: "    { attribute: 'leaseOwner', equals: leaseOwner },\n",
    replace: '',
  },
  {
    name: 'unconditional-final-write',
    about: 'the final state is written without any condition',
    file: 'lambda/domain/lifecycle/conditional-write.ts',
    find: "const write = seen.status === 'PROCESSING' ? ifLeaseHeld(seen, context) : ifUnchanged(seen, context);",
    replace: 'const write = { pk: seen.pk, writeId: context.writeId, expect: [] };',
  },
  {
    name: 'ignore-not-before',
    about: 'the lease is granted before notBefore',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: "      { attribute: 'notBefore', absentOrAtMost: context.now },\n",
    replace: '',
  },
  {
    name: 'crash-not-counted',
    about: 'taking over an expired lease does not count a crash',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: '{ ...leaseFields(context), crashes: (seen.crashes ?? 0) + 1 }',
    replace: '{ ...leaseFields(context) }',
  },
  {
    name: 'replay-keeps-generation',
    about: 'a replay does not start a new generation',
    file: 'lambda/domain/lifecycle/recovery-transitions.ts',
    find: 'generation: seen.generation + 1,',
    replace: 'generation: seen.generation,',
  },
  {
    name: 'final-stays-in-work-index',
    about: 'a final record keeps its deadline and its place in the work index',
    file: 'lambda/domain/lifecycle/conditional-write.ts',
    find: 'remove: [...LEASE_ATTRIBUTES, ...OPEN_ONLY, ...remove],',
    replace: 'remove: [...LEASE_ATTRIBUTES, ...remove],',
  },
  {
    name: 'sweeps-forgotten',
    about: 'a retry resets the sweep count',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: '      ...waitFields(plan.notBefore, context, leased.sweepCount),',
    replace: '      ...waitFields(plan.notBefore, context),\n      sweepCount: 0,',
  },
  {
    name: 'lose-old-item-check',
    about: 'a write that is refused after a lost answer is not recognised as our own',
    file: 'lambda/domain/lifecycle/conditional-write.ts',
    find: 'if (found && (found.writeId === writeId || found.leaseOwner === writeId)) {',
    replace: 'if (found && writeId === undefined) {',
  },
  {
    name: 'window-never-ends',
    about: 'the retry window never ends',
    file: 'lambda/domain/lifecycle/retry-policy.ts',
    find: 'if (now >= end) {',
    replace: 'if (now < 0) {',
  },
  {
    name: 'swallow-batch-failure',
    about: 'a message that could be neither processed nor sent again is acknowledged',
    file: 'lambda/usecases/process/process-batch.ts',
    find: 'kept.push(messageId);\n      }\n    };',
    replace: '}\n    };',
  },
  {
    name: 'plain-put',
    about: 'the result overwrites any existing object',
    file: 'lambda/usecases/process/store-result.ts',
    find: 'let condition: PutCondition = hasOwnResult(record)',
    replace:
      'const found = await results.head(key);\n    let condition: PutCondition = found ? { ifMatch: found.eTag } : hasOwnResult(record)',
  },
  {
    name: 'adopt-any-object',
    about: 'after a 412, any existing object is adopted',
    file: 'lambda/usecases/process/store-result.ts',
    find: 'if (head && isOwnObject(head, record)) {',
    replace: 'if (head) {',
  },
  {
    name: 'replace-later-generation',
    about: 'after a 412, a stale lease holder replaces the object of a later generation',
    file: 'lambda/usecases/process/store-result.ts',
    find: 'if (head.generation > record.generation) {',
    replace: 'if (head.generation > record.generation) {\n    return;',
  },
  {
    name: 'retry-without-send',
    about: 'a retry is recorded, but its message is not sent',
    file: 'lambda/usecases/process/record-outcome.ts',
    find: 'if (waiting) {',
    replace: 'if (waiting?.pk === undefined) {',
  },
  {
    name: 'send-twice',
    about: 'a retry sends its message twice',
    file: 'lambda/usecases/process/record-outcome.ts',
    find: '      await sendWhenDue(waiting, this.deps);',
    replace: '      await sendWhenDue(waiting, this.deps);\n      await sendWhenDue(waiting, this.deps);',
  },
  {
    name: 'crash-acknowledged',
    about: 'a message that crashed our own code is acknowledged',
    file: 'lambda/usecases/process/record-outcome.ts',
    find: "'Retried'));\n      throw error;",
    replace: "'Retried'));\n      return;",
  },
  {
    name: 'token-never-refreshed',
    about: 'a rejected token is not read again',
    file: 'lambda/usecases/source.ts',
    find: 'this.renewed = await this.load(true);',
    replace: 'this.renewed = await this.load(false);',
  },
  {
    name: 'gate-never-closes',
    about: 'a 429 does not close the gate of its process',
    file: 'lambda/usecases/process/provider-gate.ts',
    find: 'const until = now + Math.min(asked, MAX_RETRY_AFTER_MS);',
    replace: 'const until = Math.min(asked, 0);',
  },
  {
    name: 'sweeper-sends-first',
    about: 'the sweeper sends its message before it updates the record',
    file: 'lambda/usecases/sweep/sweep-events.ts',
    find: '    const outcome = await store.update(write);\n    if (!outcome.applied) {\n      return;\n    }\n    const { record } = outcome;\n    measureAge(record, this.deps);\n    try {\n      await queue.send(record.provider, record.pk, 0);\n',
    replace:
      "    const seen = await store.get(write.pk);\n    await queue.send(seen?.provider ?? '', write.pk, 0);\n    const outcome = await store.update(write);\n    if (!outcome.applied) {\n      return;\n    }\n    const { record } = outcome;\n    measureAge(record, this.deps);\n    try {\n",
  },
  {
    name: 'sweeper-never-moves',
    about: 'the sweeper sends its message without changing the deadline',
    file: 'lambda/usecases/sweep/sweep-events.ts',
    find: 'await this.updateAndSend(record, postponeForMessage(record, transitionContext(this.deps)));',
    replace: 'await this.deps.queue.send(record.provider, record.pk, 0);',
  },
  {
    name: 'sweeper-never-tires',
    about: 'the sweeper does not back off',
    file: 'lambda/domain/lifecycle/policy.ts',
    find: 'Math.min(sweepCount ?? 0, 20)',
    replace: 'Math.min(sweepCount ?? 0, 0)',
  },
  {
    name: 'sweeper-ignores-leases',
    about: 'the sweeper treats every lease as valid',
    file: 'lambda/usecases/sweep/sweep-events.ts',
    find: 'if (leaseUntil >= now) {',
    replace: 'if (leaseUntil > 0) {',
  },
  {
    name: 'sweeper-frees-living-leases',
    about: 'the sweeper treats every lease as expired',
    file: 'lambda/usecases/sweep/sweep-events.ts',
    find: 'if (leaseUntil >= now) {',
    replace: 'if (leaseUntil < 0) {',
  },
  {
    name: 'redrive-any-state',
    about: 'a redrive does not check that the event is FAILED',
    file: 'lambda/usecases/recover/recover-event.ts',
    find: "if (onlyRedrive && status !== 'FAILED') {",
    replace: "if (onlyRedrive && status === 'RECEIVED') {",
  },
  {
    name: 'replay-a-lease',
    about:
      'a replay is allowed wherever the lifecycle table allows it, so also for an event that is being processed',
    file: 'lambda/usecases/recover/recover-event.ts',
    find: 'if (!isFinal(status)) {',
    replace: "if (!isFinal(status) && status !== 'PROCESSING') {",
  },
  {
    name: 'supersede-before-claim',
    about: 'the replay of a quarantined body closes it before the real event is claimed',
    file: 'lambda/usecases/recover/recover-event.ts',
    find: '    const { record: real } = await this.claimer.claimEvent(parsed.event, {',
    replace:
      '    await store.update(supersede(record, { pk: source.id + "#" + parsed.event.eventId, reason }, transitionContext(this.deps)));\n    const { record: real } = await this.claimer.claimEvent(parsed.event, {',
  },
  {
    name: 'poison-together',
    about: 'a possible poison message is leased together with others',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: "  return { ...write, expect: [...write.expect, { attribute: 'crashes', absentOrAtMost: 0 }] };",
    replace: '  return write;',
  },
  {
    name: 'second-record',
    about: 'a duplicate gets its own record',
    file: 'lambda/usecases/receive/claim-event.ts',
    find: '      return { isNew: outcome.applied, record: standing };',
    replace:
      "      if (!outcome.applied) {\n        await store.create({ ...record, pk: record.pk.concat('~2') }, { signal });\n      }\n      return { isNew: outcome.applied, record: standing };",
  },
  {
    name: 'ends-archived',
    about: 'an event whose result cannot be fetched ends ARCHIVED instead of its real final state',
    file: 'lambda/domain/lifecycle/transitions.ts',
    find: 'return finalize(seen, status, context, { set: { lastError: boundError(lastError) } });',
    replace: "return finalize(seen, 'ARCHIVED', context, { set: { lastError: boundError(lastError) } });",
  },
  {
    name: 'outage-left-to-queue',
    about:
      'a message that an AWS outage kept from being processed returns to the queue, which counts a crash',
    file: 'lambda/usecases/process/process-batch.ts',
    find: 'if (!(error instanceof ProviderError)) {',
    replace: 'if (error) {',
  },
];
