import type { Series } from './metric-data';

type Value = number | Series;
type Operator = (left: number, right: number) => number;

/** From the loosest to the tightest. */
const OPERATORS: readonly Readonly<Record<string, Operator>>[] = [
  { '>': (left, right) => Number(left > right) },
  { '+': (left, right) => left + right, '-': (left, right) => left - right },
  { '*': (left, right) => left * right, '/': (left, right) => left / right },
];

/**
 * The part of CloudWatch's metric math that the stack uses, with its documented rules of missing values: between two series one
 * that is missing counts as 0, and where both are missing there is no value; REPEAT fills with the value before, so nothing is
 * filled before the first one; a number fills every gap of a series that has a value, and what it fills in without any is not
 * documented: nothing here. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateMath(expression: string, metrics: ReadonlyMap<string, Series>): Series {
  const parser = new Parser(expression, metrics);
  const value = parser.parse();
  if (typeof value === 'number') {
    throw new Error(`"${expression}" is a number, expected a series.`);
  }
  return value;
}

class Parser {
  private readonly tokens: string[];

  constructor(
    private readonly expression: string,
    private readonly metrics: ReadonlyMap<string, Series>,
  ) {
    this.tokens = expression.match(/[A-Za-z_]\w*|[\d.]+|\S/g) ?? [];
  }

  parse(): Value {
    const value = this.binary(0);
    return this.tokens.length === 0 ? value : this.fail(`nothing after "${this.tokens[0]}"`);
  }

  private binary(level: number): Value {
    const operators = OPERATORS[level];
    if (!operators) {
      return this.primary();
    }
    let value = this.binary(level + 1);
    for (let next = operators[this.tokens[0] ?? '']; next; next = operators[this.tokens[0] ?? '']) {
      this.tokens.shift();
      value = combine(next, value, this.binary(level + 1));
    }
    return value;
  }

  private primary(): Value {
    const token = this.tokens.shift() ?? this.fail('an operand');
    if (token === '(') {
      const value = this.binary(0);
      this.expect(')');
      return value;
    }
    if (/^\d/.test(token)) {
      return Number(token);
    }
    return token === 'FILL' ? this.fill() : (this.metrics.get(token) ?? this.fail(`a metric "${token}"`));
  }

  private fill(): Series {
    this.expect('(');
    const series = this.binary(0);
    this.expect(',');
    const filler = this.tokens.shift() ?? '';
    this.expect(')');
    if (typeof series === 'number' || !/^(REPEAT|\d+)$/.test(filler)) {
      return this.fail('FILL of a series by REPEAT or a number');
    }
    if (filler !== 'REPEAT') {
      const hasValue = series.some((value) => value !== undefined);
      return hasValue ? series.map((value) => value ?? Number(filler)) : series;
    }
    let last: number | undefined;
    return series.map((value) => {
      last = value ?? last;
      return last;
    });
  }

  private expect(token: string): void {
    if (this.tokens.shift() !== token) {
      this.fail(`"${token}"`);
    }
  }

  private fail(expected: string): never {
    throw new Error(`"${this.expression}": expected ${expected}.`);
  }
}

function combine(operator: Operator, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    return operator(left, right);
  }
  const length = Math.max(
    typeof left === 'number' ? 0 : left.length,
    typeof right === 'number' ? 0 : right.length,
  );
  return Array.from({ length }, (_, index) => {
    const values = [left, right].map((value) => (typeof value === 'number' ? value : value[index]));
    const isMissing = [left, right].every((value) => typeof value === 'number' || value[index] === undefined);
    return isMissing ? undefined : operator(values[0] ?? 0, values[1] ?? 0);
  });
}
