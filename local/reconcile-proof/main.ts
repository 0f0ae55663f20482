import { parseArgs } from 'node:util';
import { listLimit } from './judge-proof';
import { runProof } from './run-proof';

const USAGE = `npm run reconcile-proof -- [--documents 10000] [--missing 137] [--late 20] [--expired 500]

Reconciles a source of many documents on the local stack, killed half-way and started again; then late webhooks come.`;

const OPTIONS = {
  documents: { type: 'string', default: '10000' },
  missing: { type: 'string', default: '137' },
  late: { type: 'string', default: '20' },
  expired: { type: 'string', default: '500' },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { documents, missing, late, expired } = values;
  const size = {
    documents: Number(documents),
    missing: Number(missing),
    late: Number(late),
    expired: Number(expired),
  };
  const started = performance.now();
  const onProgress = (text: string) => process.stderr.write(`${seconds(started)} s  ${text}\n`);
  const { facts, problems } = await runProof({ ...size, onProgress });
  const { totals } = facts.report ?? {};
  console.log(
    `documents ${size.documents}, never told of ${size.missing}, late ${size.late}, killed after ${facts.listsAtKill} pages`,
  );
  console.log(
    `looked at ${totals?.looked}, matched ${totals?.matched}, captured ${totals?.missing}, unrecoverable ${totals?.unrecoverable}`,
  );
  console.log(
    `calls: ${facts.lists.length} pages (at most ${listLimit(size)}), ${facts.calls.length} documents; results ${facts.resultKeys.length}`,
  );
  console.log(problems.length === 0 ? 'All as it must be.' : problems.join('\n'));
  return problems.length === 0 ? 0 : 1;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0).padStart(4);
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
