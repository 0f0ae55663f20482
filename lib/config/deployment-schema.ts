import * as z from 'zod';

/** What a deployment is called, where it goes and what it is tagged with: in the configuration file, or by `-c`. */

const A_STACK_NAME = 'a name of at most 128 of A-Z, a-z, 0-9 and -, beginning with a letter';
const A_REGION = 'an AWS region, such as eu-central-1';
const AN_ACCOUNT = 'an AWS account of 12 digits, as a text';
const A_TAG_KEY = 'tag names of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with "aws:"';
const A_TAG_VALUE = 'tag values of 1 to 256 letters, digits, spaces and _.:/=+-@';
const TAGS_APART = 'tag names that differ by more than upper and lower case';
const MAX_TAGS = 50;

const tagText = (max: number) => new RegExp(`^[\\p{L}\\p{N}\\p{Z}_.:/=+\\-@]{1,${max}}$`, 'u');

export const stackNameSchema = z.string(A_STACK_NAME).regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, A_STACK_NAME);

export const envSchema = z.strictObject({
  account: z
    .string(AN_ACCOUNT)
    .regex(/^\d{12}$/, AN_ACCOUNT)
    .optional(),
  region: z
    .string(A_REGION)
    .regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, A_REGION)
    .optional(),
});

export const tagsSchema = z
  .record(
    z
      .string()
      .regex(tagText(128), A_TAG_KEY)
      .regex(/^(?!aws:)./i, A_TAG_KEY),
    z.string(A_TAG_VALUE).regex(tagText(256), A_TAG_VALUE),
    "an object such as { team: 'documents' }",
  )
  .refine((tags) => Object.keys(tags).length <= MAX_TAGS, `at most ${MAX_TAGS} tags`)
  // IAM takes them for the same and refuses the roles.
  .refine((tags) => distinct(Object.keys(tags).map((name) => name.toLowerCase())), TAGS_APART);

function distinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
