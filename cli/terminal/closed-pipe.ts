/**
 * Drops without a word what is written to a reader who has left (`| head -3`); Node would end with a stack trace.
 * `onOutputClosed` is told when it is standard output that nobody reads any more; by default the work goes on.
 */
export function ignoreClosedPipes(onOutputClosed: () => void = () => undefined): void {
  process.stdout.on('error', unlessClosed(onOutputClosed));
  process.stderr.on(
    'error',
    unlessClosed(() => undefined),
  );
}

function unlessClosed(then: () => void): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
    then();
  };
}
