/**
 * Ends this process when its parent does. Standard input is a pipe that only the parent holds open: it closes when the parent
 * stops us and, because the kernel does it, also when the parent is killed with SIGKILL.
 */
export function exitWithParent() {
  const exit = () => process.exit(0);
  process.stdin.resume();
  process.stdin.once('end', exit);
  process.stdin.once('close', exit);
  process.stdin.once('error', exit);
}
