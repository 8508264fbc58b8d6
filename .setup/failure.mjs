// @ts-check

/** What a person can understand and mend: told as one message without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} status the exit status
   */
  constructor(message, status = 1) {
    super(message);
    this.status = status;
  }
}
