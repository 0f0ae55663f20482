import { rm } from 'node:fs/promises';

/** Jest calls it after the last test file: what the files of a run share is of no use to the next. */
export default async function removeSharedDirectory(): Promise<void> {
  await rm(process.env.TESTS_SHARED_DIR ?? '', { recursive: true, force: true });
}
