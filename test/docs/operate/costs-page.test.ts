import { LIST_PRICES } from '../../../lib/monitoring/dashboard/cost-graphs';
import { PAGES } from '../pages';

const PAGE = PAGES.find(({ path }) => path === 'docs/operate/costs.md')?.text ?? '';
const README = PAGES.find(({ path }) => path === 'README.md')?.text ?? '';
const MILLION = 1e6;

/** Cells of the rows under a heading, without the table's own heading. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, part = ''] = PAGE.split(`## ${heading}\n`);
  return (part.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const toNumber = (cell = '') => Number(cell.replace(/[*,]/g, ''));
const isTotal = ([what = '']: readonly string[]) => what.startsWith('**');
const toCents = (dollars: number) => Number(dollars.toFixed(2));

const ALWAYS = rowsUnder('Always');
const EACH = rowsUnder('For each document');
const FIXED = toNumber(ALWAYS.find(isTotal)?.[3]);

describe('docs/operate/costs.md', () => {
  it.each(ALWAYS.filter((row) => !isTotal(row)))('multiplies %s', (_, quantity, price, month) => {
    expect(toNumber(month)).toBe(toCents(toNumber(quantity) * toNumber(price)));
  });

  it('adds up what it always costs', () => {
    const sum = ALWAYS.filter((row) => !isTotal(row)).reduce((total, row) => total + toNumber(row[3]), 0);
    expect(ALWAYS.length).toBeGreaterThan(5);
    expect(FIXED).toBe(toCents(sum));
  });

  it.each([
    ['Limai', 1],
    ['Extend', 2],
  ])('adds up a million documents of %s', (_, column) => {
    const sum = EACH.filter((row) => !isTotal(row)).reduce(
      (total, row) => total + toNumber(row[column]) * toNumber(row[3]),
      0,
    );
    expect(toNumber(EACH.find(isTotal)?.[column])).toBe(toCents(sum));
  });

  it('has the prices of the dashboard', () => {
    const prices = new Map(EACH.map(([what = '', , , price]) => [what.split(/[:,]/)[0], toNumber(price)]));
    const { httpApiRequest, lambdaRequest, lambdaGbSecond, dynamoWriteUnit, dynamoReadUnit } = LIST_PRICES;
    expect(Object.fromEntries(prices)).toMatchObject({
      'API Gateway requests': httpApiRequest * MILLION,
      'Lambda requests': lambdaRequest * MILLION,
      'Lambda GB-seconds': lambdaGbSecond * MILLION,
      'DynamoDB write units': dynamoWriteUnit * MILLION,
      'DynamoDB read units': dynamoReadUnit * MILLION,
      'SQS requests': LIST_PRICES.sqsRequest * MILLION,
      'S3 PUT': LIST_PRICES.s3Put * MILLION,
      'GB of logs for a million': LIST_PRICES.logByte * 1e9,
    });
  });

  it.each(rowsUnder('Together'))('%s documents cost what the parts cost, here and in README.md', (...row) => {
    const [documents, always, variable, together] = row.map(toNumber);
    const [limai, extend] = [1, 2].map((column) => toNumber(EACH.find(isTotal)?.[column]));
    const expected = toCents((((limai ?? 0) + (extend ?? 0)) / 2) * ((documents ?? 0) / MILLION));
    expect([always, variable, together]).toEqual([FIXED, expected, toCents(FIXED + expected)]);
    expect(README).toContain(`| ${row.join(' | ')} |`);
  });
});
