import { describeNode } from '../../../local/aws/engines/node-with-sqlite';

/** Jest calls it before the first test file: one line says which Node runs the tests. */
export default async function printNode(): Promise<void> {
  process.stderr.write(`${describeNode()}\n`);
}
