/** Something a person has to put right; its message says what, and is shown without a stack. */
export class SetupFailure extends Error {
  name = 'SetupFailure';
}
