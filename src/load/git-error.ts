/** What a repository does not have, or what of it cannot be read. The message is one sentence with the remedy. */
export class GitError extends Error {
  override readonly name = 'GitError';
}
