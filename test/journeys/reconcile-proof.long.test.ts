import { evaluateProof } from '../../proofs/reconcile/evaluate-proof';
import { type ProofOutcome, runProof } from '../../proofs/reconcile/run-proof';
import { LeakScanner } from './stack/leak-scanner';

/** A third of what `npm run proof -- reconcile` does (10,000 documents, 137, 20): the same code, in the suite's time. */
const SIZE = { documents: 3_000, missing: 41, late: 6, expired: 150 };

describe('reconciliation over thousands of documents, some never told of, some of these told of late', () => {
  let outcome: ProofOutcome;
  const scanner = new LeakScanner();
  beforeAll(async () => {
    outcome = await runProof({ ...SIZE, onLine: (functionId, line) => scanner.read(functionId, line) });
  }, 600_000);

  it('captures exactly what never arrived, killed half-way and resumed, covers the late ones and keeps to its calls', () => {
    expect(outcome.problems).toEqual([]);
  });

  it('was killed with some of the pages read', () => {
    const { killed, listsAtKill, lists } = outcome.facts;
    expect(killed).toBe(true);
    expect(listsAtKill).toBeGreaterThan(1);
    expect(listsAtKill).toBeLessThan(lists.length);
  });

  it('takes none of the documents whose records expired for missing', () => {
    const { documents, late } = outcome.facts;
    const expired = new Set(documents.filter(({ kind }) => kind === 'expired').map(({ id }) => id));
    expect(expired.size).toBe(SIZE.expired);
    expect(late.filter(({ documentId = '' }) => expired.has(documentId))).toEqual([]);
  });

  it('is denied no call, and prints nothing it may not', () => {
    expect(outcome.denied).toEqual([]);
    expect(scanner.linesRead).toBeGreaterThan(SIZE.missing);
    expect(scanner.leaks).toEqual([]);
  });

  it('would not pass with one document more, one covered less, or one call more', () => {
    const { facts } = outcome;
    const [first] = facts.captured;
    expect(evaluateProof({ ...facts, captured: facts.captured.slice(1) }, SIZE)).toContain(
      'documents captured: got 40, expected 41',
    );
    const unshared = facts.late.map(({ sharedResultOf: _, ...record }) => record);
    expect(evaluateProof({ ...facts, late: unshared }, SIZE)).toEqual([
      'late webhooks that share a result: got 0, expected 6',
    ]);
    const call = { documentId: first?.documentId ?? '', at: '', status: 200, served: true };
    expect(evaluateProof({ ...facts, calls: [...facts.calls, call] }, SIZE)).toEqual([
      'calls for late webhooks: got 1, expected 0',
      'calls for documents: got 42, expected 41',
    ]);
  });
});
