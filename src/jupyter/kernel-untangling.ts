/** The part of Node's own bookkeeping of asynchronous contexts that a termination leaves in disorder. */
interface AsyncBookkeeping {
  readonly clearAsyncIdStack?: () => void;
}

/** The key on `globalThis` of the function that is called in a running thread just before it is terminated. */
const UNTANGLE = "lisalab.kernel.untangle";

/** What the inspector evaluates in the running thread before it terminates what runs there. */
export const UNTANGLE_EXPRESSION: string = `globalThis[Symbol.for("${UNTANGLE}")]()`;

/**
 * Prepares this thread for being terminated. Node counts which asynchronous context it is in; JavaScript that is
 * terminated behind an await never counts back, and Node ends the whole process when it finds out ("Assertion failed:
 * execution_async_id() == 0"). So the count is cleared while the code still runs. Node offers that nowhere else.
 */
export function prepareForTermination(): void {
  const before = process.noDeprecation === true;
  process.noDeprecation = true;
  const { binding } = process as unknown as { binding: (name: string) => AsyncBookkeeping };
  const bookkeeping = binding.call(process, "async_wrap");
  process.noDeprecation = before;
  Object.assign(globalThis, { [Symbol.for(UNTANGLE)]: () => bookkeeping.clearAsyncIdStack?.() });
}
