import type { IConstruct } from 'constructs';
import { type ConfigProblem, describeProblem } from '../config/config-error';

/** By which the CDK recognizes its own errors (`Errors.isValidationError`). Its class is not for others, and its arguments changed. */
const MARKS = ['@aws-cdk/core.SynthesisError', '@aws-cdk/core.ValidationError'];

/** The props of a construct are invalid. The message lists every problem, one per line. */
export class PropsError extends Error {
  override readonly name = 'ValidationError';
  readonly type = 'validation';
  readonly level = 'error';
  readonly constructPath: string;

  constructor({ node }: IConstruct, problems: readonly ConfigProblem[]) {
    const lines = problems.map(describeProblem);
    super([`ExtractionInbox ${node.path}:`, ...lines, EXPLAINED].join('\n'));
    this.constructPath = node.path;
    for (const mark of MARKS) {
      Object.defineProperty(this, Symbol.for(mark), { value: true });
    }
  }
}

const EXPLAINED = 'docs/construct.md of extraction-inbox explains every prop.';
